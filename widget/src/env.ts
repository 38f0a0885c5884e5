import type { Settings, Strings } from "./types";

// One widget a page: what is fixed for its life is the module's own.

/** The front desk's origin, the commune's slug, its settings, and what the widget says in `lang`. */
export let base: string;
export let commune: string;
export let settings: Settings;
export let lang: string;
export let t: Strings;
export let root: ShadowRoot;

/** Where the widget comes from and for whom; before anything else. */
export function introduce(origin: string, slug: string): void {
  base = origin;
  commune = slug;
}

/** What the server said and where it is drawn; before anything is drawn. */
export function furnish(found: Settings, shadow: ShadowRoot): void {
  settings = found;
  ({ lang, strings: t } = found);
  root = shadow;
}

/** Add a style sheet, as an object: a site's content policy may forbid style elements. */
export function dress(shadow: Document | ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
}

/** Tell the site's own script. `detail` never holds what was said. */
export function emit(event: string, detail: object = {}): void {
  root.host.dispatchEvent(new CustomEvent(`guichet:${event}`, { detail, bubbles: true, composed: true }));
}

/** `text` with `{n}` or `{x}` filled in. */
export function fill(text: string, value: string | number): string {
  return text.replace(/\{[nx]\}/, () => `${value}`);
}
