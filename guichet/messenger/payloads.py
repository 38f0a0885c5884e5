"""Writing a stored message as requests of the Send API, within Meta's limits.

- text: 2,000 characters; quick replies: 13 a message, titles of 20 characters, payloads of 1,000
  https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/quick-replies
- button template: 640 characters, 3 buttons with titles of 20 characters
  https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/button
- generic template: 10 elements, title and subtitle of 80 characters
  https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/generic

The same message always gives the same requests: a part sent again is the same part.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from guichet.conversations.models import Message

TEXT_LIMIT, REPLY_LIMIT, TITLE_LIMIT, PAYLOAD_LIMIT = 2000, 13, 20, 1000
BUTTON_LIMIT, BUTTON_TEXT_LIMIT = 3, 640
ELEMENT_LIMIT, ELEMENT_TITLE_LIMIT = 10, 80
#: A title that would lose more than half of itself says too little: the list becomes numbered text.
LONGEST_TITLE = 2 * TITLE_LIMIT
#: Where a text may be cut, the best first: paragraph, sentence (also a quoted one), line, word; a space that does not
#: break (« 9 h », « Ouvert ? ») only when there is no other.
CUTS = (r"\n\n", "(?:(?<=[.!?…])|(?<=[.!?…][\u00a0\u202f]»))[ \n]", r"\n", r"[ \t]", r"\s")
INVITATION = "Répondez par le numéro de votre choix."
OPEN = "Ouvrir"


def bodies(message: Message, psid: str) -> list[dict[str, Any]]:
    """The Send API requests for one message, in order; the choices go with the last one.

    ``messaging_type`` is left to whoever knows the window. ``metadata`` (``<uuid>:<part>``) comes back in Meta's echo.
    """
    text = message.text.strip()
    replies: list[dict[str, Any]] = []
    if numbered(message.choices):
        text = "\n".join([text, "", *_numbers(message.choices), "", INVITATION]).strip()
    else:
        replies = [_quick_reply(choice) for choice in message.choices]
    buttons, elements, lines = _links(message.links, text)
    text = "\n".join([text, *lines]).strip()
    contents: list[dict[str, Any]]
    if buttons:
        contents = [_template({"template_type": "button", "text": text, "buttons": buttons})]
    else:
        contents = [{"text": part} for part in split(text)]
        if elements:
            contents.append(_template({"template_type": "generic", "elements": elements}))
    contents = contents or [{"text": "…"}]
    if replies:
        contents[-1]["quick_replies"] = replies
    return [
        {"recipient": {"id": psid}, "message": {**content, "metadata": f"{message.id}:{part}"}}
        for part, content in enumerate(contents)
    ]


def numbered(choices: list[dict[str, str]]) -> bool:
    """Whether the choices do not fit as quick replies: too many, titles too long, or alike once shortened."""
    if len(choices) > REPLY_LIMIT or any(len(choice["title"]) > LONGEST_TITLE for choice in choices):
        return True
    if any(len(choice["payload"]) > PAYLOAD_LIMIT for choice in choices):
        return True
    return len({shortened(choice["title"]) for choice in choices}) < len({choice["title"] for choice in choices})


def text_of(body: dict[str, Any]) -> str:
    """What a request says: its text, or its template's; empty for a carousel."""
    message = body["message"]
    return str(message.get("text") or message.get("attachment", {}).get("payload", {}).get("text") or "")


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """The text in parts of at most ``limit`` characters, cut after a paragraph, a sentence, a line or a word."""
    parts = []
    while len(text) > limit:
        cut = limit
        for pattern in CUTS:
            places = [found.start() for found in re.finditer(pattern, text[: limit + 1]) if found.start() > limit // 2]
            if places:
                cut = places[-1]
                break
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [part for part in [*parts, text] if part.strip()]


def shortened(title: str, limit: int = TITLE_LIMIT) -> str:
    """A title within a limit, cut at a word where it can be."""
    if len(title) <= limit:
        return title
    head = title[: limit - 1]
    word = head.rsplit(" ", 1)[0] if " " in head and title[limit - 1] != " " else head
    return f"{(word if len(word) > limit // 2 else head).rstrip(' ,;:(–-')}…"


def _numbers(choices: list[dict[str, str]]) -> list[str]:
    return [f"{number}. {choice['title']}" for number, choice in enumerate(choices, 1)]


def _quick_reply(choice: dict[str, str]) -> dict[str, Any]:
    return {"content_type": "text", "title": shortened(choice["title"]), "payload": choice["payload"]}


def _template(payload: dict[str, Any]) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": payload}}


def _links(links: list[dict[str, str]], text: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """(buttons, carousel elements, lines of text): each link in exactly one of them.

    Up to three links are buttons; four or more pages are a carousel; what neither can hold is written out.
    """
    buttons = [button for link in links if (button := _button(link))]
    if len(buttons) == len(links) <= BUTTON_LIMIT and links and 0 < len(text) <= BUTTON_TEXT_LIMIT:
        return buttons, [], []
    pages = [link for link in links if _is_page(link)]
    carousel = BUTTON_LIMIT < len(pages) <= ELEMENT_LIMIT
    written = [link for link in links if not carousel or not _is_page(link)]
    return (
        [],
        [_element(link) for link in pages] if carousel else [],
        [f"{_label(link)} {_bare(link)}" for link in written],
    )


def _button(link: dict[str, str]) -> dict[str, Any] | None:
    title = shortened(link["title"])
    if _is_page(link) and title:
        return {"type": "web_url", "title": title, "url": link["url"]}
    number = re.sub(r"[^\d+]", "", urlsplit(link["url"]).path)
    if link["url"].startswith("tel:") and re.fullmatch(r"\+\d{6,15}", number) and title:
        return {"type": "phone_number", "title": title, "payload": number}
    return None


def _element(link: dict[str, str]) -> dict[str, Any]:
    site = (urlsplit(link["url"]).hostname or "").removeprefix("www.")
    return {
        "title": shortened(link["title"], ELEMENT_TITLE_LIMIT),
        "subtitle": shortened(site, ELEMENT_TITLE_LIMIT),
        "default_action": {"type": "web_url", "url": link["url"]},
        "buttons": [{"type": "web_url", "title": OPEN, "url": link["url"]}],
    }


def _is_page(link: dict[str, str]) -> bool:
    return urlsplit(link["url"]).scheme in {"http", "https"}


def _label(link: dict[str, str]) -> str:
    return f"{link['title']}\u202f:" if link["title"] else ""


def _bare(link: dict[str, str]) -> str:
    """The address as somebody would write it: no ``tel:`` or ``mailto:`` before it."""
    return link["url"] if _is_page(link) else link["url"].split(":", 1)[1]
