import { h, type VNode } from "preact";
import { choose, choosePhoto, log, rate, scrolled, sendPosition, thanked, why } from "../actions";
import { awaited, drop, line, messages, pumping, retry, tab } from "../conversation";
import { lang, t } from "../env";
import type { Message, Outgoing } from "../types";
import { CardView } from "./card";
import { formatted, Link } from "./format";
import { Icon } from "./icons";

const REASONS = ["wrong", "off_topic", "unclear", "incomplete"] as const;

/** What was last drawn of a message and what it depended on: a long conversation is not drawn anew for each answer. */
const drawn = new WeakMap<Message, [string, VNode]>();
let clock: Intl.DateTimeFormat;

function said(message: Message, first: boolean, last: boolean, current: boolean): VNode {
  const { id } = message;
  const depends = `${[first, last, current, tab.rated[id], why === id, thanked === id]}`;
  const before = drawn.get(message);
  if (before?.[0] === depends) return before[1];
  const now = <Said key={id} message={message} first={first} last={last} current={current} />;
  drawn.set(message, [depends, now]);
  return now;
}

/** All that was said, then what is on its way. */
export function Messages() {
  const lastAsked = messages.findLastIndex(({ author }) => author === "citizen");
  return (
    <div class="log" tabIndex={0} role="group" aria-label={t.conversation} ref={log} onScroll={scrolled}>
      <ol>
        {messages.map((message, index) =>
          said(
            message,
            message.author !== messages[index - 1]?.author,
            message.author !== messages[index + 1]?.author,
            index > lastAsked && !tab.outbox.length,
          ),
        )}
        {tab.outbox.map((outgoing) => (
          <OnItsWay key={outgoing.key} outgoing={outgoing} />
        ))}
        {(awaited || (pumping && line === "ok")) && (
          <li class="m">
            <div class="bubble typing" role="img" aria-label={t.typing}>
              •••
            </div>
          </li>
        )}
      </ol>
    </div>
  );
}

/** `current`: nothing was asked after this message, so its choices are still the question of the moment. */
function Said({ message, first, last, current }: { message: Message; first: boolean; last: boolean; current: boolean }) {
  const { author, text, created_at, links, card, attachments } = message;
  const mine = author === "citizen";
  clock ??= new Intl.DateTimeFormat(lang, { timeStyle: "short" });
  return (
    <li class={`m ${author}`}>
      {first && (
        <p class="who">
          {author === "person" && <Icon name="person" />}
          {t[author]} <time>{clock.format(new Date(created_at))}</time>
        </p>
      )}
      <div class="bubble" lang="fr">
        {mine ? <p class="pre">{text || t[attachments?.[0]?.kind ?? "attachment"]}</p> : formatted(text)}
        {links.map(({ title, url }) => (
          <p key={url}>
            <Link url={url}>{title}</Link>
          </p>
        ))}
        <CardView card={card} />
      </div>
      {current && <Choices message={message} />}
      {last && author === "assistant" && message.in_reply_to && card?.type !== "ask" && <Feedback id={message.id} asked={current} />}
    </li>
  );
}

function Choices({ message: { choices, card } }: { message: Message }) {
  const asked = card?.type === "ask" && card.attachment;
  return (
    <div class="choices">
      {asked === "image" && (
        <button onClick={choosePhoto}>
          <Icon name="photo" />
          {t.photo}
        </button>
      )}
      {asked === "location" && (
        <button onClick={sendPosition}>
          <Icon name="pin" />
          {t.position}
        </button>
      )}
      {choices.map((choice) => (
        <button key={choice.payload} onClick={() => choose(choice)} lang="fr">
          {choice.title}
        </button>
      ))}
    </div>
  );
}

/** Useful or not, and why. `asked`: the question is written out, for the latest answer only. */
function Feedback({ id, asked }: { id: string; asked: boolean }) {
  const rated = tab.rated[id];
  const label = why === id ? t.why : t.helpful;
  const vote = (useful: boolean) => (
    <button aria-pressed={rated === useful} aria-label={useful ? t.yes : t.no} onClick={() => rate(id, useful)}>
      <Icon name={useful ? "up" : "down"} />
    </button>
  );
  return (
    <div class="feedback" role="group" aria-label={label}>
      {thanked === id ? <span>{t.thanks}</span> : asked && <span aria-hidden="true">{label}</span>}
      {why === id
        ? REASONS.map((reason) => (
            <button key={reason} class="reason" onClick={() => rate(id, false, reason)}>
              {t[reason]}
            </button>
          ))
        : [vote(true), vote(false)]}
    </div>
  );
}

function OnItsWay({ outgoing }: { outgoing: Outgoing }) {
  const { label, problem } = outgoing;
  return (
    <li class={`m citizen ${problem ? "failed" : "leaving"}`}>
      <div class="bubble">
        <p class="pre">{label}</p>
      </div>
      {problem ? (
        <p class="who">
          {t.notSent} {problem}
          <button onClick={retry}>{t.retry}</button>
          <button onClick={() => drop(outgoing)}>{t.remove}</button>
        </p>
      ) : (
        <p class="who">{t.sending}</p>
      )}
    </li>
  );
}
