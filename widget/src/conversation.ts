import { json, Problem, request } from "./api";
import { type Kept, key, readKept, readSeen, readTab, type Tab, writeKept, writeSeen, writeTab } from "./storage";
import { readEvents } from "./stream";
import type { History, Message, Outgoing, Sent, Started } from "./types";

// One citizen's conversation: what was said, what is on its way, and the connection that keeps both true.
//
// Messages come by three ways (answers to a POST, the event stream, the history) and are one by `id`, in order of `seq`.
// While a POST is on its way, what the stream says waits: it could be the citizen's own message, already shown.

/** What the conversation tells the view. `unsent`: the words that did not leave, so that they are not lost. */
export interface Listener {
  changed(): void;
  fresh(said: Message[]): void;
  ended(how: "expired" | "erased", unsent: string): void;
}

/** Longest pause between two tries, and the time a hidden tab keeps its stream, in milliseconds. */
const LONGEST_PAUSE = 30_000;
const HIDDEN_STREAM = 60_000;

export let messages: Message[] = [];
/** `offline`: the browser says so; `away`: the server does not answer. */
export let line: "ok" | "offline" | "away" = "ok";
/** The message that the server took and that has no answer yet. */
export let awaited: string | null = null;
export let kept: Kept | null = null;
export let tab: Tab;
/** The messages are being sent; resolves when nothing more can leave. */
export let pumping: Promise<void> | null = null;

let known = new Set<string>();
let held: Message[] = [];
/** All messages up to this `seq` are here; an answer to a POST may be ahead of it. */
let cursor = 0;
let stream: AbortController | undefined;
let sleepers: (() => void)[] = [];
/** The last `seq` seen in this tab; storage, where there is some, knows of the other tabs. */
let seen = 0;
let failures = 0;
let hiddenTimer = 0;
let tell: Listener;

/** Begin, with the conversation this browser keeps, if any. */
export function begin(listener: Listener): void {
  tell = listener;
  // Opening each of the browser's two stores takes time, and a tab keeps nothing before the citizen has agreed.
  tab = { open: false, outbox: [], rated: {}, ...(readKept() && readTab()) };
  addEventListener("online", retry);
  addEventListener("offline", () => setLine("offline"));
  addEventListener("storage", otherTab);
  document.addEventListener("visibilitychange", visibility);
  resume();
}

/** Start a conversation: the citizen has agreed. Raises `Problem`. */
export async function start(): Promise<void> {
  const started = await json<Started>("POST", "conversations", "", JSON.stringify({ commune: key().slice(8) }));
  kept = { id: started.id, token: started.token };
  writeKept(kept);
  merge(started.messages);
  void live(kept);
}

/** How many messages of others were not seen yet, in any tab. */
export function unread(): number {
  if (!messages.length) return 0;
  seen = Math.max(seen, readSeen());
  return messages.filter((message) => message.seq > seen && message.author !== "citizen").length;
}

/** Everything shown has been seen. */
export function markSeen(): void {
  if (!kept || !unread()) return;
  writeSeen((seen = messages.at(-1)!.seq));
  tell.changed();
}

/** Put a message on its way; it leaves when those before it have arrived. */
export function enqueue(body: object, label: string): void {
  tab.outbox.push({ key: newKey(), body: JSON.stringify(body), label });
  save();
  void pump();
}

/** Send a photo, which then leaves as a message; raises `Problem` when it was not taken. */
export async function sendPhoto(jpeg: Blob, label: string): Promise<void> {
  const { ref } = await json<{ ref: string }>("POST", `widget/photos/${kept!.id}`, kept!.token, jpeg, { "Content-Type": "image/jpeg" });
  enqueue({ attachments: [{ kind: "image", ref }] }, label);
}

/** Try again at once: what was refused, what waits, the connection. */
export function retry(): void {
  for (const outgoing of tab.outbox) delete outgoing.problem;
  failures = 0;
  save();
  wake();
  void pump();
}

/** Take back a message that could not be sent. */
export function drop(outgoing: Outgoing): void {
  tab.outbox = tab.outbox.filter((other) => other !== outgoing);
  save();
}

/** Say whether an answer was useful. Raises `Problem`. */
export async function rate(message: string, useful: boolean, reason?: string): Promise<void> {
  tab.rated[message] = useful;
  save();
  await request("POST", `widget/feedback/${kept!.id}`, kept!.token, JSON.stringify({ message, useful, reason }));
}

/** Erase the conversation on the server, then here. Raises `Problem`; one that cannot be opened any more is not called erased. */
export async function erase(): Promise<void> {
  try {
    await request("DELETE", `conversations/${kept!.id}`, kept!.token);
    end("erased");
  } catch (problem) {
    if ((problem as Problem).status !== 401) throw problem;
    end("expired");
  }
}

/** Keep `tab` over a reload, once the citizen has agreed. */
export function save(): void {
  if (kept) writeTab(tab);
  tell.changed();
}

function resume(): void {
  kept = readKept();
  if (kept) void live(kept, true);
}

function pump(): Promise<void> {
  return (pumping ??= drain().finally(() => {
    pumping = null;
    receive(held.splice(0));
    tell.changed();
  }));
}

async function drain(): Promise<void> {
  const mine = kept;
  // One refused message must not hold up those behind it.
  for (let next; mine && kept === mine && (next = tab.outbox.find(({ problem }) => !problem)); ) {
    tell.changed();
    try {
      const headers = { "Idempotency-Key": next.key, Prefer: "wait=5" };
      arrived(next, await json<Sent>("POST", `conversations/${mine.id}/messages`, mine.token, next.body, headers));
    } catch (problem) {
      if (kept === mine) await refused(next, problem as Problem);
    }
  }
}

function arrived(outgoing: Outgoing, sent: Sent): void {
  failures = 0;
  line = "ok";
  if (sent.status === "received") awaited = sent.message.id;
  drop(outgoing);
  merge([sent.message, ...sent.messages]);
}

async function refused(outgoing: Outgoing, problem: Problem): Promise<void> {
  const { status } = problem;
  if (status === 401) end("expired");
  else if (!status || status === 408 || status === 429 || status >= 500) await pause(problem);
  else {
    outgoing.problem = problem.detail || " ";
    save();
  }
}

/** Keep in step with the server until the conversation ends: what was missed, then the stream, again and again. */
async function live(mine: Kept, quiet = false): Promise<void> {
  while (kept === mine) {
    try {
      // First what is on its way: its echo in the history would show it twice.
      await pump();
      await catchUp(mine, quiet);
      quiet = false;
      await follow(mine);
    } catch (problem) {
      if (kept !== mine) return;
      if ((problem as Problem).status === 401) end("expired");
      else await pause(problem as Problem);
    }
  }
}

async function catchUp(mine: Kept, quiet: boolean): Promise<void> {
  for (let more = true; more; ) {
    const page = await json<History>("GET", `conversations/${mine.id}/messages?after=${cursor}`, mine.token);
    if (kept !== mine) return;
    more = page.more;
    receive(page.messages, quiet);
  }
  failures = 0;
  setLine("ok");
}

async function follow(mine: Kept): Promise<void> {
  const { signal } = (stream = new AbortController());
  const abort = () => stream!.abort();
  visibility();
  try {
    const headers = { "Last-Event-ID": `${cursor}` };
    const response = await request("GET", `conversations/${mine.id}/events`, mine.token, undefined, headers, signal);
    await readEvents(response, abort, (event, data) => {
      if (kept !== mine) return;
      if (event === "deleted") end("erased");
      else if (pumping) held.push(JSON.parse(data));
      else receive([JSON.parse(data)]);
    });
  } catch (problem) {
    if (!signal.aborted) throw problem instanceof Problem ? problem : new Problem(0);
  }
  if (document.hidden && kept === mine) await sleep();
}

/** What came in order, nothing missing before it. */
function receive(page: Message[], quiet = false): void {
  cursor = Math.max(cursor, ...page.map((message) => message.seq));
  merge(page, quiet);
}

function merge(came: Message[], quiet = false): void {
  const fresh = came.filter(({ id }) => !known.has(id) && known.add(id));
  if (!fresh.length) return;
  if (fresh.some((message) => message.in_reply_to === awaited)) awaited = null;
  messages = [...messages, ...fresh].sort((one, other) => one.seq - other.seq);
  tell.changed();
  const said = fresh.filter((message) => message.author !== "citizen");
  if (said.length && !quiet) tell.fresh(said);
}

async function pause({ status, retryAfter }: Problem): Promise<void> {
  if (status !== 429) setLine(navigator.onLine ? "away" : "offline");
  // Up to a quarter more, so that all the widgets of a commune do not come back at the same instant.
  await sleep(Math.max(retryAfter * 1000, Math.min(1000 * 2 ** failures++, LONGEST_PAUSE)) * (1 + Math.random() / 4));
}

/** Wait for `milliseconds` (none: for ever) or until `wake`. */
function sleep(milliseconds?: number): Promise<void> {
  return new Promise((resolve) => {
    sleepers.push(resolve);
    if (milliseconds) setTimeout(resolve, milliseconds);
  });
}

function wake(): void {
  for (const resolve of sleepers.splice(0)) resolve();
}

function setLine(now: typeof line): void {
  line = now;
  tell.changed();
}

function visibility(): void {
  clearTimeout(hiddenTimer);
  if (document.hidden) hiddenTimer = setTimeout(() => stream?.abort(), HIDDEN_STREAM);
  else wake();
}

function otherTab(event: StorageEvent): void {
  const theirs = readKept();
  if (event.key === key() && theirs?.id !== kept?.id) {
    if (!theirs) return end("erased");
    forget();
    resume();
  }
  tell.changed();
}

function end(how: "expired" | "erased"): void {
  const unsent = how === "expired" ? tab.outbox.map(({ body }) => JSON.parse(body).text ?? "").join("\n") : "";
  forget();
  writeKept(null);
  writeTab(null);
  writeSeen(0);
  tell.ended(how, unsent);
}

function forget(): void {
  kept = awaited = null;
  stream?.abort();
  tab = { open: tab.open, outbox: [], rated: {} };
  messages = [];
  held = [];
  known.clear();
  cursor = seen = 0;
  line = "ok";
  wake();
}

/** 128 random bits: `crypto.randomUUID` is missing on a site without https. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
