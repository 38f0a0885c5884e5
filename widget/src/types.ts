/** Shapes of the public API (docs/architecture.md §3 and §8) and of the commune's settings. */

export interface Choice {
  title: string;
  payload: string;
}

export interface Link {
  title: string;
  url: string;
}

export interface Fact {
  label: string;
  text: string;
}

export interface PlaceCard {
  type: "place" | "service";
  title: string;
  status?: "open" | "closed" | "unknown" | null;
  status_text?: string | null;
  hours?: Fact[] | null;
  address?: string | null;
  telephone?: string | null;
  email?: string | null;
  url?: string | null;
  map_url?: string | null;
}

export interface DocumentCard {
  type: "document";
  title: string;
  facts?: Fact[] | null;
  url?: string | null;
}

/** `date` is ISO 8601 (YYYY-MM-DD). */
export interface CollectionsCard {
  type: "collections";
  title: string;
  days?: { date: string; label: string; fractions: string[] }[] | null;
}

/** The assistant asks for a place or a photo: the widget shows the button that gives it. */
export interface AskCard {
  type: "ask";
  attachment: "location" | "image";
}

export type Card = PlaceCard | DocumentCard | CollectionsCard | AskCard;

export type Author = "citizen" | "assistant" | "person" | "system";

export interface Message {
  id: string;
  seq: number;
  author: Author;
  text: string;
  choices: Choice[];
  links: Link[];
  card: Card | null;
  attachments?: { kind: "image" | "location" }[];
  in_reply_to: string | null;
  created_at: string;
}

export interface Started {
  id: string;
  token: string;
  messages: Message[];
}

export interface Sent {
  status: "received" | "answered" | "held" | "refused";
  message: Message;
  messages: Message[];
}

export interface History {
  messages: Message[];
  more: boolean;
}

/** What the widget says; the server has a file for each language, and never takes a key away from it. */
export type Strings = typeof import("../../guichet/widget/strings/fr.json");

/** The commune's settings: GET /api/v1/widget/settings/<commune>. Colours are #rrggbb, contrast checked by the server. */
export interface Settings {
  /** The language of `strings`: the one asked for, or French. */
  lang: string;
  strings: Strings;
  name: string;
  title: string;
  greeting: string | null;
  colour: string;
  colour_dark: string;
  position: "left" | "right";
  avatar: string | null;
  show_on: string[];
  hide_on: string[];
  person: { available: boolean; text: string } | null;
  privacy_url: string;
  retention_days: number;
}

/** A citizen's message on its way; `body` is kept as sent, since the idempotency key vouches for these very bytes. */
export interface Outgoing {
  key: string;
  body: string;
  label: string;
  problem?: string;
}
