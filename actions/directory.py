"""The commune's services and places: finding the one a citizen means, and saying whom to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from actions.turn import Turn, choice
from brain.french import a_, de, sentence, with_article
from brain.text import plain

Record = Mapping[str, Any]
MOST_OFFERED = 7
_LONG_WORD = re.compile(r"[a-z]{5,}")
LONGEST_TITLE = 20
LONGEST_LINK = 40
_SMALL_WORDS = re.compile(r"(?: (?:de|du|des|la|le|les|et|à|au|aux|l’|d’|en))+$")
"""A title that is cut does not end with one of these."""
KINDS = {
    "maison_communale": "maison communale",
    "recyparc": "recyparc",
    "bibliotheque": "bibliothèque",
    "piscine": "piscine",
    "hall_sportif": "hall sportif",
    "cpas": "CPAS",
    "police": "poste de police",
    "ecole": "école",
    "creche": "crèche",
    "cimetiere": "cimetière",
    "salle": "salle",
    "musee": "musée",
    "parc": "parc",
    "office_tourisme": "office du tourisme",
    "bulle_verre": "bulle à verre",
    "bulle_vetements": "bulle à vêtements",
    "maison_de_repos": "maison de repos",
    "marche": "marché",
    "poste": "bureau de poste",
}
"""Kind of place → as citizens call it."""
ASKED_MOST = ("accueil", "population", "recyparc", "bibliotheque", "piscine", "cpas", "etat_civil")
"""Roles and kinds that are offered first when nothing is named."""


@dataclass(frozen=True)
class Target:
    """A service or a place of the commune; ``place`` is the place itself, or the one that houses the service."""

    kind: str
    record: Record
    place: Record | None

    @property
    def group(self) -> str:
        """A service's role, a place's kind."""
        return str(self.record["role" if self.kind == "service" else "kind"])

    @property
    def name(self) -> str:
        """The name, as entered."""
        return str(self.record["name"])

    @property
    def the_name(self) -> str:
        """The name with its article."""
        return with_article(self.name)

    def field(self, name: str) -> Any:
        """A field of the record or, if it has none, of its place; telephones as one says them."""
        value = self.record.get(name) or (self.place.get(name) if self.place else None)
        return spoken(value) if name == "telephone" and value else value

    def entity(self) -> dict[str, str]:
        """The entity that names this target exactly: for payloads and for the context."""
        return {self.kind: str(self.record["id"])}


def _target(kind: str, record: Record, snapshot: Record) -> Target:
    if kind == "place":
        return Target(kind, record, record)
    return Target(kind, record, next((p for p in snapshot["places"] if p["id"] == record.get("place")), None))


def find(snapshot: Record, kind: str, value: str) -> list[Target]:
    """The services or places with that id, else with that role or kind; a kind unknown to places may be a service's role and the reverse."""
    own, group = ("places", "kind") if kind == "place" else ("services", "role")
    exact = [r for r in snapshot[own] if r["id"] == value]
    if exact or any(r[group] == value for r in snapshot[own]):
        return [_target(kind, r, snapshot) for r in exact or [r for r in snapshot[own] if r[group] == value]]
    other, table, key = ("service", "services", "role") if kind == "place" else ("place", "places", "kind")
    return [_target(other, r, snapshot) for r in snapshot[table] if value in (r["id"], r[key])]


def service_by_role(snapshot: Record, role: str | None) -> Target | None:
    """The service of that role or id, or None."""
    found = find(snapshot, "service", role) if role else []
    return found[0] if found else None


def named(turn: Turn) -> list[list[Target]]:
    """What the message names: for each mention, the targets that fit it (several when it is a kind of place, none when the commune has none)."""
    mentions: list[list[Target]] = []
    for entity in turn.entities:
        if entity["entity"] in ("place", "service") and isinstance(entity["value"], str):
            found = find(turn.snapshot, entity["entity"], entity["value"])
            if found not in mentions:
                mentions.append(found)
    # "le CPAS" is both a service and a building: the service answers for both.
    services = [m[0].record for m in mentions if m and m[0].kind == "service"]
    housed = {s.get("place") for s in services}
    return [m for m in mentions if not (m and m[0].kind == "place" and m[0].record["id"] in housed)] or mentions


def short(name: str) -> str:
    """``name`` as a button's title."""
    for word in ("Service ", "Bureau "):
        name = name.removeprefix(word)
    name = name[:1].upper() + name[1:]
    return cut(name, LONGEST_TITLE)


def cut(text: str, longest: int) -> str:
    """``text``, at most ``longest`` characters: cut after a whole word where one fits, with an ellipsis."""
    if len(text) <= longest:
        return text
    kept = text[:longest] if text[longest - 1] == " " else text[: longest - 1]
    whole = _SMALL_WORDS.sub("", kept.rsplit(" ", 1)[0]) if " " in kept else ""
    return (whole if len(whole) > longest // 2 else kept).rstrip(" -’,:") + "…"


def titles(names: Sequence[str]) -> list[str]:
    """Buttons' titles for ``names``: short where that keeps them apart; of long look-alikes, what tells them apart ("Brumagne", "Rivelette")."""
    cut = [short(name) for name in names]
    if any(len(name) > LONGEST_TITLE for name in names):
        cut = [short(rest) for rest in _without_common_words(names)]
    return [short_name if cut.count(short_name) == 1 else name for short_name, name in zip(cut, names)]


def _without_common_words(names: Sequence[str]) -> list[str]:
    """``names`` without the words that all of them begin with."""
    rows = [name.split() for name in names]
    same = next((n for n, words in enumerate(zip(*rows)) if len(set(words)) > 1), 0)
    return [" ".join(row[same:]) for row in rows]


def offer(targets: Sequence[Target], intent: str, **entities: Any) -> list[dict[str, str]]:
    """A choice for each target, which asks ``intent`` about it."""
    shown = targets[:MOST_OFFERED]
    return [choice(title, intent, **t.entity(), **entities) for title, t in zip(titles([t.name for t in shown]), shown)]


def offer_most_asked(snapshot: Record, intent: str, **entities: Any) -> list[dict[str, str]]:
    """A choice for what citizens ask most, then for the other services; several places of a kind are one choice."""
    groups: dict[str, list[Target]] = {}
    for target in every(snapshot):
        groups.setdefault(target.group, []).append(target)
    wanted = [g for g in ASKED_MOST if g in groups]
    wanted += [g for g, targets in groups.items() if g not in wanted and targets[0].kind == "service"]
    choices = []
    for group in wanted[:MOST_OFFERED]:
        first = groups[group][0]
        title = sentence(KINDS[group])[:-1] if group in KINDS else short(first.name)
        named_by = first.entity() if first.kind == "service" else {"place": group}
        choices.append(choice(title, intent, **named_by, **entities))
    return choices


def every(snapshot: Record) -> list[Target]:
    """The reception first, then services, then places."""
    reception = snapshot["commune"].get("person_service")
    services = sorted(snapshot["services"], key=lambda s: s["id"] != reception)
    return [_target("service", s, snapshot) for s in services] + [
        _target("place", p, snapshot) for p in snapshot["places"]
    ]


def reception(snapshot: Record) -> Target | None:
    """The service that answers for the commune."""
    return service_by_role(snapshot, snapshot["commune"].get("person_service")) or service_by_role(snapshot, "accueil")


def spoken(number: str) -> str:
    """A Belgian number as one says it: "081 00 00 68" for "+32 81 00 00 68"."""
    return re.sub(r"^(?:\+|00)32 ?(?:\(0\) ?)?", "0", number.strip())


def telephone_link(number: str) -> dict[str, str]:
    """A link that dials ``number``; short and free numbers (112, 0800, 070) only exist inside the country."""
    digits = re.sub(r"[^\d+]", "", spoken(number))
    if re.match(r"0[1-9]", digits) and not re.match(r"0(?:70|78|800|90\d)", digits):
        digits = "+32" + digits[1:]
    return {"title": spoken(number), "url": f"tel:{digits}"}


def email_link(address: str) -> dict[str, str]:
    """A link that writes to ``address``."""
    return {"title": address, "url": "mailto:" + quote(address, safe="@.+-_")}


def map_url(place: Record | None) -> str | None:
    """OpenStreetMap, at the place's coordinates; None without coordinates."""
    if not place or place.get("latitude") is None or place.get("longitude") is None:
        return None
    latitude, longitude = float(place["latitude"]), float(place["longitude"])
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=18/{latitude}/{longitude}"


def address_line(place: Record | None) -> str | None:
    """ "Rue du Four 12, 5999 Brumagne", or None when no street was entered."""
    if not place or not place.get("street"):
        return None
    town = " ".join(str(place[k]) for k in ("postal_code", "locality") if place.get(k))
    return f"{place['street']}, {town}" if town else str(place["street"])


def contact_point(snapshot: Record, target: Target | None = None) -> tuple[str, list[dict[str, str]]]:
    """Who knows what nobody entered, as "au Service Population (081 00 00 01)", and the links. ``target`` first, the reception else."""
    for candidate in (target, reception(snapshot)):
        if candidate and (candidate.field("telephone") or candidate.field("email")):
            number, address = candidate.field("telephone"), candidate.field("email")
            link = telephone_link(number) if number else email_link(address)
            return f"{a_(candidate.the_name)} ({number or address})", [link]
    commune = snapshot["commune"]
    if commune.get("telephone"):
        return f"à la commune ({spoken(commune['telephone'])})", [telephone_link(commune["telephone"])]
    if commune.get("website"):
        return f"à la commune ({commune['website']})", [{"title": "Site de la commune", "url": commune["website"]}]
    return "à la maison communale", []


def not_found(turn: Turn, what: str = "ce lieu") -> tuple[str, list[dict[str, str]]]:
    """The commune has nothing of what is named: say so and whom to ask; the links."""
    whom, links = contact_point(turn.snapshot)
    kind = KINDS.get(turn.entity("place") or "")
    lead = f"Je ne connais pas {de(kind)}" if kind else f"Je ne trouve pas {what}"
    return f"{lead} {turn.snapshot['commune']['with_a']}. Posez la question {whom}.", links


def where_to_ask(snapshot: Record, target: Target | None = None) -> tuple[str, list[dict[str, str]]]:
    """A sentence that says whom to ask for what nobody entered, and the links."""
    whom, links = contact_point(snapshot, target)
    return f"Demandez-le {whom}.", links


def related_topic(turn: Turn) -> str | None:
    """The card topic that a question of hours, contact or appointment is about: named in the message, else the likeliest beside the turn's own."""
    words = set(_LONG_WORD.findall(plain(turn.text)))
    named_cards = [
        (len(title), topic)
        for topic, card in turn.snapshot["cards"].items()
        if topic != turn.topic and (title := set(_LONG_WORD.findall(plain(card["short_title"])))) and title <= words
    ]
    if named_cards:
        return str(max(named_cards)[1])
    for candidate in turn.understood.get("candidates") or ():
        if (
            candidate["topic"] != turn.topic
            and candidate["topic"] in turn.snapshot["cards"]
            and candidate["confidence"] >= 0.02
        ):
            return str(candidate["topic"])
    return None


def competent(snapshot: Record, topic: str | None) -> Target | None:
    """The service that handles a topic: by its ``handles``, else by the card's competent service."""
    if not topic:
        return None
    for record in snapshot["services"]:
        if topic in record.get("handles", ()):
            return _target("service", record, snapshot)
    return service_by_role(snapshot, snapshot["cards"].get(topic, {}).get("competent_service"))


def mentioned_in_text(turn: Turn) -> list[Target]:
    """Targets whose name or alias stands in the message as typed: for messages whose entities were not found."""
    text = f" {plain(turn.text)} "
    found = []
    for target in every(turn.snapshot):
        names = [target.name, *target.record.get("aliases", ())]
        if any(re.search(rf"\b{re.escape(plain(name))}\b", text) for name in names if len(name) > 3):
            found.append(target)
    return found
