import { commune } from "./env";
import type { Outgoing } from "./types";

/** What finds the conversation again; shared by the site's tabs, written after the citizen agreed. */
export interface Kept {
  id: string;
  token: string;
}

/** What belongs to one tab, so that a reload loses nothing: unsent messages, the panel, opinions given. */
export interface Tab {
  open: boolean;
  outbox: Outgoing[];
  rated: Record<string, boolean>;
}

/** The storage keys: the conversation, the last `seq` seen (both for all tabs), this tab. */
export const key = (suffix = ""): string => `guichet:${commune}${suffix}`;

export const readKept = (): Kept | null => read("localStorage", key());
export const readSeen = (): number => +read<number>("localStorage", key(":seen"))! || 0;
export const readTab = (): Tab | null => read("sessionStorage", key());

export const writeKept = (kept: Kept | null): void => write("localStorage", key(), kept);
export const writeSeen = (seq: number): void => write("localStorage", key(":seen"), seq || null);
export const writeTab = (tab: Tab | null): void => write("sessionStorage", key(), tab);

type Area = "localStorage" | "sessionStorage";

function read<T>(area: Area, name: string): T | null {
  try {
    return JSON.parse(window[area].getItem(name)!);
  } catch {
    return null;
  }
}

function write(area: Area, name: string, value: unknown): void {
  try {
    if (value === null) window[area].removeItem(name);
    else window[area].setItem(name, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the conversation lives in this page only.
  }
}
