"""Where to throw an object: its fraction, or the places that take it and their hours today."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rapidfuzz import fuzz
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.directory import Target, find
from actions.hours import relative_day
from actions.opening import Timetable, local
from actions.turn import Turn, choice
from actions.waste import provider
from brain.french import sentence
from brain.text import plain

MOST_PLACES = 3
MOST_OBJECTS = 5
ALIKE = 86.0
_WORDS = re.compile(r"[a-z]{4,}")
_AFTER_VERB = re.compile(r"\b(?:jet\w*|debarrasser|deposer|apporter|mettre|va|vont)\b(?P<what>.{3,200})")
_COMMA = re.compile(r",|;|\bet\b|\bou\b|\+|/")
_DETERMINER = re.compile(
    r"^(?:(?:(?:un|une|des|du|de|le|la|les|mon|ma|mes|vieux|vieil|vieilles?|ancienne?s?|petite?s?|grande?s?|\d+)\b|[dl]')\s*)+"
)


def by_text(turn: Turn) -> list[Mapping[str, Any]]:
    """Objects that the message's words name or nearly name: for messages whose entities were not found."""
    said = plain(turn.text)
    words = _WORDS.findall(said)
    found = []
    for item in turn.snapshot["objects"]:
        names = [plain(n).rstrip("s") for n in (item["name"], *item.get("synonyms", ()))]
        if any(fuzz.ratio(word.rstrip("s"), name) >= ALIKE for word in words for name in names):
            found.append(item)
    if found:
        return found
    # "bouteille de gaz" for "bouteille de gaz rechargeable": the name without its last word.
    objects: Sequence[Mapping[str, Any]] = turn.snapshot["objects"]
    return [i for i in objects if any(_begins(said, plain(n)) for n in (i["name"], *i.get("synonyms", ())))]


def also_listed(turn: Turn) -> list[str]:
    """Ids of the objects that stand in a list after the verb: "jeter un frigo, un pot de peinture et des pneus"."""
    said = _AFTER_VERB.search(plain(turn.text))
    found = []
    for part in _COMMA.split(said["what"]) if said else ():
        thing = _DETERMINER.sub("", part.strip(" ?!.")).strip()
        for item in turn.snapshot["objects"]:
            names = {plain(n).rstrip("s") for n in (item["name"], *item.get("synonyms", ()))}
            if thing and thing.rstrip("s") in names:
                found.append(str(item["id"]))
    return found


def _begins(said: str, name: str) -> bool:
    """Whether what is said holds a name of four words or more but its last."""
    begin = name.rsplit(" ", 1)[0]
    return begin.count(" ") >= 2 and re.search(rf"\b{re.escape(begin)}\b", said) is not None


def _place_line(turn: Turn, target: Target, today: date) -> str:
    table = Timetable(turn.snapshot, target)
    if not table.known:
        return target.name
    day = table.day(today)
    if not day.intervals:
        coming = table.next_opening(local(turn.now))
        then = f" ; ouvre {relative_day(coming.start.date(), today)}, {coming.label()}" if coming else ""
        return f"{target.name} (fermé aujourd’hui{then})"
    return (
        f"{target.name} (aujourd’hui : {day.label()})"
        if not day.reason
        else f"{target.name} (aujourd’hui : {day.label()}, {day.reason})"
    )


def object_answer(turn: Turn, item: Mapping[str, Any]) -> Answer:
    """Where that object goes in this commune."""
    fraction = next((f for f in turn.snapshot["waste"].get("fractions", ()) if f["id"] == item.get("fraction")), None)
    places = [
        t for kind in item.get("place_kinds", ()) for t in find(turn.snapshot, "place", kind) if t.kind == "place"
    ]
    name, sentences, choices = sentence(item["name"])[:-1], [], []
    if fraction:
        container = f" ({fraction['container']})" if fraction.get("container") else ""
        sentences.append(f"{name} : avec la collecte « {fraction['name']} »{container}.")
        choices.append(choice("Jours de collecte", "collecte_dechets", fraction=fraction["id"]))
    if places:
        shown = [_place_line(turn, t, turn.now.date()) for t in places[:MOST_PLACES]]
        lead = f"{name} :" if not sentences else "Ou bien :"
        sentences.append(
            f"{lead} {shown[0]}." if len(shown) == 1 else "\n".join([lead, *(f"• {line}" for line in shown)])
        )
        choices += [
            choice("Heures", "horaires", **places[0].entity()),
            choice("Adresse", "adresse", **places[0].entity()),
        ]
    links: list[dict[str, str]] = []
    if item.get("note"):
        sentences.append(
            sentence(item["note"]) if sentences else f"{name} : {item['note'][0].lower()}{sentence(item['note'])[1:]}"
        )
    if not sentences:
        asked, links = provider(turn)
        sentences.append(f"{name} : je ne sais pas où cela va {turn.snapshot['commune']['with_a']}. {asked}")
    place = places[0].entity() if places else {}
    gap = "\n" if any("\n" in s for s in sentences) else " "
    return Answer(
        gap.join(sentences), choices, links, remember={"object": item["id"], "fraction": item.get("fraction"), **place}
    )


def answers(turn: Turn) -> list[Answer]:
    """One answer for each object named, five at most; a question back when none is."""
    wanted = turn.entity_values("object")
    wanted = [*wanted, *(other for other in also_listed(turn) if other not in wanted)] if wanted else wanted
    items = [item for value in wanted for item in turn.snapshot["objects"] if item["id"] == value] or by_text(turn)
    if items:
        given = [object_answer(turn, item) for item in items[:MOST_OBJECTS]]
        card = turn.snapshot["cards"].get("recyparc", {})
        brought = any("recyparc" in item.get("place_kinds", ()) for item in items)
        if turn.facet == "price" and brought and card.get("cost"):
            last = given[-1]
            given[-1] = replace(
                last, text=f"{last.text}\nAu recyparc : {card['cost'][0].lower()}{sentence(card['cost'])[1:]}"
            )
        return given
    asked, links = provider(turn)
    if turn.text and turn.context.get("asked") != "object" and len(_WORDS.findall(plain(turn.text))) < 2:
        return [
            Answer(
                "Quel objet voulez-vous jeter ? Écrivez son nom, par exemple « un matelas ».",
                remember={"asked": "object"},
            )
        ]
    text = f"Je ne connais pas cet objet : dites-le avec un autre mot. {asked}"
    return [
        Answer(
            text, [choice("Règles de tri", "tri"), choice("Recyparc", "recyparc")], links, remember={"asked": "object"}
        )
    ]


class ActionWhereToThrow(Action):
    """``action_where_to_throw``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_where_to_throw"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say where it goes."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, *answers(turn))
