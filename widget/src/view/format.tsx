import { type ComponentChildren, h, type VNode } from "preact";
import { t } from "../env";

/** What a citizen may follow; anything else (`javascript:` above all) is shown as text. */
const SAFE = /^(https?:\/\/|tel:|mailto:)/i;
/** Bold, web addresses (without the sentence's own punctuation at their end) and e-mail addresses. */
const INLINE = /\*\*([^*\n]+)\*\*|(https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;

/** A link, or plain text when its address is not safe. Pages of other sites open in a new tab. */
export function Link({ url, class: name, children }: { url: string; class?: string; children?: ComponentChildren }) {
  if (!SAFE.test(url)) return <span>{children}</span>;
  const away = /^h/i.test(url) && !url.startsWith(`${location.origin}/`);
  return (
    <a class={name} href={url} target={away ? "_blank" : undefined}>
      {children}
      {away && <span class="sr"> {t.newTab}</span>}
    </a>
  );
}

/** Plain text with safe light formatting: paragraphs, lists of `• ` lines, `**bold**`, links. */
export function formatted(text: string): VNode[] {
  const blocks: VNode[] = [];
  let items: VNode[] | undefined;
  for (const line of text.split("\n")) {
    if (/^[•-] /.test(line)) {
      if (!items) blocks.push(<ul>{(items = [])}</ul>);
      items.push(<li>{inline(line.slice(2))}</li>);
    } else {
      items = undefined;
      if (line.trim()) blocks.push(<p>{inline(line)}</p>);
    }
  }
  return blocks;
}

function inline(text: string): (VNode | string)[] {
  const parts: (VNode | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, bold, url, email] = match;
    parts.push(text.slice(end, match.index));
    parts.push(bold ? <strong>{bold}</strong> : <Link url={url ?? `mailto:${email}`}>{whole}</Link>);
    end = match.index + whole.length;
  }
  return [...parts, text.slice(end)];
}
