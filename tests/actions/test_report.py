"""The place of a report, in citizens' words: read, corrected, completed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.report import hearing as report_hearing
from actions.report import place as report_place
from actions.report import reading as report_reading
from actions.report import sent as report_sent
from actions.turn import Turn
from tests.actions.conftest import document

Build = Callable[..., Turn]
MOULIN = report_place.made(street="Rue du Moulin", number="2", village="Brumagne")
CROSSING = report_place.made(mark="à l'angle de la rue du Moulin et de la rue des Prés", settled=[report_place.STREET])
STATION = report_place.made(street="Rue de la Station", number="4")


def said(turn: Build, text: str, *named: str, topic: str = "nlu_clarify") -> Turn:
    """The turn of ``text``, in which the streets ``named`` are found."""
    found = [
        {"entity": "street", "value": n, "text": n, "start": text.index(n), "end": text.index(n) + len(n)}
        for n in named
    ]
    return replace(turn("", topic), text=text, entities=tuple(found))


@pytest.mark.parametrize(
    ("text", "street", "place"),
    [
        ("rue de la station 4", "rue de la station", "Rue de la Station 4"),
        ("4, rue de la station", "rue de la station", "Rue de la Station 4"),
        ("au 4 de la rue de la station", "rue de la station", "Rue de la Station 4"),
        ("c'est rue de la gare, n°4 bis", "rue de la gare", "Rue de la Station 4 bis"),
        ("à côté du 12 rue du Moulin", "rue du Moulin", "Rue du Moulin, à côté du 12"),
        ("rue du Moulin à Brumagne, au 18", "rue du Moulin", "Rue du Moulin 18, Brumagne"),
        ("rue de la Sation 4", "rue de la Sation", "Rue de la Station 4"),
        ("rue du Moulan", "rue du Moulan", "Rue du Moulin"),
        ("rue du Mouton 4", "rue du Mouton", "rue du Mouton 4"),
        ("juste devant la rue du Moulin", "rue du Moulin", "Rue du Moulin"),
        ("au coin de la rue du Moulin", "rue du Moulin", "Rue du Moulin, au coin"),
        ("rue de la station devant la poste svp", "rue de la station", "Rue de la Station, devant la poste"),
    ],
)
def test_an_answer_is_read_in_its_parts(turn: Build, text: str, street: str, place: str) -> None:
    found = report_reading.where_answer(said(turn, text, street))
    assert found
    assert found["text"] == place


@pytest.mark.parametrize(
    ("text", "street", "place"),
    [
        ("il y a un trou rue de la station 4 depuis hier", "rue de la station", "Rue de la Station 4"),
        ("rue de la station 2 lampadaires sont éteints", "rue de la station", "Rue de la Station"),
        (
            "le banc rue de la station devant la poste est cassé",
            "rue de la station",
            "Rue de la Station, devant la poste",
        ),
    ],
)
def test_a_first_sentence_gives_no_more_than_the_place(turn: Build, text: str, street: str, place: str) -> None:
    found = report_reading.where_in(said(turn, text, street))
    assert found
    assert found["text"] == place


def test_a_mark_of_a_first_sentence_ends_where_the_sentence_goes_on(turn: Build) -> None:
    found = report_reading.where_in(said(turn, "le passage devant l'école communale est effacé"))
    assert found
    assert found["text"] == "devant l'école communale"


@pytest.mark.parametrize(
    ("known", "text", "streets", "place"),
    [
        (MOULIN, "attendez c'est pas là, c'est rue de la station", ["rue de la station"], "Rue de la Station 2"),
        (MOULIN, "non attendez, c'est rue de la station", ["rue de la station"], "Rue de la Station 2"),
        (
            MOULIN,
            "pas rue du Moulin mais rue de la station",
            ["rue du Moulin", "rue de la station"],
            "Rue de la Station 2",
        ),
        (
            MOULIN,
            "c'est rue de la station 7, pas rue du Moulin",
            ["rue de la station", "rue du Moulin"],
            "Rue de la Station 7",
        ),
        (MOULIN, "non, au 16", [], "Rue du Moulin 16, Brumagne"),
        (MOULIN, "c'est pas le 2 c'est le 14", [], "Rue du Moulin 14, Brumagne"),
        (MOULIN, "devant la boulangerie", [], "Rue du Moulin 2, Brumagne, devant la boulangerie"),
        (CROSSING, "rue de la station 7", ["rue de la station"], "Rue de la Station 7"),
        (STATION, "au 18, à Brumagne", [], "Rue de la Station 18, Brumagne"),
        (STATION, "c'est à Brumagne en fait", [], "Rue de la Station 4, Brumagne"),
        (
            report_place.made(mark="devant le 12"),
            "rue de la station",
            ["rue de la station"],
            "Rue de la Station, devant le 12",
        ),
        (report_place.made(street="Rue X", mark="en face du 22"), "non, au 24", [], "Rue X 24"),
    ],
)
def test_what_comes_later_corrects_or_completes(
    turn: Build, known: Mapping[str, Any], text: str, streets: list[str], place: str
) -> None:
    slots = {"report_what": "un trou", "report_where": known}
    given_slots, words = report_hearing.heard(said(turn, text, *streets), slots, "report_photo")
    assert given_slots["report_where"]["text"] == place
    assert words == [f"Je note le lieu : {place}."]


@pytest.mark.parametrize(
    ("text", "requested", "slots"),
    [
        ("2", "report_photo", {"report_photo": None}),
        ("après je ne sais pas", "report_contact", {"report_contact": None}),
        ("0475 12 34 56", "report_contact", {"report_contact": "0475 12 34 56"}),
        ("c'est bon", "report_confirmed", {"report_confirmed": "yes"}),
        ("c'est pas un trou c'est une plaque cassée", "report_confirmed", {"report_what": "une plaque cassée"}),
        ("je me suis trompée de rue", "report_photo", {"report_where": None}),
        ("non, le lieu", "report_confirmed", {"report_where": None}),
        ("changer le numéro de téléphone", "report_confirmed", {"report_contact": None}),
        ("le problème est mal écrit", "report_confirmed", {"report_what": None}),
    ],
)
def test_what_is_not_a_place_stays_what_it_is(turn: Build, text: str, requested: str, slots: Mapping[str, Any]) -> None:
    known = {"report_what": "un trou", "report_where": MOULIN}
    assert report_hearing.heard(said(turn, text, topic="nlu_fallback"), known, requested)[0] == slots


@pytest.mark.parametrize(
    "text", ["dans ma chaussette", "devant chez moi", "je ne sais pas", "partout", "zzz", "là-bas"]
)
def test_what_is_plainly_no_place_is_asked_again(turn: Build, text: str) -> None:
    given_slots, words = report_hearing.heard(
        said(turn, text, topic="nlu_fallback"), {"report_what": "un trou"}, "report_where"
    )
    assert given_slots == {"report_where": None}
    assert len(words) == 1


@pytest.mark.parametrize("text", ["au kiosque", "derrière l'église", "parking du Delhaize", "le bois", "N4 borne 12"])
def test_a_mark_may_be_any_words(turn: Build, text: str) -> None:
    found = report_reading.where_answer(said(turn, text, topic="nlu_fallback"))
    assert found
    assert found["mark"] == text


def test_two_villages_then_a_number_are_asked_once_each(turn: Build) -> None:
    read = said(turn, "rue du Moulin", "rue du Moulin")
    where = report_reading.where_answer(read)
    assert where
    assert report_place.missing(read, where) == report_place.VILLAGE
    nothing = said(turn, "je ne sais pas", topic="nlu_fallback")
    slots = {"report_what": "un trou", "report_where": where}
    where = report_hearing.heard(nothing, slots, "report_where")[0]["report_where"]
    assert report_place.missing(read, where) == report_place.DETAIL
    where = report_hearing.heard(nothing, {**slots, "report_where": where}, "report_where")[0]["report_where"]
    assert report_place.missing(read, where) is None
    assert where["text"] == "Rue du Moulin"


def test_a_place_kept_before_it_was_read_in_parts_is_asked_nothing(turn: Build) -> None:
    assert report_place.missing(turn(), {"text": "rue du Moulin 2", "latitude": None, "longitude": None}) is None


def test_a_number_to_call_stands_in_the_contact_alone(turn: Build) -> None:
    text = "un lampadaire éteint rue de la station 4, merci de me rappeler au 0475123456"
    slots, _ = report_hearing.heard(said(turn, text, "rue de la station", topic="signalement"), {}, None)
    assert slots["report_contact"] == "0475123456"
    assert slots["report_what"] == "un lampadaire éteint rue de la station 4"
    assert slots["report_where"]["text"] == "Rue de la Station 4"


@pytest.mark.parametrize("text", ["un lampadaire", "le feu rouge", "un banc public", "un lampadaire rue haute 3"])
def test_a_thing_alone_is_no_problem_yet(text: str) -> None:
    assert report_reading.only_a_thing(text)


@pytest.mark.parametrize(
    "text",
    [
        "un trou",
        "un lampadaire éteint",
        "un lampadaire (sans précision)",
        "le lampadaire en face du 5 de la rue du Calvaire ne s'allume plus",
    ],
)
def test_a_problem_is_not_asked_twice(text: str) -> None:
    assert not report_reading.only_a_thing(text)


@pytest.mark.parametrize(
    ("text", "reporting", "kind"),
    [
        ("où en est mon signalement ?", False, report_sent.FOLLOW_UP),
        ("J'ai signalé un trou la semaine passée", False, report_sent.FOLLOW_UP),
        ("K7F-4QM", True, report_sent.FOLLOW_UP),
        ("oublié de dire qu'il y a des rats", False, report_sent.ADDITION),
        ("je voudrais annuler mon signalement", False, report_sent.ADDITION),
        ("un trou que j'ai déjà signalé", True, None),
        ("je signale un trou", False, None),
        ("entre le 123-456", True, None),
        ("rue Bel-Air, le rez-de-chaussée", True, None),
    ],
)
def test_a_report_sent_earlier(turn: Build, text: str, reporting: bool, kind: str | None) -> None:
    assert report_sent.about_one_sent(turn(text, "signalement"), reporting=reporting) == kind


@given(
    text=st.text(alphabet=st.characters(codec="utf-8"), max_size=300)
    | st.lists(
        st.sampled_from("rue du Moulin 12 , non c'est pas à Brumagne devant le et au 0475123456".split()), max_size=30
    ).map(" ".join),
    requested=st.sampled_from(
        [None, "report_what", "report_where", "report_photo", "report_contact", "report_confirmed"]
    ),
    where=st.sampled_from([None, MOULIN, report_place.position(50.0, 5.0)]),
)
def test_hearing_never_fails(text: str, requested: str | None, where: Mapping[str, Any] | None) -> None:
    read = Turn(text, "nlu_fallback", None, (), {}, {}, document(), None, "web", "fr", "")  # type: ignore[arg-type]
    slots, words = report_hearing.heard(read, {"report_what": "un trou", "report_where": where}, requested)
    assert len((slots.get("report_where") or {}).get("text") or "") <= report_place.LONGEST_WHERE
    assert len(words) <= 1
    report_sent.about_one_sent(read, reporting=False)
