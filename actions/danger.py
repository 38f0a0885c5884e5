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
    1722 and 1733: as in the cards ``library/securite/crise.yml`` and ``garde.yml``.
War ammunition (touch nothing, the police, who call the army's bomb disposal): the police in VRT NWS, 28 February 2020, and the military command in RTL
info, 2018.
Gas: what to do (out, no switch, no flame, no telephone inside) follows the network operators' advice (Sibelga, ORES).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.report.form import REPORT, forgotten
from actions.report.reading import where_in
from actions.topics import answerable, short_title
from actions.turn import Turn, choice
from brain.nlu.decision import NEVER_OFFERED
from brain.text import plain

NO_SIGN = re.compile(r"(?!)")
LONGEST_TOLD, LONGEST_PAYLOAD = 300, 1000
"""Characters of what a button repeats, and of all that it carries: neither the brain nor Messenger takes more."""


@dataclass(frozen=True)
class Danger:
    """What to say and whom to call; ``signs`` recognise it in folded text when the understanding gave no kind."""

    text: str
    numbers: tuple[tuple[str, str], ...]
    signs: re.Pattern[str] = NO_SIGN


DANGERS: Mapping[str, Danger] = {
    "suicide": Danger(
        "Si votre vie est en danger maintenant, appelez le 112. Vous pouvez aussi parler à quelqu’un tout de suite au 0800 32 123 "
        "(Centre de Prévention du Suicide) : gratuit, anonyme, jour et nuit. Vous n’êtes pas seul : appelez.",
        (("112", "112"), ("0800 32 123", "080032123")),
        re.compile(
            r"suicid|me tuer|me foutre en l'air|en finir|envie de mourir|veux mourir|plus envie de vivre|me pendre|sauter (?:du|d'un) pont"
        ),
    ),
    "grief": Danger(
        "Je suis désolé pour ce que vous traversez. Quand tout devient trop lourd, il est important d’en parler : au 0800 32 123 (Centre de Prévention du "
        "Suicide), quelqu’un vous écoute, gratuitement, sans demander votre nom, jour et nuit. Parlez-en aussi à un proche ou à votre médecin. "
        "Si votre vie est en danger, appelez le 112.",
        (("0800 32 123", "080032123"), ("112", "112")),
    ),
    "suicide_of_a_child": Danger(
        "Prenez ces mots au sérieux et restez auprès de l’enfant. Si sa vie est en danger maintenant, appelez le 112. Pour savoir que faire, appelez "
        "le 0800 32 123 (Centre de Prévention du Suicide), gratuit, jour et nuit, ou le 103 (Écoute-Enfants), gratuit. Parlez-en aussi à l’école, "
        "ou au centre PMS.",
        (("112", "112"), ("0800 32 123", "080032123"), ("103", "103")),
    ),
    "suicide_of_another": Danger(
        "Prenez ces mots au sérieux et restez auprès de la personne. Si sa vie est en danger maintenant, appelez le 112. Pour savoir comment l’aider : "
        "0800 32 123 (Centre de Prévention du Suicide), gratuit, anonyme, jour et nuit.",
        (("112", "112"), ("0800 32 123", "080032123")),
    ),
    "electric": Danger(
        "N’approchez pas et ne touchez à rien : un fil peut être sous tension, même sans étincelle. Gardez tout le monde à distance et appelez le 112.",
        (("112", "112"),),
    ),
    "ammunition": Danger(
        "N’y touchez pas, ne la déplacez pas, et éloignez-vous avec tout le monde. Appelez la police au 101 : elle fera venir les démineurs de l’armée.",
        (("101", "101"),),
    ),
    "fuel": Danger(
        "Pas de flamme, pas de cigarette, et éloignez tout le monde. Si c’est à l’intérieur, aérez. Si cela coule encore, ou va vers un égout ou un cours "
        "d’eau, appelez le 112 (pompiers).",
        (("112", "112"),),
    ),
    "flood": Danger(
        "Si quelqu’un est bloqué ou en danger, appelez tout de suite le 112. N’entrez pas dans une pièce inondée où il y a du courant. "
        "Si personne n’est en danger, demandez l’aide des pompiers sur 1722.be, ou au 1722 quand du mauvais temps est annoncé.",
        (("112", "112"), ("1722", "1722")),
    ),
    "welfare": Danger(
        "Appelez la police au 101 : elle peut aller voir si tout va bien. Si vous voyez ou entendez que la personne est en difficulté, appelez tout de "
        "suite le 112.",
        (("101", "101"), ("112", "112")),
    ),
    "bite": Danger(
        "Si la blessure saigne beaucoup, ou si elle touche le visage ou le cou, appelez tout de suite le 112. Sinon, montrez-la à un médecin "
        "aujourd’hui ; le week-end et les jours fériés, c’est au 1733. Si l’animal est encore dangereux, appelez la police au 101.",
        (("112", "112"), ("101", "101"), ("1733", "1733")),
    ),
    "road": Danger(
        "Restez à distance, et tenez-en les enfants éloignés. Si quelqu’un risque d’être blessé, appelez tout de suite le 112 ; si la route est bloquée, "
        "la police au 101.",
        (("112", "112"), ("101", "101")),
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
            r"(?:enfant|fils|fille|ado|bebe|petite?|gamine?)\b.{0,40}(?:disparu|introuvable|fugue|enleve|pas rentre|est perdue?)|disparition d'un enfant"
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
)
OVER = "over"
"""No danger any more: said by the citizen, or by the button that every alarm about a thing carries."""
DESPAIR = frozenset({"suicide", "grief", "suicide_of_a_child", "suicide_of_another"})
OF_THE_HOME = frozenset({"violence", "child", "child_missing"})
"""Whoever says one of these may want a person to talk to, and no button that says that all is well."""
TO_REPORT = frozenset({"road", "electric"})
_STREET = re.compile(
    r"\b(?:rues?|routes?|trottoirs?|voirie|chaussee|carrefour|place|chemin|avenue|quai|pont|nationale|poteau)\b"
)
_ACUTE = re.compile(
    r"suicid|me tuer|en finir|mourir|saut(?:er|e) |corde|rejoindre|cachets|medicament|disparaitre|pont\b|veines"
)
_MOURNING = re.compile(
    r"\b(?:mort|morte|decede\w*|deces|deuil|enterr\w+|veu(?:f|ve)|parti|partie|perdu m\w+)\b|\bsans (?:lui|elle)\b|\b(?:me lever|de rien|"
    r"a rien|bout du rouleau)\b"
)
_A_CHILD = re.compile(
    r"\b(?:mon|ma|mes|notre|le|la|un|une|cet?|son|sa) (?:\w+ )?(?:fils|fille|fillette|enfant|ado\w*|gamine?|garcon|petite?|neveu|niece|eleve)\b(?!.{0,10} m')"
)
_ANOTHER = re.compile(
    r"\b(?:frere|soeur|mari|femme|pere|mere|maman|papa|ami|amie|copain|copine|compagn\w+|voisine?|collegue|cousine?|tante|oncle|quelqu'un)\b"
    r"|\b(?:il|elle) (?:veut|va|parle|dit|a|menace|s'|est|ne)\b"
)
_OF_ONESELF = re.compile(
    r"\b(?:je|j'|moi) ?(?:\S+ ){0,2}?(?:ne |n')?(?:veux|veut|ve|vx|vais|voudrais|aimerais|prefere|ai (?:plus|envie|pas|des idees|pris|avale)|"
    r"suis|songe|en ai|n'en|me|m'"
    r"|tiens|pense (?:a|au)|serais)\b|\b(?:ma vie|mes jours|plus envie de vivre)\b|^(?:envie|marre|plus)\b"
)
_ASKS = re.compile(r"\?|\b(?:comment|quel\w*|combien|faut-il|puis-je|peut-on|je (?:voudrais|souhaite|dois))\b")
_LIKELY = 0.3
"""From here on the topic of a message that also holds a danger is worth a button."""
_CLOSED: Mapping[str, Any] = {"topic": None}
"""What an alarm that is over leaves: a street named next is no place of danger any more."""
_CARRIED = re.compile(r"^/urgence(?P<told>\{.*\})$", re.DOTALL)
_SPAT_OUT = re.compile(r"recrach")
_COMING = re.compile(r"pompiers?|ambulanc|police|secours|samu|smur|medecin|appele")


def kind_of(turn: Turn) -> str | None:
    """The danger: as understood, else by the signs in the text, else None."""
    kind = turn.entity("danger")
    kind = ALIASES.get(kind, kind) if isinstance(kind, str) else None
    text = plain(turn.text)
    if kind == "child" and DANGERS["child_missing"].signs.search(text):
        return "child_missing"
    if kind not in DANGERS and kind != OVER:
        kind = next((name for name, danger in DANGERS.items() if danger.signs.search(text)), None)
    return _whose_despair(text) if kind == "suicide" else kind


def _whose_despair(text: str) -> str:
    """The citizen's own, in mourning or not, a child's or somebody else's: each is spoken to otherwise."""
    oneself = _OF_ONESELF.search(text)
    if oneself and _MOURNING.search(text) and not _ACUTE.search(text):
        return "grief"
    if _A_CHILD.search(text) and not oneself:
        return "suicide_of_a_child"
    return "suicide_of_another" if _ANOTHER.search(text) and not oneself else "suicide"


def answer(turn: Turn) -> Answer:
    """Whom to call, links that dial, and what else was asked one button away."""
    kind = kind_of(turn)
    if kind == OVER:
        return over(turn)
    danger = DANGERS.get(kind or "", UNKNOWN)
    links = [{"title": f"Appeler le {shown}", "url": f"tel:{dialled}"} for shown, dialled in danger.numbers]
    choices = _choices(turn, kind)
    remember: dict[str, Any] = {}
    if kind in TO_REPORT:
        ready = _ready_report(turn)
        choices, remember = [ready, *choices], {"asked": REPORT, "choices": [ready]}
    if turn.understood.get("from_context") and _STREET.search(plain(turn.text)):
        said = f"Donnez cette adresse quand vous appelez le {danger.numbers[0][0]}. Moi, je ne peux pas prévenir les secours."
        return Answer(said, choices, links, remember=remember)
    on_the_road = kind == "road" or (kind in ("electric", "flood") and _STREET.search(plain(turn.text)))
    # The commune's own note is about its roads: to somebody in despair, or caught in a lift, it would be in the way.
    note = turn.snapshot["commune"].get("emergency_note") if on_the_road else None
    sentences = [danger.text, note, "Moi, je suis un assistant automatique : je ne peux pas prévenir les secours."]
    return Answer(" ".join(filter(None, sentences)), choices, links, remember=remember)


def _choices(turn: Turn, kind: str | None) -> list[dict[str, str]]:
    """The report of what is in the street, a person to talk to, what the message asked besides, and the end of the alarm."""
    topics = list({"grief": ["cpas"], "flood": ["crise"]}.get(kind or "", []))
    if kind not in DESPAIR and _ASKS.search(plain(turn.text)):
        likely = (c["topic"] for c in turn.understood.get("candidates") or () if c["confidence"] >= _LIKELY)
        topics += [topic for topic in likely if topic not in {"signalement", *NEVER_OFFERED, *topics}][:1]
    choices = [choice(short_title(turn.snapshot, topic), topic) for topic in topics if answerable(turn.snapshot, topic)]
    if kind in DESPAIR | OF_THE_HOME:
        return [*choices, choice("Parler à quelqu’un", "parler_humain")]
    return [*choices, choice("C’est bon, ça va", "urgence", danger=OVER)]


def _ready_report(turn: Turn) -> dict[str, str]:
    """The button that reports what was said and where; the street may come one message after the danger.

    The button carries the words itself: kept in the form's slots, they would slip into the report of something else.
    """
    first = (turn.context.get("choices") or [{}])[0] if turn.understood.get("from_context") else {}
    carried = _CARRIED.match(first.get("payload", ""))
    told = json.loads(carried["told"]) if carried else {"what": turn.text.strip()[:LONGEST_TOLD]}
    where = where_in(turn)
    if where:
        told["where"] = json.dumps(where, ensure_ascii=False)
    ready = choice("Signaler", "urgence", **{**told, "danger": REPORT})
    return ready if len(ready["payload"]) <= LONGEST_PAYLOAD else choice("Signaler", "signalement")


def _started(turn: Turn) -> list[EventType]:
    """The report form, with what the button carried."""
    where = turn.entity("where")
    known = {"report_what": turn.entity("what"), "report_where": json.loads(where) if where else None}
    return [*forgotten(), *(SlotSet(slot, value) for slot, value in known.items()), FollowupAction("report_form")]


def over(turn: Turn) -> Answer:
    """A calm sentence once the alarm is over, or was none."""
    text, menu = plain(turn.text), [choice("Menu", "menu")]
    if _SPAT_OUT.search(text):
        said = "Tant mieux. Appelez quand même le Centre Antipoisons au 070 245 245, gratuit, jour et nuit : il vous dira s’il faut faire quelque chose."
        return Answer(said, menu, [{"title": "Appeler le 070 245 245", "url": "tel:070245245"}], remember=_CLOSED)
    if _COMING.search(text):
        return Answer(
            "Très bien. Suivez leurs consignes, et rappelez le 112 si la situation change.", menu, remember=_CLOSED
        )
    if turn.context.get("topic") != "urgence":
        return Answer("D’accord. Que puis-je faire pour vous ?", menu, remember=None)
    if turn.context.get("danger") == "suicide":
        said = "D’accord, tant mieux. Et si cela ne va pas, maintenant ou plus tard, le 0800 32 123 vous écoute jour et nuit, gratuitement."
        return Answer(said, menu, [{"title": "Appeler le 0800 32 123", "url": "tel:080032123"}], remember=_CLOSED)
    said = "D’accord, tant mieux si tout va bien. Au moindre doute, appelez toujours le 112. Avez-vous une autre question ?"
    return Answer(said, menu, remember=_CLOSED)


class ActionDanger(Action):
    """``action_danger``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_danger"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say whom to call; a report under way is dropped, and one about this danger may follow."""
        turn = Turn.from_tracker(tracker)
        if turn.entity("danger") == REPORT:
            return _started(turn)
        return [*say(dispatcher, turn, answer(turn)), *forgotten()]
