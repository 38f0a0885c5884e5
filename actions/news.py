"""The commune's news."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.directory import LONGEST_LINK, cut
from actions.named_by_words import keywords, shared
from actions.turn import Turn, choice
from brain.french import day_label, sentence

MOST_NEWS = 4
SURE = 2
"""Words of a title that a message must say to be about that piece of news: one is a coincidence."""


def about(turn: Turn, *more: str) -> list[Mapping[str, Any]]:
    """The news that the message is about, best first; ``more`` are words beside it, as the street talked of."""
    said = keywords(" ".join([turn.text, *more]))
    scored = []
    for item in turn.snapshot["news"]:
        title = keywords(item["title"])
        whole = title | keywords(item.get("summary") or "")
        count = shared(said, whole)
        if shared(said, title) >= SURE:
            scored.append((count, item.get("published") or "", item))
    most = max((count for count, _, _ in scored), default=0)
    return [item for count, _, item in sorted(scored, key=lambda row: row[:2], reverse=True) if count == most]


def said_in_full(turn: Turn, item: Mapping[str, Any]) -> str:
    """One piece of news: title, day, and what it says."""
    published = item.get("published")
    when = f" (publié le {day_label(date.fromisoformat(published[:10]), turn.now.date())})" if published else ""
    return f"{item['title']}{when}." + (f" {sentence(item['summary'])}" if item.get("summary") else "")


def link(item: Mapping[str, Any]) -> list[dict[str, str]]:
    """The link to one piece of news, if it has one."""
    return [{"title": cut(item["title"], LONGEST_LINK), "url": item["url"]}] if item.get("url") else []


def answer(turn: Turn) -> Answer:
    """The news that the message is about, else the latest."""
    found = about(turn)
    if found:
        return Answer(said_in_full(turn, found[0]), [choice("Toutes les nouvelles", "actualites")], link(found[0]))
    return latest(turn)


def latest(turn: Turn) -> Answer:
    """The latest news first."""
    news = sorted(turn.snapshot["news"], key=lambda n: n.get("published") or "", reverse=True)[:MOST_NEWS]
    website = turn.snapshot["commune"].get("website")
    site = [{"title": "Site de la commune", "url": website}] if website else []
    if not news:
        return Answer(
            "Je n’ai pas de nouvelle récente de la commune." + (" Voyez son site." if site else ""), links=site
        )
    rows = []
    for item in news:
        published = item.get("published")
        # The title may name another day: the date says what it is.
        when = f" (publié le {day_label(date.fromisoformat(published[:10]), turn.now.date())})" if published else ""
        rows.append(f"• {item['title']}{when}")
    if len(news) == 1 and news[0].get("summary"):
        rows.append(sentence(news[0]["summary"][:200]))
    links = [{"title": cut(item["title"], LONGEST_LINK), "url": item["url"]} for item in news if item.get("url")]
    return Answer(
        "\n".join([f"Les nouvelles {turn.snapshot['commune']['with_de']} :", *rows]),
        [choice("Agenda", "agenda")],
        links or site,
    )


class ActionNews(Action):
    """``action_news``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_news"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say what is new."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, answer(turn))
