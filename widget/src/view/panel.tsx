import { Fragment, h } from "preact";
import {
  agree,
  busy,
  cancelled,
  copy,
  dialog,
  erase,
  hello,
  inside,
  keyDown,
  launcher,
  menu,
  newer,
  notice,
  open,
  outside,
  print,
  scrollToEnd,
  setOpen,
  toggle,
} from "../actions";
import { kept, line, retry, unread } from "../conversation";
import { fill, lang, settings, t } from "../env";
import { Composer } from "./composer";
import { Icon } from "./icons";
import { Messages } from "./messages";

interface Look {
  /** Draws the commune's image, when there is one. */
  avatar?: (canvas: HTMLCanvasElement | null) => void;
  /** The page is one where the commune does not show the launcher. */
  hidden: boolean;
}

/** The whole widget: the launcher, or the panel (once it was opened), and the places where news are said to screen readers. */
export function Frame(look: Look) {
  const count = unread();
  return (
    <aside class={`g ${settings.position}`} lang={lang} aria-label={settings.title} onKeyDown={keyDown}>
      {!open && !look.hidden && (
        <button class="launcher" ref={launcher} aria-label={`${t.ask} ${t.launcher}${count ? ` (${fill(t.unread, count)})` : ""}`} onClick={() => setOpen(true)}>
          <Icon name="chat" />
          {t.ask}
          {count > 0 && <b>{count}</b>}
        </button>
      )}
      {(open || dialog.current) && (
        <dialog class="panel" ref={dialog} aria-labelledby="title" onCancel={cancelled}>
          {open && (
            <Fragment>
              <Header {...look} />
              {kept ? <Chat /> : <Consent />}
            </Fragment>
          )}
          <div class="sr" role="status" ref={inside} />
        </dialog>
      )}
      <div class="sr" role="status" ref={outside} />
    </aside>
  );
}

function Chat() {
  return (
    <Fragment>
      <Bar />
      <Messages />
      {newer && (
        <button class="newer" onClick={scrollToEnd}>
          {t.newer} ↓
        </button>
      )}
      <Composer />
    </Fragment>
  );
}

function Header({ avatar }: Look) {
  return (
    <header>
      <span class="avatar" aria-hidden="true">
        {avatar ? <canvas ref={avatar} width="96" height="96" /> : <Icon name="chat" />}
      </span>
      <div>
        <h2 id="title">{settings.title}</h2>
        <p>{t.automatic}</p>
      </div>
      {kept && (
        <button class="icon" aria-label={t.options} aria-expanded={menu === "options"} onClick={() => toggle("options")}>
          <Icon name="more" />
        </button>
      )}
      <button class="icon" aria-label={t.close} onClick={() => setOpen(false)}>
        <Icon name="close" />
      </button>
      {menu === "options" && (
        <div class="menu">
          <button onClick={copy}>{t.copy}</button>
          <button onClick={print}>{t.print}</button>
          <button onClick={() => toggle("erase")}>{t.erase}</button>
          <WhatIsKept />
        </div>
      )}
    </header>
  );
}

/** What is to be known now: a question before erasing, the state of the connection, a word about the last action. */
function Bar() {
  if (menu === "erase")
    return (
      <div class="bar buttons">
        <p>{t.eraseAsk}</p>
        <button class="danger" ref={(button) => button?.focus()} onClick={erase}>
          {t.eraseYes}
        </button>
        <button onClick={() => toggle("")}>{t.cancel}</button>
      </div>
    );
  return (
    <div role="status">
      {line !== "ok" && (
        <div class="bar buttons warn">
          <p>{line === "offline" ? t.offline : t.away}</p>
          <button onClick={retry}>{t.retry}</button>
        </div>
      )}
      {notice && <p class="bar">{notice}</p>}
    </div>
  );
}

/** Before anything is sent or kept: who answers, what is kept, and the choice. */
function Consent() {
  const { person } = settings;
  return (
    <div class="consent" tabIndex={0} role="group" aria-labelledby="hello">
      <div role="status">{notice && <p class="bar warn">{notice}</p>}</div>
      <h3 id="hello" tabIndex={-1} ref={hello}>
        {t.hello}
      </h3>
      <p>{settings.greeting ?? t.greeting}</p>
      <ul>
        <li>
          <Icon name="bot" />
          <p>
            <strong>{t.disclosure}</strong> {t.french}
          </p>
        </li>
        <li>
          <Icon name="lock" />
          <WhatIsKept />
        </li>
        {person && (
          <li>
            <Icon name="person" />
            <p>{person.available ? t.available : fill(t.availableAt, person.text)}</p>
          </li>
        )}
      </ul>
      <div class="agree buttons">
        <button class="primary" onClick={agree}>
          {busy ? t.wait : t.accept}
        </button>
        <button onClick={() => setOpen(false)}>{t.refuse}</button>
        <p>{t.nothing}</p>
      </div>
    </div>
  );
}

/** Two sentences and a link. */
function WhatIsKept() {
  return (
    <p>
      {fill(t.kept, settings.retention_days)} {t.readers}{" "}
      <a href={settings.privacy_url} target="_blank">
        {t.privacy}
        <span class="sr"> {t.newTab}</span>
      </a>
    </p>
  );
}
