"""The first sentence is what was asked, nothing is said twice, and a button leads to an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from actions import (
    address,
    appointment,
    cards,
    clarify,
    contact,
    danger,
    hours,
    news,
    smalltalk,
    waste,
    where_to_throw,
)
from actions.directory import Target, cut
from actions.opening import Timetable
from actions.turn import Turn
from brain.nlu.dates import BRUSSELS
from brain.turn import understood_from_payload

Build = Callable[..., Turn]
NOTE = "Pour un arbre tombé sur la route : 081 00 00 99."
MOST_BUTTONS = 7


def titles(answer: Any) -> list[str]:
    return [choice["title"] for choice in answer.choices]


def test_the_mayor_without_a_name(turn: Build) -> None:
    lines = cards.answer(turn("qui est le bourgmestre", "bourgmestre")).text.split("\n")
    assert lines[0] == "Je n’ai pas le nom de votre bourgmestre : demandez-le à l’Accueil (081 00 00 00)."
    assert lines[1] == "Votre bourgmestre reçoit sur rendez-vous, par courriel."
    assert lines[-1] == "Compétences : police, sécurité, état civil."


def test_the_mayor_with_a_name(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["people"][0]["name"] = "Camille Exemple"
    text = cards.answer(turn("qui est le bourgmestre", "bourgmestre")).text
    assert text.startswith("Bourgmestre de Val-de-Brume : Camille Exemple.")
    assert text.count("Camille") == 1


def test_meeting_the_mayor_comes_first_when_it_is_what_is_asked(turn: Build) -> None:
    text = cards.answer(turn("je voudrais un rdv avec le bourgmestre", "bourgmestre")).text
    assert text.startswith("Votre bourgmestre reçoit sur rendez-vous")


def aldermen(snapshot: dict[str, Any]) -> None:
    snapshot["cards"]["echevins"] = {**snapshot["cards"]["bourgmestre"], "topic": "echevins", "short_title": "Échevins"}
    rows = (("Première échevine", "Finances et emploi."), ("Deuxième échevin", "Travaux et voiries."))
    snapshot["people"] = [
        {"role": "echevin", "title": t, "name": None, "duties": d, "email": None, "telephone": None}
        | {"appointment": "Sur rendez-vous, à l’accueil."}
        for t, d in rows
    ]


def test_aldermen_have_a_row_each_and_share_one_way_to_meet(turn: Build, snapshot: dict[str, Any]) -> None:
    aldermen(snapshot)
    text = cards.answer(turn("qui sont les échevins", "echevins")).text
    assert text.split("\n") == [
        "Je n’ai pas les noms ici : demandez-les à l’Accueil (081 00 00 00).",
        "Qui s’occupe de quoi :",
        "• Première échevine : finances et emploi",
        "• Deuxième échevin : travaux et voiries",
        "Pour une rencontre : sur rendez-vous, à l’accueil.",
    ]


def test_the_alderman_of_what_is_named(turn: Build, snapshot: dict[str, Any]) -> None:
    aldermen(snapshot)
    text = cards.answer(turn("qui est l'échevin des travaux", "echevins")).text
    assert text.startswith("Deuxième échevin : travaux et voiries.")
    assert "Première" not in text


@pytest.mark.parametrize(("kind", "shown"), [("road", True), (None, False), ("fire", False), ("suicide", False)])
def test_the_note_of_the_commune_only_when_the_danger_is_on_the_road(
    turn: Build, snapshot: dict[str, Any], kind: str | None, shown: bool
) -> None:
    snapshot["commune"]["emergency_note"] = NOTE
    given = turn("au secours", "urgence")
    if kind:
        entity = {"entity": "danger", "value": kind, "text": "", "start": 0, "end": 0}
        given = Turn(**{**vars(given), "entities": (entity,)})
    assert (NOTE in danger.answer(given).text) is shown


def test_no_button_of_a_card_leads_to_what_nobody_entered(turn: Build, snapshot: dict[str, Any]) -> None:
    for topic, card in snapshot["cards"].items():
        shown = cards.answer(turn("", topic))
        assert len(shown.choices) <= MOST_BUTTONS
        for choice in shown.choices:
            understood = understood_from_payload(choice["payload"])
            if understood["facet"]:
                text = cards.facet_answer(turn("", topic), topic, card, understood["facet"]).text
                assert "encod" not in text or "demandez-le" in text, (topic, choice["title"])
                assert not text.startswith("Je n’ai pas"), (topic, choice["title"])


def test_the_link_of_a_card_is_not_a_button_too(turn: Build, snapshot: dict[str, Any]) -> None:
    topic, card = next((t, c) for t, c in snapshot["cards"].items() if c.get("online"))
    shown = cards.answer(turn("", topic))
    assert card["online"]["url"] in [link["url"] for link in shown.links]
    assert "En ligne" not in titles(shown)


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("Demander un acte", "Oui, en ligne : Demander un acte, "),
        ("Le passeport (SPF)", "En ligne : Le passeport (SPF), "),
        ("Formulaire de volontés", "En ligne : Formulaire de volontés, "),
        ("Prendre rendez-vous", "Le rendez-vous se prend en ligne : "),
    ],
)
def test_only_a_procedure_is_a_yes(turn: Build, snapshot: dict[str, Any], title: str, lead: str) -> None:
    snapshot["cards"]["passeport"]["online"] = {"title": title, "url": "https://x.example"}
    assert cards.answer(turn("en ligne ?", "passeport", facet="online")).text == f"{lead}https://x.example"


@pytest.mark.parametrize(
    ("cost", "asks"),
    [("Gratuit.", False), ("25 € par an.", False), ("Gratuit en ligne ; au guichet, fixé par la commune.", True)],
)
def test_a_price_that_is_said_is_not_said_to_be_missing(
    turn: Build, snapshot: dict[str, Any], cost: str, asks: bool
) -> None:
    snapshot["cards"]["pension"].update(cost=cost, local_fields=["cost"])
    text = cards.answer(turn("", "pension", facet="price")).text
    assert text.startswith(cost)
    assert ("n’est pas encodé" in text) is asks


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("Au service Population.", "Au service Population. Maison communale : Place du Brouillard 1, 5999 Brumagne."),
        ("À la Maison communale.", "À la Maison communale. Adresse : Place du Brouillard 1, 5999 Brumagne."),
        ("À la Maison communale, Place du Brouillard 1.", "À la Maison communale, Place du Brouillard 1."),
        ("Au greffe de la justice de paix.", "Au greffe de la justice de paix."),
        ("Au centre d’examen, pas à la commune.", "Au centre d’examen, pas à la commune."),
    ],
)
def test_the_address_of_a_counter_only_where_one_is_sent_to_it(
    turn: Build, snapshot: dict[str, Any], where: str, said: str
) -> None:
    snapshot["cards"]["passeport"]["where"] = where
    assert cards.answer(turn("où", "passeport", facet="where")).text == said


def test_the_address_of_a_topics_own_place_comes_first(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["cards"]["recyparc"] = {**snapshot["cards"]["pension"], "where": "Au recyparc de votre intercommunale."}
    text = cards.answer(turn("où", "recyparc", facet="where")).text
    assert text == "Recyparc de Brumagne : Rue du Four 12, 5999 Brumagne. Au recyparc de votre intercommunale."


def test_the_urgent_price_of_another_document_is_no_answer(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["cards"]["document_urgent"] = {**snapshot["cards"]["passeport"], "topic": "document_urgent"}
    snapshot["prices"].append(
        {"topic": "document_urgent", "label": "Carte en urgence", "amount": "148", "currency": "EUR", "note": None}
    )
    text = cards.answer(turn("un passeport en urgence c'est combien", "document_urgent", facet="price")).text
    assert text.startswith("Je n’ai pas le prix en urgence pour « passeport »")
    assert cards.answer(turn("combien", "document_urgent", facet="price")).text == "Carte en urgence : 148 €."


def test_means_of_payment_are_said_once(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["cards"]["paiement"] = {**snapshot["cards"]["pension"], "answer": "Vous payez en espèces."}
    assert (
        cards.answer(turn("", "paiement")).text == "À Val-de-Brume, vous payez au guichet en espèces ou par Bancontact."
    )


def test_the_hours_asked_of_a_named_place_are_its_own(turn: Build) -> None:
    answer = cards.answer(turn("", "salle", facet="hours", place="recyparc"))
    assert "Recyparc de Brumagne" in answer.text


def test_the_note_stands_for_hours_that_nobody_entered(turn: Build, snapshot: dict[str, Any]) -> None:
    pool = next(p for p in snapshot["places"] if p["id"] == "piscine")
    pool["hours_note"] = "Ouverte selon les réservations."
    text = hours.answers(turn("", place="piscine"))[0].text
    assert text.endswith("de la Piscine des Brumes. Ouverte selon les réservations. Téléphone : 081 00 00 30.")


def test_two_places_of_a_kind_are_compared_on_the_day_asked(turn: Build, snapshot: dict[str, Any]) -> None:
    other = {
        **next(p for p in snapshot["places"] if p["id"] == "bibliotheque-brumagne"),
        "id": "b2",
        "name": "Bibliothèque du Sart",
    }
    snapshot["places"].append({**other, "opening_hours": "Su 10:00-12:00"})
    answer = hours.answers(turn("la bibliothèque est ouverte dimanche ?", place="bibliotheque"))[0]
    assert answer.text.split("\n") == [
        "Dimanche 29 novembre :",
        "• Bibliothèque du Grand Pré : fermée",
        "• Bibliothèque du Sart : de 10 h à 12 h",
        "De quel lieu parlez-vous ?",
    ]


def test_you_is_the_town_hall(turn: Build) -> None:
    answer = hours.answers(turn("vous êtes ouverts samedi ?"))[0]
    assert answer.text.startswith("Samedi 28 novembre, la Maison communale est fermée.")
    assert titles(answer)[:2] == ["Accueil", "Population"]
    assert "Recyparc" in titles(answer)
    assert len(answer.choices) <= MOST_BUTTONS


def test_once_a_month_is_not_every_week(snapshot: dict[str, Any]) -> None:
    place = {**snapshot["places"][0], "opening_hours": "Mo-Fr 09:00-12:00; Sa[1] 09:00-11:30"}
    table = Timetable(snapshot, Target("place", place, place))
    for day in (date(2026, 11, 23), date(2026, 12, 1)):
        rows = dict(table.usual_week(day))
        assert rows["Lundi à vendredi"] == "de 9 h à 12 h"
        assert rows["Samedi"] == "fermé, mais de 9 h à 11 h 30 le samedi 5 décembre"


def test_a_season_is_not_an_exception(snapshot: dict[str, Any]) -> None:
    place = {**snapshot["places"][0], "opening_hours": "Mo-Su 09:00-17:00; Jun-Aug Mo-Su 10:00-18:00"}
    table = Timetable(snapshot, Target("place", place, place))
    assert table.usual_week(date(2026, 5, 20)) == [("Tous les jours", "de 9 h à 17 h")]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("le mail du service population", "Courriel du Service Population : "),
        ("numéro", "Téléphone du Service Population : "),
    ],
)
def test_the_contact_asked_comes_first(turn: Build, text: str, first: str) -> None:
    assert contact.answer(turn(text, "contact_service", service="population")).text.startswith(first)


def test_a_closed_service_says_when_to_call(turn: Build) -> None:
    sunday = datetime(2026, 11, 22, 10, 0, tzinfo=BRUSSELS)
    text = contact.answer(turn("numéro", "contact_service", service="population", now=sunday)).text
    assert "C’est fermé en ce moment. Prochaine ouverture : demain, lundi 23 novembre" in text


def test_an_appointment_is_made_or_cancelled_in_the_first_sentence(turn: Build) -> None:
    made = appointment.answer(turn("un rendez-vous pour changer d'adresse", "rendez_vous", service="population")).text
    assert made.startswith("Prenez rendez-vous avec le Service Population en ligne (https://")
    cancelled = appointment.answer(turn("annuler mon rendez-vous", "rendez_vous", service="population")).text
    assert cancelled.startswith("Annulez ou déplacez votre rendez-vous avec le Service Population")
    assert cancelled.count(".") < made.count(".")


def test_a_kind_of_place_that_the_commune_does_not_have(turn: Build) -> None:
    text = "Je ne connais pas de musée à Val-de-Brume. Posez la question à l’Accueil (081 00 00 00)."
    assert address.answer(turn("", "adresse", place="musee")).text == text


def test_links_are_cut_after_a_word(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["news"] = [{"title": "Travaux au pont de la Brume : le quai en sens unique", "url": "https://x.example"}]
    assert news.answer(turn("", "actualites")).links[0]["title"] == "Travaux au pont de la Brume : le quai…"
    assert cut("Centre public d’action sociale", 20) == "Centre public…"
    assert cut("Anticonstitutionnellement", 20) == "Anticonstitutionnel…"


def test_a_street_that_is_not_known_is_not_asked_for_again(turn: Build) -> None:
    assert waste.answer(turn("collecte rue machin", "collecte_dechets")).text.startswith(
        "Je ne trouve pas « rue machin »"
    )
    assert waste.answer(turn("les poubelles dans ma rue svp", "collecte_dechets")).text.startswith("Dans quelle rue")


def test_christmas_trees_are_not_a_date(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["waste"]["fractions"].append({"id": "sapins", "name": "Sapins de Noël", "aliases": [], "container": None})
    asked = turn("quand sortir les sapins de noël", "collecte_dechets", street="Rue de la Station")
    assert asked.entity("date")
    assert "25 décembre" not in waste.answer(asked).text


def test_what_the_commune_knows_is_never_out_of_scope(turn: Build) -> None:
    meant, answers = smalltalk.within_scope(turn("matelas", "hors_sujet", object="matelas")) or (None, [])
    assert meant
    assert meant.topic == "ou_jeter"
    assert answers[0].text.startswith("Matelas")
    assert smalltalk.within_scope(turn("agenda", "hors_sujet"))
    assert smalltalk.within_scope(turn("heures du recyparc", "hors_sujet", facet="hours", place="recyparc"))
    assert smalltalk.within_scope(turn("qui a gagné le match", "hors_sujet")) is None


def test_a_title_typed_is_not_asked_again(turn: Build) -> None:
    candidates = [("carte_identite", 0.4), ("passeport", 0.3)]
    assert clarify.by_title(turn("Passeport ?", "nlu_clarify", candidates=candidates)) == "passeport"
    assert clarify.by_title(turn("un passeport perdu", "nlu_clarify", candidates=candidates)) is None


def test_an_object_alone_may_be_one_to_throw(turn: Build) -> None:
    candidates = [("passeport", 0.3), ("pension", 0.2)]
    shown = clarify.clarify_answer(turn("matelas", "nlu_clarify", candidates=candidates, object="matelas"))
    assert titles(shown) == ["Où le jeter ?", "Passeport", "Pension", "Autre chose"]


def test_the_beginning_of_a_long_name_names_the_object(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["objects"].append(
        {
            "id": "gaz",
            "name": "bouteille de gaz rechargeable",
            "synonyms": [],
            "fraction": None,
            "place_kinds": [],
            "note": "Au vendeur.",
        }
    )
    found = where_to_throw.by_text(turn("où jeter une bouteille de gaz", "ou_jeter"))
    assert [item["id"] for item in found] == ["gaz"]


def test_the_evening_is_greeted_as_such(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["texts"]["greeting"] = "Bonjour et bienvenue !"
    assert smalltalk.SAID["bonjour"](turn("bonsoir", "bonjour")).text == "Bonsoir et bienvenue !"
    assert smalltalk.SAID["bonjour"](turn("salut", "bonjour")).text == "Bonjour et bienvenue !"
