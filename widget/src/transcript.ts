import { dress } from "./env";
import type { Message, Strings } from "./types";

/** The conversation as plain text: who and when, what, and the links' addresses. */
export function transcript(title: string, messages: Message[], t: Strings, lang: string): string {
  const said = messages.map(({ author, text, created_at, links, attachments }) =>
    [
      `${t[author]} (${new Date(created_at).toLocaleString(lang)})`,
      text || t[attachments?.[0]?.kind ?? "attachment"],
      ...links.map((link) => `${link.title} : ${link.url}`),
    ].join("\n"),
  );
  return [title, ...said].join("\n\n");
}

/** Print the conversation alone: the rest of the site's page is not shown while it prints. */
export function printOnly(): void {
  dress(document, "@media print{body>:not(guichet-widget){display:none!important}}");
  print();
  document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1);
}
