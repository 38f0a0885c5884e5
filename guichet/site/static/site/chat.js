// The chat of the demonstration site: the public web API, server-sent events read with fetch, no library.
"use strict";

(() => {
  const panel = document.getElementById("chat");
  const launcher = document.getElementById("chat-launcher");
  const log = document.getElementById("chat-log");
  const status = document.getElementById("chat-status");
  const form = document.getElementById("chat-form");
  const field = document.getElementById("chat-text");
  const commune = panel.dataset.commune;
  const storageKey = `guichet-${commune}`;
  const api = "/api/v1/conversations";
  const RETRIES = 6;

  let session = JSON.parse(sessionStorage.getItem(storageKey) || "null");
  let starting = null;
  let stream = null;
  let lastSeq = 0;
  let lastFocus = null;
  const shown = new Set();

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const say = (text) => { status.textContent = text; };

  function newKey() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // Network failures and 5xx are tried again with the same idempotency key: the message is stored once.
  async function call(path, options = {}) {
    for (let attempt = 0; ; attempt += 1) {
      let response = null;
      try {
        response = await fetch(api + path, {
          ...options,
          headers: {
            ...(options.body ? { "Content-Type": "application/json" } : {}),
            ...(session ? { Authorization: `Bearer ${session.token}` } : {}),
            ...options.headers,
          },
        });
      } catch {
        response = null;
      }
      if (response && response.ok) return response;
      const again = !response || response.status >= 500 || response.status === 429;
      if (!again || attempt >= RETRIES) {
        const problem = response ? await response.json().catch(() => ({})) : {};
        const error = new Error(problem.detail || "La connexion est coupée. Vérifiez votre réseau, puis réessayez.");
        error.status = response ? response.status : 0;
        throw error;
      }
      say("Connexion difficile, nouvel essai…");
      const wait = response && Number(response.headers.get("Retry-After"));
      await pause(Math.min(wait ? wait * 1000 : 500 * 2 ** attempt, 8000));
    }
  }

  function start() {
    starting ??= (async () => {
      if (!session) {
        const response = await call("", { method: "POST", body: JSON.stringify({ commune }) });
        const started = await response.json();
        session = { id: started.id, token: started.token };
        sessionStorage.setItem(storageKey, JSON.stringify(session));
        started.messages.forEach(show);
      }
      follow();
    })().finally(() => { starting = null; });
    return starting;
  }

  function forget() {
    if (stream) stream.abort();
    stream = null;
    session = null;
    lastSeq = 0;
    shown.clear();
    sessionStorage.removeItem(storageKey);
  }

  async function follow() {
    if (stream) return;
    const mine = new AbortController();
    stream = mine;
    while (stream === mine && session) {
      try {
        const response = await fetch(`${api}/${session.id}/events`, {
          headers: { Authorization: `Bearer ${session.token}`, "Last-Event-ID": String(lastSeq) },
          signal: mine.signal,
        });
        if (response.status === 401) {
          forget();
          log.replaceChildren();
          say("La conversation précédente a expiré : en voici une nouvelle.");
          await start();
          return;
        }
        if (response.ok) await read(response.body);
      } catch {
        if (mine.signal.aborted) return;
      }
      await pause(1500);
    }
  }

  async function read(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const data = block.split("\n").filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
        if (data && block.includes("event: message")) show(JSON.parse(data));
      }
    }
  }

  function show(message) {
    lastSeq = Math.max(lastSeq, message.seq);
    if (shown.has(message.id)) return;
    shown.add(message.id);
    if (message.author === "citizen") {
      const waiting = log.querySelector(".bubble.waiting");
      if (waiting) waiting.remove();
    } else {
      say("");
    }
    const bubble = element("div", `bubble ${message.author}`);
    bubble.append(element("p", "", message.text || (message.author === "citizen" ? "…" : "")));
    if (message.card) bubble.append(cardOf(message.card));
    if (message.links.length) bubble.append(linksOf(message.links));
    log.append(bubble);
    if (message.choices.length) log.append(choicesOf(message.choices));
    // A long answer is read from its first line: the question it answers stays in view above it.
    const asked = [...log.querySelectorAll(".bubble.citizen")].pop();
    log.scrollTop = asked ? asked.offsetTop - log.offsetTop - 8 : log.scrollHeight;
  }

  function linksOf(links) {
    const list = element("ul", "links");
    for (const link of links) {
      if (!/^(https?:|tel:|mailto:)/i.test(link.url)) continue;
      const anchor = element("a", "", link.title);
      anchor.href = link.url;
      if (/^https?:/i.test(link.url)) {
        anchor.target = "_blank";
        anchor.rel = "noopener noreferrer";
      }
      const item = element("li");
      item.append(anchor);
      list.append(item);
    }
    return list;
  }

  function choicesOf(choices) {
    const list = element("ul", "options");
    for (const choice of choices) {
      const button = element("button", "", choice.title);
      button.type = "button";
      button.addEventListener("click", () => {
        list.querySelectorAll("button").forEach((other) => { other.disabled = true; });
        send({ payload: choice.payload }, choice.title);
        field.focus();
      });
      const item = element("li");
      item.append(button);
      list.append(item);
    }
    return list;
  }

  function cardOf(card) {
    const box = element("div", "fact");
    if (card.title) box.append(element("h3", "", card.title));
    const rows = [];
    if (card.status_text) rows.push(["État", card.status_text]);
    for (const hour of card.hours || []) rows.push([hour.label, hour.text]);
    for (const fact of card.facts || []) rows.push([fact.label, fact.text]);
    for (const day of card.days || []) rows.push([day.label, (day.fractions || []).join(", ")]);
    if (card.address) rows.push(["Adresse", card.address]);
    if (card.telephone) rows.push(["Téléphone", card.telephone]);
    if (card.email) rows.push(["Courriel", card.email]);
    const list = element("dl");
    for (const [label, text] of rows) list.append(element("dt", "", label), element("dd", "", text));
    box.append(list);
    return box;
  }

  async function send(body, text) {
    const bubble = element("div", "bubble citizen waiting");
    bubble.append(element("p", "", text));
    log.append(bubble);
    log.scrollTop = log.scrollHeight;
    const key = newKey();
    try {
      await start();
      say("L’assistant écrit…");
      const response = await call(`/${session.id}/messages`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "Idempotency-Key": key },
      });
      const sent = await response.json();
      // The stream shows it as well; whichever comes second does nothing.
      if (!shown.has(sent.message.id)) show(sent.message);
    } catch (error) {
      if (error.status === 401) forget();
      bubble.className = "bubble unsent";
      say(error.message);
      if (!field.value && body.text) field.value = body.text;
    }
  }

  async function open(question) {
    lastFocus = document.activeElement;
    panel.hidden = false;
    launcher.hidden = true;
    field.focus();
    try {
      await start();
      if (question) await send({ text: question }, question);
    } catch (error) {
      say(error.message);
    }
  }

  function close() {
    panel.hidden = true;
    launcher.hidden = false;
    (lastFocus && lastFocus.isConnected && lastFocus !== document.body ? lastFocus : launcher).focus();
  }

  document.querySelectorAll("[data-chat-open]").forEach((button) => button.addEventListener("click", () => open()));
  document.querySelectorAll("[data-chat-ask]").forEach((button) => button.addEventListener("click", () => open(button.dataset.chatAsk)));
  document.getElementById("chat-close").addEventListener("click", close);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  document.getElementById("chat-erase").addEventListener("click", async () => {
    if (!session || !window.confirm("Effacer toute la conversation ? Elle ne pourra pas être récupérée.")) return;
    try {
      await call(`/${session.id}`, { method: "DELETE" });
    } catch (error) {
      if (error.status !== 401) {
        say(error.message);
        return;
      }
    }
    forget();
    log.replaceChildren();
    await start().then(() => say("La conversation est effacée."), (error) => say(error.message));
    field.focus();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    send({ text }, text);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
