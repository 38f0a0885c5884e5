import { h, render } from "preact";
import * as actions from "./actions";
import { json } from "./api";
import { base, dress, emit, furnish, introduce, root } from "./env";
import css from "./launcher.css";
import type { Settings } from "./types";
import { Frame } from "./view/panel";

/** For the site's developer; docs/widget.md describes it. */
const script = {
  open: () => actions.setOpen(true),
  close: () => actions.setOpen(false),
  /** Sends a text; before the citizen has agreed to anything it waits in the text field. */
  send: (text: string) => actions.propose(`${text}`),
  /** Calls `listener` with the event's detail; returns the function that stops it. */
  on(event: string, listener: (detail: object) => void): () => void {
    const heard = (fired: Event) => listener((fired as CustomEvent).detail);
    root.host.addEventListener(`guichet:${event}`, heard);
    return () => root.host.removeEventListener(`guichet:${event}`, heard);
  },
};

declare global {
  interface Window {
    Guichet?: typeof script;
    guichetBegun?: true;
  }
}

/** Whether the page's path is one of `patterns`, in which `*` stands for anything. */
function isHere(patterns: string[]): boolean {
  return patterns.some((pattern) => {
    const source = pattern.split("*").map((part) => part.replace(/[^\w/-]/g, "\\$&"));
    return new RegExp(`^${source.join(".*")}$`).test(location.pathname);
  });
}

function mount({ show_on, hide_on, avatar }: Settings): void {
  const look: Parameters<typeof Frame>[0] = { hidden: (show_on.length > 0 && !isHere(show_on)) || isHere(hide_on) };
  const draw = () => render(h(Frame, look), root);
  document.body.append(root.host);
  actions.begin(draw);
  window.Guichet = script;
  emit("ready");
  if (avatar) loadAvatar(base + avatar).then((drawAvatar) => ((look.avatar = drawAvatar), actions.update()), String);
}

/** By fetch and a canvas: a site's content policy may allow our origin for connections only. */
async function loadAvatar(url: string): Promise<(canvas: HTMLCanvasElement | null) => void> {
  const response = await fetch(url, { credentials: "omit" });
  const image = await createImageBitmap(await response.blob());
  return (canvas) => canvas?.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
}

async function begin(): Promise<void> {
  const tag = (document.currentScript ?? document.querySelector("script[data-commune]")) as HTMLScriptElement | null;
  const slug = tag?.dataset.commune;
  if (!slug || window.guichetBegun) return;
  window.guichetBegun = true;
  const { origin } = new URL(tag.src);
  introduce(origin, slug);
  try {
    const lang = tag.dataset.lang || document.documentElement.lang || "fr";
    const settings = await json<Settings>("GET", `widget/settings/${slug}?lang=${lang.slice(0, 2)}`);
    // Never defined as a custom element: its name alone allows a shadow tree, and a first paint has nothing to construct.
    const element = document.createElement("guichet-widget");
    const shadow = element.attachShadow({ mode: "open" });
    dress(shadow, css);
    element.style.setProperty("--light", settings.colour);
    element.style.setProperty("--dark", settings.colour_dark);
    furnish(settings, shadow);
    mount(settings);
  } catch (error) {
    // The site shows nothing rather than something broken; its developer reads why.
    console.warn(`Guichet: no assistant for “${slug}” on this site (${error}).`);
  }
}

void begin();
