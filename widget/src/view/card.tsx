import { h } from "preact";
import { lang, t } from "../env";
import type { Card, CollectionsCard, Fact, PlaceCard } from "../types";
import { Link } from "./format";
import { Icon, type IconName } from "./icons";

/** A card by its type; one of a type this version does not know is left out, since the text says all. */
export function CardView({ card }: { card: Card | null }) {
  if (!card || !("title" in card)) return null;
  return (
    <div class="card">
      <strong>{card.title}</strong>
      {"days" in card ? <Days days={card.days} /> : "facts" in card ? <Facts facts={card.facts} /> : <Place card={card as PlaceCard} />}
      {"url" in card && <Act icon="link" url={card.url} text={t.site} />}
    </div>
  );
}

function Place({ card }: { card: PlaceCard }) {
  const { status, status_text, telephone, email } = card;
  return (
    <div class="place">
      {status_text && (
        <p class={`status ${status}`}>
          <i aria-hidden="true" />
          {status_text}
        </p>
      )}
      <Facts facts={card.hours} />
      {card.address && <p>{card.address}</p>}
      <Act icon="phone" url={telephone && `tel:${telephone.replace(/[^+\d]/g, "")}`} text={telephone} />
      <Act icon="mail" url={email && `mailto:${email}`} text={email} />
      <Act icon="pin" url={card.map_url} text={t.map} />
    </div>
  );
}

/** Collections as the leaves of a small calendar, the day in words beside each leaf. */
function Days({ days }: { days: CollectionsCard["days"] }) {
  return (
    <ul class="days">
      {days?.map(({ date, label, fractions }) => {
        const day = new Date(date);
        return (
          <li key={date}>
            <span class="leaf" aria-hidden="true">
              <i>{day.toLocaleDateString(lang, { month: "short", timeZone: "UTC" })}</i>
              <b>{day.getUTCDate()}</b>
            </span>
            <span>
              {label}
              <span class="fractions">
                {fractions.map((fraction) => (
                  <span key={fraction}>{fraction}</span>
                ))}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Facts({ facts }: { facts?: Fact[] | null }) {
  if (!facts?.length) return null;
  return (
    <dl>
      {facts.map(({ label, text }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Act({ icon, url, text }: { icon: IconName; url?: string | null; text?: string | null }) {
  if (!url) return null;
  return (
    <Link class="act" url={url}>
      <Icon name={icon} />
      {text}
    </Link>
  );
}
