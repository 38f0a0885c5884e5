"""The menu: what the assistant can do, by theme."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.topics import THEMES, answerable, short_title
from actions.turn import Turn, choice


def themes() -> list[dict[str, str]]:
    """A choice for each theme."""
    return [choice(title, "menu", theme=theme) for theme, (title, _) in THEMES.items()]


def theme_answer(turn: Turn, theme: str) -> Answer:
    """The topics of one theme that this commune can answer."""
    name, topics = THEMES[theme]
    choices = [choice(short_title(turn.snapshot, t), t) for t in topics if answerable(turn.snapshot, t)]
    if not choices:
        return Answer(f"« {name} » : posez votre question avec vos mots, je cherche.", [*themes()])
    return Answer(
        f"« {name} » : choisissez, ou posez votre question avec vos mots.", [*choices, choice("Autres thèmes", "menu")]
    )


def menu_answer(turn: Turn) -> Answer:
    """The themes, with what to write."""
    text = (
        f"Je réponds aux questions sur la commune {turn.snapshot['commune']['with_de']} : heures, démarches, déchets, signalements, activités. "
        "Écrivez votre question, ou choisissez un thème."
    )
    return Answer(text, [*themes(), choice("Parler à quelqu’un", "parler_humain")])


class ActionMenu(Action):
    """``action_menu``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_menu"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Show the themes, or one theme's topics."""
        turn = Turn.from_tracker(tracker)
        theme = turn.entity("theme")
        return say(dispatcher, turn, theme_answer(turn, theme) if theme in THEMES else menu_answer(turn))
