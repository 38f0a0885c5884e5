"""The commune's news."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.directory import LONGEST_LINK, cut
from actions.turn import Turn, choice
from brain.french import day_label, sentence

MOST_NEWS = 4


def answer(turn: Turn) -> Answer:
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
