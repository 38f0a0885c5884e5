"""What the snapshot knows beside the cards: means of payment, the online desk, elected people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.agenda import times
from actions.directory import competent, contact_point, email_link, named, spoken, telephone_link
from actions.turn import Turn
from brain.french import listed, sentence
from brain.text import plain

PAYMENT = {
    "cash": "en espèces",
    "bancontact": "par Bancontact",
    "credit_card": "par carte de crédit",
    "mobile": "avec votre téléphone",
    "transfer": "par virement",
}
PEOPLE = {"bourgmestre": ("bourgmestre",), "echevins": ("echevin",), "conseil_communal": ("president_conseil",)}
"""Topic → the roles of the people it is about."""
MOST_PEOPLE = 9
Links = list[dict[str, str]]
Facts = tuple[str, Links]

_WAY = re.compile(
    r"\b(?:rencontr|rendez|rdv|voir|contact|ecri|joindre|parler|permanence|mail|courriel|telephon|(?<!s')appel(?!le\b (?:le|la|mon|notre|votre)))"
)
"""The citizen asks how to reach the person, not who it is."""
_MEANS = (
    (
        re.compile(r"\b(?:bancontact|carte(?: bancaire| de banque| de debit)?|mister cash|banc contact)\b"),
        ("bancontact", "credit_card"),
    ),
    (re.compile(r"\b(?:visa|mastercard|carte de credit)\b"), ("credit_card",)),
    (re.compile(r"\b(?:especes|liquide|cash|billets?|argent comptant)\b"), ("cash",)),
    (re.compile(r"\b(?:gsm|smartphone|payconiq|wero|apple pay|google pay|telephone)\b"), ("mobile",)),
    (re.compile(r"\b(?:virement)\b"), ("transfer",)),
)
"""Ways to pay that a citizen names, and the commune's that are it."""
_NOT = {
    "cash": "en espèces",
    "bancontact": "par carte",
    "credit_card": "par carte de crédit",
    "mobile": "avec un téléphone",
    "transfer": "par virement",
}
SESSION = "conseil communal"
MOST_SESSIONS = 3
_WORD = re.compile(r"[a-z]{5,}")


def _payment(turn: Turn) -> Facts | None:
    methods = turn.snapshot["commune"].get("payment_methods") or []
    ways = [PAYMENT.get(method, method) for method in methods]
    if not ways:
        return None
    where = turn.snapshot["commune"]["with_a"]
    asked = next((means for words, means in reversed(_MEANS) if words.search(plain(turn.text))), None)
    if asked is None:
        return f"{sentence(where)[:-1]}, vous payez au guichet {listed(ways, 'ou')}.", []
    elsewhere = next(
        (m[0] for m in named(turn) if len(m) == 1 and m[0].kind == "place" and m[0].group != "maison_communale"), None
    )
    if elsewhere:
        whom, links = contact_point(turn.snapshot, elsewhere)
        text = f"Je ne sais pas comment on paie là-bas : demandez-le {whom}. {sentence(where)[:-1]}, au guichet, vous payez {listed(ways, 'ou')}."
        return text, links
    lead = "Oui" if set(asked) & set(methods) else f"Non, pas {_NOT[asked[0]]}"
    return f"{lead} : {where}, vous payez au guichet {listed(ways, 'ou')}.", []


def sessions(turn: Turn) -> str | None:
    """When the Council meets next, from the agenda; None when the agenda does not say."""
    today = turn.now.date().isoformat()
    coming = [e for e in turn.snapshot["agenda"] if plain(e["summary"]) == SESSION and e["start"] >= today]
    if not coming:
        return None
    coming.sort(key=lambda e: str(e["start"]))
    place = f" Lieu : {coming[0]['location']}." if coming[0].get("location") else ""
    return f"Prochain Conseil communal : {times(coming[:MOST_SESSIONS], turn.now.date())}.{place}"


def _council(turn: Turn) -> Facts | None:
    """The next meetings, then what the card says; the person who presides, if the commune says who."""
    people, when = _people(turn, "conseil_communal"), sessions(turn)
    if when is None:
        return people
    text, links = people or (str(turn.snapshot["cards"].get("conseil_communal", {}).get("answer") or "").strip(), [])
    return f"{when}\n{text}".strip(), links


def _online_desk(turn: Turn) -> Facts | None:
    desk = turn.snapshot["commune"].get("online_desk")
    if not desk:
        return None
    text = (
        f"Vos démarches en ligne se font ici : {desk['url']}\n"
        "Vous vous identifiez avec itsme, ou avec votre carte d’identité, un lecteur et votre code PIN."
    )
    return text, [{"title": desk["title"], "url": desk["url"]}]


def _small(text: str) -> str:
    """``text`` as it stands inside a sentence: "Sur rendez-vous." → "sur rendez-vous"."""
    text = text.strip().rstrip(".")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _ways(person: Mapping[str, Any]) -> tuple[list[str], Links]:
    """How to write to or call a person."""
    ways, links = [], []
    if person.get("email"):
        ways.append(person["email"])
        links.append(email_link(person["email"]))
    if person.get("telephone"):
        ways.append(spoken(person["telephone"]))
        links.append(telephone_link(person["telephone"]))
    return ways, links


def _one(turn: Turn, topic: str, person: Mapping[str, Any], *, of_several: bool) -> Facts:
    """Who the person is, how to meet or write, and the duties; how to meet first when that is what is asked."""
    ways, links = _ways(person)
    whom, asking = contact_point(turn.snapshot, competent(turn.snapshot, topic))
    title, name, meeting = str(person["title"]), person.get("name"), _small(person.get("appointment") or "")
    yours = f"votre {title[:1].lower()}{title[1:]}"
    duties = [f"Compétences : {_small(person['duties'])}."] if person.get("duties") else []
    if name:
        who = f"{title} {turn.snapshot['commune']['with_de']} : {name}."
    else:
        who = f"Je n’ai pas le nom de {yours} : demandez-le {whom}."
        links = links or asking
    reach = []
    if meeting.startswith("sur rendez-vous"):
        reach.append(f"{sentence(yours)[:-1]} reçoit {meeting}.")
    elif meeting:
        reach.append(f"Pour une rencontre : {meeting}.")
    if ways:
        reach.append(f"Pour écrire ou téléphoner : {' ou '.join(ways)}." if len(ways) > 1 else f"Contact : {ways[0]}.")
    if of_several and duties:
        parts = [f"{title} : {_small(person['duties'])}.", who, *reach]
    elif reach and _WAY.search(plain(turn.text)):
        parts = [*reach, *([who] if name else []), *duties]
    else:
        parts = [who, *reach, *duties]
    return "\n".join(parts), links


def _asked(turn: Turn, people: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those whose duties the message names; all of them when it names none."""
    asked = {word.rstrip("s") for word in _WORD.findall(plain(turn.text))}
    found = [p for p in people if asked & {w.rstrip("s") for w in _WORD.findall(plain(p.get("duties") or ""))}]
    return found or list(people)


def _several(turn: Turn, topic: str, people: Sequence[Mapping[str, Any]]) -> Facts:
    """A row for each: name, duties, address; what is the same for all is said once."""
    shown = _asked(turn, people)
    if len(shown) == 1:
        return _one(turn, topic, shown[0], of_several=True)
    meetings = {person.get("appointment") for person in shown}
    rows = []
    for person in shown:
        who = f"{person['title']}, {person['name']}" if person.get("name") else str(person["title"])
        details = [*_ways(person)[0]]
        if len(meetings) > 1 and person.get("appointment"):
            details.append(_small(person["appointment"]))
        duties = f" : {_small(person['duties'])}" if person.get("duties") else ""
        rows.append(f"• {who}{duties}" + (f" ({', '.join(details)})" if details else ""))
    text, links = "\n".join(["Qui s’occupe de quoi :", *rows]), Links()
    meeting = next(iter(meetings)) if len(meetings) == 1 else None
    if meeting:
        text += f"\nPour une rencontre : {_small(meeting)}."
    if not any(person.get("name") for person in shown):
        whom, links = contact_point(turn.snapshot, competent(turn.snapshot, topic))
        text = f"Je n’ai pas les noms ici : demandez-les {whom}.\n{text}"
    return text, links


def _people(turn: Turn, topic: str) -> Facts | None:
    people = [p for p in turn.snapshot["people"] if p["role"] in PEOPLE[topic]][:MOST_PEOPLE]
    if not people:
        return None
    return _one(turn, topic, people[0], of_several=False) if len(people) == 1 else _several(turn, topic, people)


def local_facts(turn: Turn, topic: str) -> Facts | None:
    """What the commune itself entered, which stands for the card's answer; None when nobody entered anything."""
    if topic == "paiement":
        return _payment(turn)
    if topic == "e_guichet":
        return _online_desk(turn)
    if topic == "conseil_communal":
        return _council(turn)
    return _people(turn, topic) if topic in PEOPLE else None
