"""Danger to life: whom to call, at once and before anything else.

Numbers, each compared on two sources at least, of which the line's own site or a public authority's:
    112 and 101: http://www.112.be/fr/ and https://www.police.be/5998/fr/contact/numeros-durgence (101 directly for the police).
    070 245 245, Centre Antipoisons: https://www.centreantipoisons.be/propos-de-nous and RTBF, 2018 (free, day and night).
    0800 32 123, Centre de Prévention du Suicide: https://www.preventionsuicide.be (activity report) and bx1 (anonymous, free, day and night).
    0800 30 030, Écoute violences conjugales: https://www.ecouteviolencesconjugales.be/qui-sommes-nous/presentation/ and
        https://ccf.brussels/ecoute-violences-conjugales/ (free; "not an emergency line", hence 112 and 101 first).
    103, Écoute-Enfants (Fédération Wallonie-Bruxelles): https://schoolinschakeling.brussels/acteurs/ecoute-enfants-103 and RTBF, 2022
        (free, but not round the clock: 101 and 112 first).
    116 000, Child Focus: http://www.childfocus.be/fr/besoin-daide/mon-enfant-a-disparu-que-faire (free, day and night; the police first) and
        Missing Children Europe's campaign, L’Avenir, 2015.
Gas: what to do (out, no switch, no flame, no telephone inside) follows the network operators' advice (Sibelga, ORES).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.report import forgotten
from actions.turn import Turn
from brain.text import plain


@dataclass(frozen=True)
class Danger:
    """What to say and whom to call; ``signs`` recognise it in folded text when the understanding gave no kind."""

    text: str
    numbers: tuple[tuple[str, str], ...]
    signs: re.Pattern[str]


DANGERS: Mapping[str, Danger] = {
    "suicide": Danger(
        "Si votre vie est en danger maintenant, appelez le 112. Vous pouvez aussi parler à quelqu’un tout de suite au 0800 32 123 "
        "(Centre de Prévention du Suicide) : gratuit, anonyme, jour et nuit. Vous n’êtes pas seul : appelez.",
        (("112", "112"), ("0800 32 123", "080032123")),
        re.compile(
            r"suicid|me tuer|me foutre en l'air|en finir|envie de mourir|veux mourir|plus envie de vivre|me pendre|sauter (?:du|d'un) pont"
        ),
    ),
    "gas": Danger(
        "Sortez tout de suite et faites sortir tout le monde. Ne touchez à aucun interrupteur, pas de flamme, pas de téléphone à l’intérieur. "
        "Une fois dehors, appelez le 112.",
        (("112", "112"),),
        re.compile(r"\bgaz\b|monoxyde|intoxication au co\b"),
    ),
    "child_missing": Danger(
        "Appelez tout de suite la police au 101. Child Focus vous aide aussi au 116 000, gratuit, jour et nuit.",
        (("101", "101"), ("116 000", "116000")),
        re.compile(
            r"(?:enfant|fils|fille|ado|bebe|petite?|gamine?)\b.{0,40}(?:disparu|introuvable|fugue|enleve|pas rentre)|disparition d'un enfant"
        ),
    ),
    "child": Danger(
        "Si un enfant est en danger maintenant, appelez la police au 101, ou le 112 s’il est blessé. "
        "Pour en parler ou demander conseil : le 103, Écoute-Enfants, gratuit.",
        (("101", "101"), ("112", "112"), ("103", "103")),
        re.compile(
            r"(?:enfant|bebe|fils|fille|gamine?|eleve|petite?)\b.{0,40}(?:battu|frapp|maltrait|abus|violen|touch|enferm)"
            r"|(?:bat|frappe|tape|maltraite|abuse).{0,30}(?:enfant|bebe|fils|fille|petit)"
            r"|mon pere me (?:bat|frappe)|ma mere me (?:bat|frappe)|mes parents me"
        ),
    ),
    "violence": Danger(
        "Si vous êtes en danger maintenant, appelez la police au 101, ou le 112 si quelqu’un est blessé. "
        "Pour être écouté et conseillé : 0800 30 030, Écoute violences conjugales, gratuit.",
        (("101", "101"), ("112", "112"), ("0800 30 030", "080030030")),
        re.compile(
            r"(?:mari|femme|compagn\w+|conjoint\w*|copain|copine|ex)\b.{0,40}(?:bat|batt|frapp|tap|viol|menac|etrangl|tuer)"
            r"|femme battue|violences? conjugale|il me (?:bat|frappe|tape)"
        ),
    ),
    "poison": Danger(
        "Appelez tout de suite le Centre Antipoisons au 070 245 245 : gratuit, jour et nuit. "
        "Si la personne est inconsciente ou respire mal, appelez d’abord le 112.",
        (("070 245 245", "070245245"), ("112", "112")),
        re.compile(
            r"empoison|intoxi|avale|bu (?:de la |du |un )?(?:javel|produit|deboucheur|detergent)|champignon|surdose|overdose|trop de medicaments"
        ),
    ),
    "police": Danger(
        "Appelez tout de suite la police au 101. Si quelqu’un est blessé, appelez le 112.",
        (("101", "101"), ("112", "112")),
        re.compile(
            r"cambriol|voleur|agress|menace|couteau|arme|bagarre|se battent|intrus|quelqu'un (?:essaie|tente)|suit|viol\b|attaqu|braqu|police"
        ),
    ),
    "fire": Danger(
        "Sortez, fermez les portes derrière vous et appelez le 112. Ne rentrez pas chercher quoi que ce soit.",
        (("112", "112"),),
        re.compile(r"\bfeu\b|incendi|brule|fumee|flamme|explos"),
    ),
    "injury": Danger(
        "Appelez tout de suite le 112. Dites où vous êtes et ce qui se passe, et ne raccrochez pas avant qu’on vous le dise.",
        (("112", "112"),),
        re.compile(
            r"bless|sang|saigne|inconscient|respire|coeur|infarctus|avc|malaise|tombe|accident|noy|etouff|evanoui|ambulance|accouche|electrocut|convuls"
        ),
    ),
}
"""Kind → what to say, the most particular first. ``danger`` entities name a kind."""

ALIASES = {
    "medical": "injury",
    "accident": "injury",
    "health": "injury",
    "co": "gas",
    "domestic_violence": "violence",
    "missing_child": "child_missing",
}
UNKNOWN = Danger(
    "Si une vie est en danger, appelez tout de suite le 112 (ambulance, pompiers). Pour la police : le 101.",
    (("112", "112"), ("101", "101")),
    re.compile("$^"),
)


def kind_of(turn: Turn) -> str | None:
    """The danger: as understood, else by the signs in the text, else None."""
    kind = turn.entity("danger")
    kind = ALIASES.get(kind, kind) if isinstance(kind, str) else None
    text = plain(turn.text)
    if kind == "child" and DANGERS["child_missing"].signs.search(text):
        return "child_missing"
    if kind in DANGERS:
        return kind
    return next((name for name, danger in DANGERS.items() if danger.signs.search(text)), None)


def answer(turn: Turn) -> Answer:
    """Whom to call, and links that dial."""
    kind = kind_of(turn)
    danger = DANGERS.get(kind or "", UNKNOWN)
    text = f"{danger.text} Moi, je suis un assistant automatique : je ne peux pas prévenir les secours."
    links = [{"title": f"Appeler le {shown}", "url": f"tel:{dialled}"} for shown, dialled in danger.numbers]
    # The commune's own note is about its roads and buildings: to somebody in despair or beaten it would be in the way.
    note = turn.snapshot["commune"].get("emergency_note") if kind is None else None
    return Answer(f"{text} {note}" if note else text, links=links)


class ActionDanger(Action):
    """``action_danger``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_danger"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say whom to call; a report under way is dropped."""
        turn = Turn.from_tracker(tracker)
        return [*say(dispatcher, turn, answer(turn)), *forgotten()]
