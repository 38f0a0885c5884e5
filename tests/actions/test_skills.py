"""What saved trackers do not show: broken data, bounds, choices that work, two communes, follow-ups in the form."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import agenda, cards, clarify, danger, menu, prices, waste, where_to_throw
from actions.answer import MOST_CHOICES, Answer
from actions.collections_calendar import between
from actions.directory import email_link, find, map_url, short, spoken, telephone_link, titles, where_to_ask
from actions.report import reading as report_reading
from actions.report.form import report_effect
from actions.topics import SHORT_TITLES, THEMES, catalogue, short_title
from actions.turn import Turn
from brain.french import a_, agreed, de, listed, of, range_label, typography, with_article
from brain.turn import understood_from_payload
from tests.actions.conftest import CASES, DOMAIN, document

Build = Callable[..., Turn]
INTENTS = {next(iter(i)) if isinstance(i, dict) else i for i in DOMAIN["intents"]}


def choices_of_saved_trackers() -> list[dict[str, str]]:
    saved = [case for path in CASES.glob("*.json") for case in json.loads(path.read_text(encoding="utf-8"))]
    return [button for case in saved for response in case["responses"] for button in response.get("buttons") or ()]


def test_every_choice_is_a_payload_that_the_brain_understands() -> None:
    for button in choices_of_saved_trackers():
        understood = understood_from_payload(button["payload"])
        assert understood["topic"] in INTENTS, button
        assert len(button["payload"]) <= 1000


def test_titles_are_short_where_they_can_be() -> None:
    long = {b["title"] for b in choices_of_saved_trackers() if len(b["title"]) > 25}
    assert long <= {"École communale de Brumagne", "École communale de Sart-Brume", "Rue du Moulin, Sart-Brume"}


def test_no_short_title_of_a_theme_is_missing() -> None:
    snapshot = document()
    for title, topics in THEMES.values():
        assert len(title) <= 25
        for topic in topics:
            assert topic in catalogue()
            assert short_title(snapshot, topic)
    assert all(len(title) <= 22 for title in SHORT_TITLES.values())


def test_a_broken_calendar_is_said_not_raised(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["waste"]["zones"][0]["ics"] = "not a calendar"
    answer = waste.answer(turn("", "collecte_dechets", street="Rue de la Station"))
    assert answer.text.startswith("Je n’ai pas le calendrier")


def test_a_zone_without_calendar(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["waste"]["zones"] = []
    assert waste.answer(turn("", "collecte_dechets", street="Rue de la Station")).text.startswith(
        "Je n’ai pas le calendrier"
    )


def test_collections_by_category_and_moved_days(snapshot: dict[str, Any]) -> None:
    events = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//x//FR",
            "BEGIN:VEVENT",
            "UID:1",
            "DTSTAMP:20260101T000000Z",
            "DTSTART;VALUE=DATE:20261123",
            "SUMMARY:Tournée 4",
            "CATEGORIES:pmc",
            "DESCRIPTION:Collecte déplacée.",
            "END:VEVENT",
            "BEGIN:VEVENT",
            "UID:2",
            "DTSTAMP:20260101T000000Z",
            "DTSTART;TZID=Europe/Brussels:20261123T060000",
            "SUMMARY:Sapins",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )
    snapshot["waste"]["zones"][0]["ics"] = events
    found = between(snapshot, "A", date(2026, 11, 23), date(2026, 11, 24))
    assert found is not None
    assert [(c.name, c.fraction, c.note) for c in found] == [
        ("Sacs bleus PMC", "pmc", "Collecte déplacée."),
        ("Sapins", None, None),
    ]


def test_two_communes_do_not_mix(turn: Build, snapshot: dict[str, Any]) -> None:
    other = document()
    other["services"], other["places"], other["commune"]["telephone"] = [], [], None
    there = Turn("", "passeport", "price", (), {}, {}, other, turn().now, "web", "fr", "")
    assert "081 00" not in cards.answer(there).text
    assert "081 00" in cards.answer(turn("", "passeport", facet="price")).text


def test_a_commune_that_entered_nothing_still_says_where_to_ask() -> None:
    empty = document()
    empty["services"], empty["places"] = [], []
    assert where_to_ask(empty) == (
        "Demandez-le à la commune (081 00 00 00).",
        [{"title": "081 00 00 00", "url": "tel:+3281000000"}],
    )
    empty["commune"]["telephone"] = None
    assert "https://www.val-de-brume.example" in where_to_ask(empty)[0]
    empty["commune"]["website"] = None
    assert where_to_ask(empty) == ("Demandez-le à la maison communale.", [])


def test_prices() -> None:
    assert [prices.amount_label(a, "EUR") for a in ("25.50", "5.00", "0", "1250", None, "cher")] == [
        "25,50 €",
        "5 €",
        "gratuit",
        "1250 €",
        None,
        None,
    ]
    snapshot = document()
    assert prices.price_rows(snapshot, "salle", date(2026, 11, 23)) == []
    assert prices.price_rows(snapshot, "carte_identite", date(2025, 1, 1)) == []


def test_the_agenda_knows_whole_days() -> None:
    event = {"uid": "1", "summary": "Fête", "start": "2026-12-05", "end": "2026-12-07", "location": None, "url": None}
    snapshot = {**document(), "agenda": [event]}
    assert agenda.events_between(snapshot, date(2026, 12, 6), date(2026, 12, 6)) == [event]
    assert agenda.events_between(snapshot, date(2026, 12, 7), date(2026, 12, 7)) == []
    assert agenda.event_line(event, date(2026, 11, 23)) == "Samedi 5 décembre : Fête"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ça sent le gaz dans la cuisine", "gas"),
        ("ma maison brûle", "fire"),
        ("il y a le feu", "fire"),
        ("mon bébé a avalé une pile", "poison"),
        ("j'ai envie de mourir", "suicide"),
        ("mon mari me bat", "violence"),
        ("mon fils a disparu", "child_missing"),
        ("mon voisin frappe son enfant", "child"),
        ("on cambriole chez moi", "police"),
        ("il est inconscient", "injury"),
        ("au secours", None),
    ],
)
def test_signs_of_danger(turn: Build, text: str, kind: str | None) -> None:
    assert danger.kind_of(turn(text, "urgence")) == kind


def test_every_danger_gives_112_or_101_first_among_its_numbers() -> None:
    for kind, known in danger.DANGERS.items():
        dialled = [number for _, number in known.numbers]
        assert {"112", "101"} & set(dialled), kind
        assert all(shown in known.text for shown, _ in known.numbers), kind


def test_the_emergency_note_of_the_commune(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["commune"]["emergency_note"] = "Les sirènes sont testées le premier jeudi du mois."
    on_the_road = {"entity": "danger", "value": "road", "text": "", "start": 0, "end": 0}
    assert "du mois." in danger.answer(replace(turn("", "urgence"), entities=(on_the_road,))).text


def test_clarify_keeps_what_was_said(turn: Build) -> None:
    asked = turn(
        "les sacs bleus rue de la Station demain",
        "nlu_clarify",
        street="rue de la Station",
        fraction="pmc",
        candidates=[("collecte_dechets", 0.3)],
    )
    payload = clarify.clarify_answer(asked).choices[0]["payload"]
    entities = {e["entity"]: e["value"] for e in understood_from_payload(payload)["entities"]}
    assert entities["street"] == "rue de la Station"
    assert entities["date"]["label"] == "mardi 24 novembre"


def test_an_object_that_only_its_provider_knows(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["objects"].append(
        {"id": "fusee", "name": "fusée de détresse", "synonyms": [], "fraction": None, "place_kinds": [], "note": None}
    )
    assert "Intercommunale de Brume" in where_to_throw.answers(turn("", "ou_jeter", object="fusee"))[0].text
    snapshot["waste"]["provider"] = None
    assert "Accueil" in where_to_throw.answers(turn("", "ou_jeter", object="fusee"))[0].text


def test_a_report_without_reference_is_not_called_sent() -> None:
    saved = json.loads((CASES / "report.json").read_text(encoding="utf-8"))
    tracker = next(c["tracker"] for c in saved if c["name"] == "sent")
    tracker["latest_message"]["metadata"]["reference"] = ""
    from tests.actions.conftest import play

    with pytest.raises(ValueError, match="reference"):
        play("action_report_submit", tracker)


def test_report_effect_has_every_field_of_the_contract() -> None:
    where = {"text": "rue du Moulin", "latitude": None, "longitude": None}
    slots = {"report_what": "un trou", "report_where": where, "report_photo": "none", "report_contact": "none"}
    given_effect = report_effect("K7F-4QM", slots)
    assert given_effect == {
        "reference": "K7F-4QM",
        "what": "un trou",
        "where": "rue du Moulin",
        "location": None,
        "photo": None,
        "contact": None,
    }


@pytest.mark.parametrize(
    "text",
    [
        "laisse tomber",
        "Laissez tomber svp",
        "annulez",
        "stop",
        "non laisse tomber",
        "tant pis",
        "finalement non",
        "oubliez",
    ],
)
def test_cancellations(turn: Build, text: str) -> None:
    assert report_reading.cancels(turn(text, "nlu_fallback"))


@pytest.mark.parametrize(
    "text", ["un panneau stop est tombé", "le feu ne s'arrête pas au rouge", "non", "rue du Moulin"]
)
def test_not_cancellations(turn: Build, text: str) -> None:
    assert not report_reading.cancels(turn(text, "nlu_fallback"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mon mail c'est ana.b+x@sub.example.org merci", "ana.b+x@sub.example.org"),
        ("0475 12 34 56", "0475 12 34 56"),
        ("+32 475 12 34 56", "+32 475 12 34 56"),
        ("appelez le 112", None),
        ("ana@", None),
        ("@@@", None),
    ],
)
def test_contacts(text: str, found: str | None) -> None:
    assert report_reading.email_or_phone(text) == found


@given(text=st.text(max_size=1000))
def test_reading_a_report_never_fails(text: str) -> None:
    read = Turn(text, "signalement", None, (), {}, {}, document(), None, "web", "fr", "")  # type: ignore[arg-type]
    what, where = report_reading.what_in_first(read), report_reading.where_in(read)
    assert what is None or len(what) <= report_reading.LONGEST_WHAT
    assert where is None or len(where["text"]) <= report_reading.LONGEST_WHERE
    report_reading.interrupts(read, "report_photo")
    report_reading.email_or_phone(text)


def test_links() -> None:
    assert telephone_link("+32 81 00 00 68") == {"title": "081 00 00 68", "url": "tel:+3281000068"}
    assert telephone_link("0800 32 123")["url"] == "tel:080032123"
    assert telephone_link("112")["url"] == "tel:112"
    assert spoken("0032 475 12 34 56") == "0475 12 34 56"
    assert email_link("a b@x.be")["url"] == "mailto:a%20b@x.be"
    assert (
        map_url({"latitude": 0.0, "longitude": 0.0})
        == "https://www.openstreetmap.org/?mlat=0.0&mlon=0.0#map=18/0.0/0.0"
    )
    assert map_url({"latitude": None, "longitude": 5.0}) is None


def test_titles_of_look_alikes_stay_apart() -> None:
    assert short("Service Population") == "Population"
    assert titles(["École communale de Brumagne", "École communale de Sart-Brume"]) == ["Brumagne", "Sart-Brume"]
    assert titles(["Bulles à verre de la gare", "Bulles à verre de Rivelette"]) == ["La gare", "Rivelette"]
    assert titles(["Accueil", "Centre public d’action sociale"]) == ["Accueil", "Centre public…"]


def test_a_role_is_also_looked_for_among_places() -> None:
    snapshot = document()
    assert [t.record["id"] for t in find(snapshot, "place", "population")] == ["population"]
    assert [t.kind for t in find(snapshot, "service", "recyparc")] == ["place"]
    assert find(snapshot, "place", "musee") == []


def test_menu_offers_all_themes_within_the_limit(turn: Build) -> None:
    answer = menu.menu_answer(turn("", "menu"))
    assert len(answer.choices) <= MOST_CHOICES
    assert Answer("x").remember == {}


def test_french() -> None:
    names = (
        "Recyparc de Brumagne",
        "École communale",
        "Bibliothèque",
        "Hall sportif",
        "Services techniques",
        "Les Tilleuls",
    )
    assert [with_article(n) for n in names] == [
        "le Recyparc de Brumagne",
        "l’École communale",
        "la Bibliothèque",
        "le Hall sportif",
        "les Services techniques",
        "les Tilleuls",
    ]
    assert [a_(with_article(n)) for n in names[:5]] == [
        "au Recyparc de Brumagne",
        "à l’École communale",
        "à la Bibliothèque",
        "au Hall sportif",
        "aux Services techniques",
    ]
    assert [of(with_article(n)) for n in names] == [
        "du Recyparc de Brumagne",
        "de l’École communale",
        "de la Bibliothèque",
        "du Hall sportif",
        "des Services techniques",
        "des Tilleuls",
    ]
    assert [agreed(n, "ouvert") for n in names] == ["ouvert", "ouverte", "ouverte", "ouvert", "ouverts", "ouverts"]
    assert (de("Andenne"), de("Namur"), listed(["a", "b", "c"])) == ("d’Andenne", "de Namur", "a, b et c")
    assert range_label(date(2026, 12, 28), date(2027, 1, 3)) == "du lundi 28 décembre au dimanche 3 janvier"


@given(text=st.text(max_size=200))
def test_typography_is_stable_and_keeps_the_words(text: str) -> None:
    once = typography(text)
    assert typography(once) == once


def test_typography_leaves_addresses_alone() -> None:
    assert typography("Voyez https://x.be/a?b=1;c : d'accord !") == "Voyez https://x.be/a?b=1;c\u202f: d’accord\u202f!"
