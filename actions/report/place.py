"""The place of a report: what a message says of it, what corrects it, what completes it.

A place is the value of ``report_where``: ``text`` as it is sent, ``latitude`` and ``longitude`` (or None) and, where they are known, what ``text`` is made
of: ``street``, ``number``, ``village`` and ``mark`` ("devant la boulangerie"). ``settled`` lists what is not to be asked (again).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from actions import streets
from actions.turn import Turn

Where = dict[str, Any]
VILLAGE, STREET, DETAIL = "village", "street", "detail"
LONGEST_WHERE = 200
LONGEST_MARK = 120

_NUMBER = r"(?P<number>\d{1,4}(?: ?(?:bis|ter)\b| ?[a-d]\b)?)(?!\d)"
_LINK = re.compile(r"[ ,]*\b(?:(?:de|dans|a|sur|le long de|vers|dans toute) (?:la |l'|le )?|du |des |la |le |l')$")
_AFTER = re.compile(
    rf"[ ,]*(?:(?:au |le |c'est )?(?:n[°o]\.?|numero) ?|au )?{_NUMBER}"
    r"(?! ?[€%h:/]| (?!depuis|dans|vers|sous|apres|mais|pas|plus|toujours|tres)[a-z]{3,}s\b| (?:jours?|mois|ans?|fois|metres?)\b)"
)
_BEFORE = re.compile(rf"(?:^|[ ,])(?:(?:au|le|n[°o]\.?|numero|au numero) ?)?{_NUMBER}[ ,]*$")
_ALONE = re.compile(
    r"^(?:(?:non|et|euh|c'est|plutot|pardon|mettez|juste|(?:c'est |ce n'est )?pas (?:le |au )?(?:n[°o]|numero)? ?\d+|mais)[ ,]+)*"
    rf"(?P<said>(?:(?:au|le|n[°o]\.?|numero|maison) ?)*){_NUMBER}"
    r"(?:[ ,]+(?:et )?(?:non |mais )?pas (?:le |au )?\d+.*)?[ .!]*$"
)
_BESIDE = (
    r"(?:juste |un peu |presque |pile )?(?:pas loin d(?:e|u|es)?|devant|derriere|en face|face au?|pres d(?:e|u|es)?|a cote|a hauteur|au niveau|le long"
    r"|entre|(?:vers|avant|apres|sous|contre)(?= (?:la|le|les|l'|un|une|chez)\b))"
)
"""What wants a name: "devant …"."""
_AT = (
    r"(?:(?:juste )?(?:au coin|a l'angle|au bout|au debut|a la fin|a l'entree|a la sortie|au milieu|dans le (?:tournant|virage)"
    r"|au (?:tournant|virage|carrefour|croisement|rond-point)|a l'arret|des deux cotes|cote (?:gauche|droit|pair|impair)|toute la))"
)
_MARK = re.compile(rf"\b(?:{_BESIDE}|{_AT})\b")
_NEEDS_MORE = re.compile(
    r"^(?:juste |un peu |presque |pile )?(?:pas loin|devant|derriere|en face|face|pres|a cote|a hauteur|au niveau|le long|entre|vers|avant|apres|sous|contre)"
    r"(?: (?:d|de|du|des|a|au))?$"
)
_SENTENCE_ENDS = re.compile(
    r"[,.;!?]|(?: qui| ne| n'| est| sont| a ete| depuis| il| elle| c'est| merci| et)(?= |\b)| a (?=[a-z]+e\b)"
)
_DIGIT = re.compile(r"\d")
_HESITATION = re.compile(
    r"^\W*(?:(?:je (?:ne )?sais (?:pas|plus)|je (?:ne )?suis pas sure?)(?: trop| bien| exactement| vraiment)?[ ,.]+(?:mais )?|je (?:crois|pense)[ ,]+(?:que )?)"
)
_CROSSING = re.compile(r"\b(?:coin|angle|croisement|carrefour|entre)\b")
_NOT_THERE = re.compile(r"\bpas (?:dans |a |sur |de )?(?:la |le |l')?$")
_NOT_THERE_AFTER = re.compile(r"[ ,]*(?:et |mais )?(?:non )?\bpas\b.*$")
_COURTESY = re.compile(
    r"[ ,.]*\b(?:merci(?: .*)?|svp|stp|s'il vous plait|desolee?|pardon|voila|excusez.*|je me suis trompee?|hein|donc|plutot|en fait)[ .!]*$"
)
_STREET_TYPED = re.compile(
    r"^(?:(?:c'est|dans|sur|a|au|la|le|plutot|non)[ ,]+)*"
    r"(?P<street>(?:rue|r\.|avenue|av\.?|place|pl\.|chaussee|chemin|clos|allee|impasse|ruelle|quai|boulevard|bd\.?|square|sentier|venelle|thier)"
    r"(?: (?:de la|de l'|de|du|des|d'|la|le|les|l'|aux|au))? ?(?!devant|derriere|pres|qui|est\b)[a-z'-]{3,})"
)
_STREET_WORD = re.compile(
    r"\b(?:rue|avenue|chaussee|chemin|clos|allee|impasse|ruelle|quai|boulevard|square|sentier|venelle)\b|^place\b"
)
_NOWHERE = re.compile(
    r"^(?:(?:ben|bah|euh|oui|non|c'est)[ ,]+)*(?:je (?:ne |n')?(?:sais|connais)(?: pas| plus| rien)*|j'?sais (?:pas|plus|rien)|chais pas|aucune idee"
    r"|nulle part|partout|ici|la|la[ -]bas|ailleurs|dehors|quelque part|par (?:ici|la)|dans la rue|sur la route"
    r"|(?:dans|sur|sous|derriere|a) (?:ma|mon|mes|ta|ton|tes|votre|vos|sa|son|ses) (?!quartier|village)[a-z' -]{2,30}|[^aeiouy0-9]+)[ .!]*$"
)
_OWN = re.compile(
    r"\b(?:chez (?:moi|nous)|(?:ma|notre) (?:maison|porte|facade|cour|rue|voiture|barriere)"
    r"|(?:mon|notre) (?:appartement|appart|domicile|logement|immeuble|jardin|allee|garage|trottoir|entree|habitation|quartier))\b"
)


def level(text: str) -> str:
    """``text`` in lower case, without accents, with straight apostrophes, and as long as it was: what is found in it is cut from ``text``."""
    straight = text.translate(str.maketrans("’‘ʼ`´\u00a0\u202f\n\t", "'''''    "))
    return "".join(unicodedata.normalize("NFD", c)[0].lower()[0] for c in straight)


def position(latitude: float, longitude: float) -> Where:
    """A place that was sent, not said."""
    return {"text": None, "latitude": latitude, "longitude": longitude}


def made(**known: Any) -> Where:
    """A place of what is ``known`` of it."""
    kept = {name: value for name, value in known.items() if value}
    street, number = kept.get("street"), kept.get("number")
    first = f"{street} {number}" if street and number else street or (f"n° {number}" if number else None)
    text = ", ".join(part for part in (first, kept.get("village"), kept.get("mark")) if part)
    return {
        **kept,
        "text": text[:LONGEST_WHERE] or None,
        "latitude": known.get("latitude"),
        "longitude": known.get("longitude"),
    }


def villages(turn: Turn) -> dict[str, str]:
    """What the commune's villages are called, folded → as written: by their name and by its beginning ("Sart" for Sart-la-Brume)."""
    names = [str(s["locality"]) for s in turn.snapshot["streets"] if s.get("locality")]
    names += [str(name) for name in turn.snapshot.get("commune", {}).get("localities", ())]
    short = {level(re.split(r"-(?:la|le|les|sur|sous|l['’])", name)[0]): name for name in names}
    return short | {level(name): name for name in names}


def _village(turn: Turn, folded: str) -> tuple[str, int, int] | None:
    """The village named in ``folded``, and the span that names it."""
    for name, real in sorted(villages(turn).items(), key=lambda pair: -len(pair[0])):
        found = re.search(
            rf"[ ,(]*(?:\b(?:a|de|au|du|village de|dans le village de) )?(?<![\w-]){re.escape(name)}(?![\w-])\)?",
            folded,
        )
        if found:
            return real, found.start(), found.end()
    return None


def _spans(turn: Turn, folded: str) -> Iterator[tuple[int, int]]:
    """Where the message names a street, but for those that it says are not meant."""
    named = [(e["start"], e["end"]) for e in turn.entities if e["entity"] == "street" and e.get("end")]
    if not named:
        typed = _STREET_TYPED.match(folded)
        named = [typed.span("street")] if typed else []
    return ((start, end) for start, end in named if not _NOT_THERE.search(folded[:start]))


def chosen_village(turn: Turn) -> str | None:
    """The village of the street that was chosen among those of the same name."""
    value = next((e["value"] for e in turn.entities if e["entity"] == "street" and not e.get("end")), None)
    village = str(value).rpartition(", ")[2] if value else None
    return village if village in villages(turn).values() else None


def names_a_street(turn: Turn) -> bool:
    """Whether the message names a street that may be meant."""
    return any(_spans(turn, level(turn.text)))


def is_a_street(turn: Turn) -> bool:
    """Whether the message is a street and hardly more."""
    return any(len(turn.text.strip()) - (end - start) <= 8 for start, end in _spans(turn, level(turn.text)))


def read(turn: Turn, text: str, *, answer: bool) -> Where | None:
    """The place that names a street. ``text`` is the message, of which parts may be blank; in an ``answer`` to "where?", all that is said belongs to it."""
    folded = level(text)
    spans = list(_spans(turn, folded))
    if not spans:
        return None
    if len(spans) > 1 and _CROSSING.search(folded[: spans[-1][0]]):
        start = min(m.start() for m in (_CROSSING.search(folded), _MARK.search(folded)) if m)
        end = len(text) if answer else spans[-1][1]
        return made(mark=text[start:end].strip(" ,.;:!")[:LONGEST_WHERE], settled=[STREET])
    start, end = spans[-1]
    number, mark, rest = _before(text[:start])
    after, cut = text[end:], level(text[end:])
    found = _AFTER.match(cut)
    if found and not number:
        number, after, cut = found["number"], after[found.end() :], cut[found.end() :]
    village = _village(turn, cut) or _village(turn, level(rest))
    if village and village == _village(turn, cut):
        after, cut = after[: village[1]] + after[village[2] :], cut[: village[1]] + cut[village[2] :]
        found = None if number else _AFTER.match(cut)
        if found:
            number, after, cut = found["number"], after[found.end() :], cut[found.end() :]
    marks = [m for m in (mark, _mark_after(after, cut, answer=answer)) if m]
    street, locality = _canonical(turn, text[start:end], village[0] if village else None)
    return made(street=street, number=number, village=locality, mark=", ".join(marks)[:LONGEST_MARK])


def only_where(text: str) -> str:
    """The words that say where, of a sentence's end that begins with them: "devant l’école" of "devant l’école est cassé"."""
    end = _SENTENCE_ENDS.search(level(text), 6)
    return text[: end.start() if end else None].strip(" ,.;:!")[:LONGEST_WHERE]


def _before(text: str) -> tuple[str | None, str | None, str]:
    """Number and mark that stand before the street ("devant le 12 de la"), and what is left."""
    folded = level(text)
    link = _LINK.search(folded)
    kept = text[: link.start()] if link else text
    folded = folded[: len(kept)]
    marks = list(_MARK.finditer(folded))
    if marks:
        mark = kept[marks[0].start() if len(marks) > 1 and marks[0].start() == 0 else marks[-1].start() :].strip(" ,")
        return None, None if _NEEDS_MORE.match(level(mark)) else mark, text[: marks[-1].start()]
    number = _BEFORE.search(folded)
    return (
        (kept[number.start("number") : number.end("number")], None, text[: number.start()])
        if number
        else (None, None, text)
    )


def _mark_after(after: str, folded: str, *, answer: bool) -> str | None:
    if answer:
        folded = _COURTESY.sub("", _NOT_THERE_AFTER.sub("", folded))
        mark = after[: len(folded)]
    else:
        found = re.match(rf"[ ,]*(?={_MARK.pattern})", folded)
        ends = _SENTENCE_ENDS.search(folded, found.end()) if found else None
        mark = after[: ends.start() if ends else None] if found else ""
    mark = re.sub(r"^(?:et|mais) ", "", mark.strip(" ,.;:!?()-"))
    return mark if len(re.findall(r"\w", mark)) >= 3 and not _NEEDS_MORE.match(level(mark)) else None


def _canonical(turn: Turn, typed: str, village: str | None) -> tuple[str, str | None]:
    """The street's own name where it is surely one of the commune's, and its village where another has the same name or where it was said."""
    for words in (f"{typed}, {village}", typed) if village else (typed,):
        found = streets.find(turn.snapshot, words)
        names = {str(s["name"]) for s in found.alike}
        # Of the same name in two villages, each is surely the one meant once its village is said; of a look-alike, none is.
        if found.found or (
            len(names) == 1 and streets.find(turn.snapshot, f"{typed}, {found.alike[0]['locality']}").found
        ):
            return str(found.alike[0]["name"]), village
    return typed.strip(), village


def answered(turn: Turn, text: str) -> Where | None:
    """The answer to "where?": any words that may be a place."""
    street = read(turn, text, answer=True)
    if street:
        return street
    text = text[len(text) - len(_HESITATION.sub("", level(text))) :]
    said = re.sub(r"^\W*(?:c['’]est|et) (?=\w)", "", text.strip(), flags=re.IGNORECASE).strip(" .,;:!")
    folded = level(said)
    number = _ALONE.match(folded)
    if number:
        return made(number=number["number"])
    if len(re.findall(r"\w", folded)) < 3 or turn.topic in ("oui", "non") or nowhere(turn):
        return None
    village = _village(turn, folded)
    if village:
        rest = (folded[: village[1]] + folded[village[2] :]).strip(" ,.")
        number = _ALONE.match(rest)
        if not rest or number:
            return made(number=number["number"] if number else None, village=village[0])
    known = any(e["entity"] == "place" and _is_one(turn, e) for e in turn.entities)
    return made(mark=said[:LONGEST_WHERE], settled=[STREET] if known else None)


def _is_one(turn: Turn, entity: Mapping[str, Any]) -> bool:
    return any(p["id"] == entity["value"] for p in turn.snapshot["places"])


def nowhere(turn: Turn) -> bool:
    """Whether the words say no place that others could find."""
    return own(turn) or bool(_NOWHERE.match(level(turn.text).strip()))


def own(turn: Turn) -> bool:
    """Whether the place is only said by whose it is: "devant chez moi"."""
    return bool(_OWN.search(level(turn.text))) and not names_a_street(turn)


def completes(turn: Turn, text: str) -> Where | None:
    """What a message adds to a place known already, by its form alone: a number, a mark, a village."""
    text = _without_courtesy(text)
    folded = level(text).strip(" .,;:!")
    if not folded or len(folded) > 80 or "?" in text:
        return None
    number = _ALONE.match(folded)
    if number:
        return made(number=number["number"])
    opening = re.match(r"(?:(?:c'est|et|non|pardon|en fait|juste)[ ,]+)*", folded)
    rest_at = opening.end() if opening else 0
    rest = folded[rest_at:]
    as_typed = text[len(text) - len(text.lstrip(" .,;:!")) :][rest_at:].strip(" .,;:!")
    village = _village(turn, rest)
    if village:
        others = (rest[: village[1]] + rest[village[2] :]).strip(" ,.")
        number = _ALONE.match(others)
        if not others or number:
            return made(number=number["number"] if number else None, village=village[0])
    if _MARK.match(rest) and not _NEEDS_MORE.match(rest) and not nowhere(turn):
        return made(mark=as_typed[:LONGEST_MARK])
    return None


def _without_courtesy(text: str) -> str:
    return text[: len(_COURTESY.sub("", level(text)))]


def merged(old: Mapping[str, Any] | None, new: Where, *, corrects: bool = False) -> Where:
    """The place, once ``new`` is said: another street keeps the number or the mark unless it comes with its own; the rest adds up, or ``corrects``."""
    if not old or (corrects and new.get("mark") and not old.get("street") and not new.get("street")):
        return new
    settled = sorted({*old.get("settled", ()), *new.get("settled", ())})
    parts = {
        name: new.get(name) or old.get(name)
        for name in ("street", "number", "village", "mark", "latitude", "longitude")
    }
    if new.get("street"):
        if new.get("number") or (new.get("mark") and old.get("street")):
            parts |= {
                "number": new.get("number"),
                "mark": new.get("mark") or (None if old.get("street") else old.get("mark")),
            }
        if old.get("street"):
            parts |= {"village": new.get("village"), "latitude": new.get("latitude"), "longitude": new.get("longitude")}
            settled = [each for each in settled if each == DETAIL]
        elif _STREET_WORD.search(level(old.get("mark") or "")):
            parts["mark"] = new.get("mark")
    elif new.get("number") and _DIGIT.search(old.get("mark") or ""):
        parts["mark"] = new.get("mark")
    elif new.get("mark") and _DIGIT.search(new["mark"]):
        parts |= {"number": None, "mark": new["mark"]}
    elif new.get("mark") and old.get("mark") and new["mark"] not in old["mark"] and not corrects:
        parts["mark"] = f"{old['mark']}, {new['mark']}"[:LONGEST_MARK]
    if not new.get("street") and new.get("latitude") is not None:
        settled = sorted({*settled, STREET, DETAIL})
    return made(**parts, settled=settled)


def settle(where: Mapping[str, Any], what: str | None) -> Where:
    """``where``, of which ``what`` is asked no more."""
    return {**where, "settled": sorted({*where.get("settled", ()), *([what] if what else ())})}


def homonyms(turn: Turn, where: Mapping[str, Any]) -> list[str]:
    """The villages that have the street, when several have and none is said."""
    if not where.get("street") or where.get("village"):
        return []
    return [str(s["locality"]) for s in turn.snapshot["streets"] if s["name"] == where["street"] and s.get("locality")]


def missing(turn: Turn, where: Mapping[str, Any]) -> str | None:
    """What is worth asking of a place: which village, the street, a number or a mark."""
    settled = where.get("settled", ())
    if where.get("latitude") is not None or not any(
        where.get(part) for part in ("street", "number", "village", "mark")
    ):
        return None
    if VILLAGE not in settled and len(homonyms(turn, where)) > 1:
        return VILLAGE
    if STREET not in settled and not where.get("street"):
        return STREET
    alone = bool(where.get("street")) and not where.get("number") and not where.get("mark")
    return DETAIL if alone and DETAIL not in settled else None


def described(where: Mapping[str, Any]) -> str:
    """The place, for the citizen."""
    sent = (
        ""
        if where.get("latitude") is None
        else f"position envoyée ({float(where['latitude']):.5f}, {float(where['longitude']):.5f})"
    )
    return ", ".join(part for part in (where.get("text"), sent) if part)
