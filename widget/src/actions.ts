import { createRef } from "preact";
import { Problem } from "./api";
import * as conversation from "./conversation";
import { dress, emit, fill, lang, root, settings, t } from "./env";
import { type Photo, preparePhoto } from "./photo";
import mediaCss from "./media.css";
import messagesCss from "./messages.css";
import panelCss from "./panel.css";
import { printOnly, transcript } from "./transcript";
import type { Choice, Message } from "./types";

// What the citizen sees beside the conversation itself, and one function for each thing that can be done.

export type Menu = "" | "options" | "attach" | "erase";

/** Longest message the assistant reads, in characters (docs/architecture.md §2). */
const LONGEST_TEXT = 1000;
/** Milliseconds for which a word about the last action stays. */
const NOTICE = 6000;

export let open = false;
/** Something is on its way to the server that must not be asked for twice. */
export let busy = false;
export let menu: Menu = "";
/** A word about the last action, and what is wrong with what the citizen is about to send. */
export let notice = "";
export let mistake = "";
/** The message whose "why" is being asked, and the one just rated. */
export let why = "";
export let thanked = "";
/** Something new was said below what is in sight. */
export let newer = false;
export let photo: Photo | null = null;

export const log = createRef<HTMLDivElement>();
export const text = createRef<HTMLTextAreaElement>();
export const launcher = createRef<HTMLButtonElement>();
export const dialog = createRef<HTMLDialogElement>();
export const hello = createRef<HTMLHeadingElement>();
export const file = createRef<HTMLInputElement>();
/** Where news are said to screen readers: inside the panel, since a modal one silences all the rest, and outside. */
export const inside = createRef<HTMLDivElement>();
export const outside = createRef<HTMLDivElement>();

/** Whether there is no room beside the page; the same words as in panel.css. */
const narrow = () => matchMedia("(max-width: 480px), (max-height: 480px)");
let draft = "";
/** The list follows what is said; and where it was put then. */
let atEnd = true;
let followed = 0;
let scheduled = false;
let remembered = false;
let noticeTimer = 0;
let render: () => void;

/** First appearance; `draw` renders everything from the state of this module and of the conversation. */
export function begin(draw: () => void): void {
  render = draw;
  render();
  // The browser's storage may take a while: the launcher is painted first.
  requestAnimationFrame(() => setTimeout(remember));
}

/** Take up the conversation this browser keeps, once. */
function remember(): void {
  if (remembered) return;
  remembered = true;
  conversation.begin({ changed: update, fresh, ended });
  // A full screen that opens by itself would hide the page the citizen has just asked for.
  if (conversation.kept && conversation.tab.open && !narrow().matches) setOpen(true, false);
}

/** Draw at the end of the current task, once for all that changed in it. */
export function update(): void {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    draw();
  });
}

export function setOpen(now: boolean, focus = true): void {
  remember();
  if (open === now) return;
  if (root.adoptedStyleSheets.length < 2) {
    dress(root, panelCss + messagesCss + mediaCss);
    narrow().addEventListener("change", showDialog);
  }
  open = atEnd = conversation.tab.open = now;
  menu = "";
  conversation.save();
  draw();
  showDialog();
  scrollToEnd();
  if (focus) goOn();
  emit(open ? "open" : "close");
}

export function toggle(which: Menu): void {
  const left = menu;
  menu = menu === which ? "" : which;
  draw();
  if (!menu && left === "erase") goOn();
  else root.querySelector<HTMLElement>(".menu button")?.focus();
}

export function keyDown(event: KeyboardEvent): void {
  if (event.key !== "Escape" || !open) return;
  event.preventDefault();
  event.stopPropagation();
  if (!menu) return setOpen(false);
  const opener = root.querySelector<HTMLElement>("[aria-expanded=true]");
  toggle("");
  opener?.focus();
}

/** The browser's own way to close a full screen: the back gesture of a phone. */
export function cancelled(event: Event): void {
  event.preventDefault();
  setOpen(false);
}

export async function agree(): Promise<void> {
  if (busy) return;
  busy = true;
  notice = "";
  draw();
  try {
    await conversation.start();
    emit("consent");
  } catch (problem) {
    notice = sentence(problem);
  }
  busy = false;
  conversation.save();
  draw();
  if (conversation.kept) goOn();
}

export function typed(): void {
  draft = text.current!.value;
  setMistake("");
}

export function textKeyDown(event: KeyboardEvent): void {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
}

export function submit(event: Event): void {
  event.preventDefault();
  if (send(text.current!.value)) draft = text.current!.value = "";
}

/** The words not sent yet, put back in a new text field. */
export function fillText(field: HTMLTextAreaElement | null): void {
  text.current = field;
  if (field) field.value = draft;
}

/** For the site's own script: before the citizen has agreed, the words wait in the text field. */
export function propose(words: string): void {
  setOpen(true);
  if (conversation.kept) send(words);
  else draft = words;
}

export function choose({ payload, title }: Choice): void {
  post({ payload }, title);
  goOn();
}

export function sendPosition(): void {
  menu = "";
  inform(t.locating);
  goOn();
  const failed = () => inform(t.noPosition);
  if (!navigator.geolocation) return failed();
  const found = ({ coords }: GeolocationPosition) => {
    inform("");
    // 5 decimals are a metre; more would say nothing of a street.
    const [latitude, longitude] = [coords.latitude, coords.longitude].map((degrees) => Math.round(degrees * 1e5) / 1e5);
    post({ attachments: [{ kind: "location", latitude, longitude }] }, t.location);
  };
  navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 });
}

export function choosePhoto(): void {
  menu = "";
  update();
  file.current?.click();
}

export async function photoChosen(): Promise<void> {
  const field = file.current!;
  mistake = "";
  try {
    photo = await preparePhoto(field.files![0]!);
  } catch {
    mistake = t.photoUnread;
  }
  field.value = "";
  update();
}

export function dropPhoto(): void {
  photo = null;
  mistake = "";
  draw();
  goOn();
}

export async function sendPhoto(event: Event): Promise<void> {
  event.preventDefault();
  if (busy) return;
  busy = true;
  setMistake("");
  try {
    await conversation.sendPhoto(photo!.jpeg, t.image);
    atEnd = true;
    dropPhoto();
  } catch (problem) {
    setMistake(sentence(problem));
  }
  busy = false;
}

export async function rate(message: string, useful: boolean, reason?: string): Promise<void> {
  why = useful || reason ? "" : message;
  thanked = "";
  try {
    await conversation.rate(message, useful, reason);
    if (why) return;
    thanked = message;
    announce(t.thanks);
    update();
  } catch (problem) {
    inform(sentence(problem));
  }
}

export async function copy(): Promise<void> {
  toggle("");
  const words = transcript(settings.title, conversation.messages, t, lang);
  // Without https there is no clipboard.
  const copied = navigator.clipboard?.writeText(words) ?? Promise.reject();
  await copied.then(
    () => inform(t.copied),
    () => inform(t.problem),
  );
  goOn();
}

export function print(): void {
  toggle("");
  printOnly();
  goOn();
}

export async function erase(): Promise<void> {
  menu = "";
  await conversation.erase().catch((problem) => inform(sentence(problem)));
}

export function scrolled(): void {
  const { scrollHeight, scrollTop, clientHeight } = log.current!;
  atEnd = scrollHeight - scrollTop - clientHeight < 48 || scrollTop === followed;
  if (atEnd && newer) scrollToEnd();
}

export function scrollToEnd(): void {
  newer = false;
  atEnd = true;
  update();
}

function send(raw: string): boolean {
  const words = raw.trim();
  const length = [...words].length;
  setMistake(length > LONGEST_TEXT ? fill(t.tooLong, length.toLocaleString(lang)) : "");
  if (!words || mistake) return false;
  post({ text: words }, words);
  return true;
}

/** The citizen's own message is always brought into sight. */
function post(body: object, label: string): void {
  atEnd = true;
  why = thanked = "";
  conversation.enqueue(body, label);
}

function fresh(said: Message[]): void {
  announce(said.map(({ author, text }) => (author === "person" ? `${t.person} : ${text}` : text)).join("\n"));
  newer = open && !atEnd;
  for (const { id, author } of said) emit("message", { id, author, unread: conversation.unread() });
}

function ended(how: "expired" | "erased", unsent: string): void {
  photo = null;
  mistake = menu = why = "";
  if (unsent || how === "erased") draft = unsent;
  notice = t[how];
  emit(how);
  draw();
  if (open) goOn();
}

/** Say once, politely, to a screen reader. */
function announce(words: string): void {
  const region = (open ? inside : outside).current!;
  region.textContent = "";
  // The region must be seen empty first, or the same answer given twice would be said once.
  setTimeout(() => (region.textContent = words), 50);
}

function inform(words: string): void {
  clearTimeout(noticeTimer);
  notice = words;
  if (words) noticeTimer = setTimeout(() => inform(""), NOTICE);
  update();
}

function setMistake(words: string): void {
  mistake = words;
  update();
}

/** The server's own sentence is in French. */
function sentence(problem: unknown): string {
  return (lang === "fr" && problem instanceof Problem && problem.detail) || t.problem;
}

function draw(): void {
  render();
  if (!open) return;
  const list = log.current;
  if (list && atEnd) {
    // The end, but not past the last question: the first sentence of a long answer is the fact asked for.
    const asked = [...list.querySelectorAll<HTMLElement>(".citizen")].at(-1);
    list.scrollTop = Math.min(list.scrollHeight, asked ? asked.offsetTop - 8 : Infinity);
    followed = list.scrollTop;
  }
  if (!document.hidden) conversation.markSeen();
}

/** A panel beside the page where there is room, the whole screen and nothing else behind it where there is not. */
function showDialog(): void {
  const panel = dialog.current!;
  if (panel.open) panel.close();
  if (open) narrow().matches ? panel.showModal() : panel.show();
}

/** The keyboard goes where the citizen goes on; on a touch screen not into the text, which would cover the answer. */
function goOn(): void {
  const touch = matchMedia("(pointer: coarse)").matches;
  (open ? (conversation.kept ? (touch ? log : text) : hello) : launcher).current?.focus();
}
