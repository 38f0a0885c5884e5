"""What the snapshot knows beside the cards: means of payment, the online desk, elected people."""

from __future__ import annotations

from actions.directory import spoken
from actions.turn import Turn
from brain.french import listed, sentence

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


def _payment(turn: Turn) -> list[str]:
    methods = turn.snapshot["commune"].get("payment_methods") or []
    ways = [PAYMENT.get(method, method) for method in methods]
    return (
        [f"{sentence(turn.snapshot['commune']['with_a'])[:-1]}, vous pouvez payer {listed(ways, 'ou')}."]
        if ways
        else []
    )


def _online_desk(turn: Turn) -> list[str]:
    desk = turn.snapshot["commune"].get("online_desk")
    return [f"Le guichet en ligne de la commune : {desk['title']}, {desk['url']} (lien ci-dessous)."] if desk else []


def _people(turn: Turn, roles: tuple[str, ...]) -> list[str]:
    facts = []
    for person in [p for p in turn.snapshot["people"] if p["role"] in roles][:MOST_PEOPLE]:
        who = f"{person['title']} : {person['name']}" if person.get("name") else str(person["title"])
        appointment = person.get("appointment") or ""
        details = [
            person.get("duties") or "",
            appointment[:1].lower() + appointment[1:],
            spoken(person.get("telephone") or ""),
            person.get("email") or "",
        ]
        text = " ; ".join(detail.rstrip(".") for detail in details if detail)
        facts.append(sentence(f"{who} ({text})" if text else who))
    return facts


def local_facts(turn: Turn, topic: str) -> list[str]:
    """Sentences to put before the card's answer; none when nobody entered anything."""
    if topic == "paiement":
        return _payment(turn)
    if topic == "e_guichet":
        return _online_desk(turn)
    return _people(turn, PEOPLE[topic]) if topic in PEOPLE else []
