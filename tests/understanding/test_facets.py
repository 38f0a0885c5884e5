"""Which side of a topic is asked."""

from __future__ import annotations

import pytest

from brain.nlu import facets
from brain.nlu.words import Reader

READER = Reader({})

ASKED = {
    "price": [
        "c'est combien ?",
        "cb sa coute",
        "quel est le prix d'un passeport",
        "c'est gratuit ?",
        "on doit payer ?",
        "tarif de la salle",
        "ça coûte cher ?",
    ],
    "documents": [
        "quels documents dois-je apporter ?",
        "il faut quoi comme papiers",
        "je dois prendre quoi avec moi",
        "quelles pièces justificatives",
        "faut-il une photo d'identité",
    ],
    "delay": [
        "ça prend combien de temps ?",
        "quel est le délai",
        "en combien de jours est-ce prêt",
        "c'est long ?",
        "quand sera-t-il prêt",
    ],
    "where": [
        "c'est où ?",
        "où dois-je aller",
        "à quel guichet",
        "dans quel bureau",
        "où se trouve la piscine",
        "leur adresse ?",
    ],
    "who": [
        "et leur numéro ?",
        "qui puis-je contacter",
        "quel service s'occupe de ça",
        "leur adresse mail",
        "à qui m'adresser",
    ],
    "online": [
        "je peux le faire en ligne ?",
        "par internet ?",
        "avec itsme",
        "sans me déplacer",
        "y a-t-il un formulaire électronique",
    ],
    "conditions": [
        "quelles sont les conditions",
        "ai-je droit à quelque chose",
        "à partir de quel âge",
        "c'est obligatoire ?",
        "qui peut en bénéficier",
    ],
    "hours": [
        "à quelle heure ça ferme",
        "quels sont les horaires",
        "c'est ouvert le samedi ?",
        "heures d'ouverture",
        "c ouvert kan",
    ],
}


@pytest.mark.parametrize(("facet", "text"), [(facet, text) for facet, texts in ASKED.items() for text in texts])
def test_finds_the_facet(facet: str, text: str) -> None:
    assert facets.find(READER.read(text))[0] == facet


@pytest.mark.parametrize(
    "text",
    [
        "carte d'identité",
        "j'ai perdu mon chat",
        "bonjour",
        "",
        "je déménage la semaine prochaine",
        "combien de sacs par an",
        "mon permis ou ma carte",
        "ouvrir un commerce",
        "un document d'identité",
    ],
)
def test_no_facet_without_a_question_on_it(text: str) -> None:
    assert facets.find(READER.read(text))[0] is None


def test_the_words_of_the_facet_are_covered() -> None:
    words = READER.read("et pour le passeport, c'est combien ?")
    assert {words[index].form for index in facets.find(words)[1]} >= {"c", "est", "combien"}


def test_in_a_story_the_last_facet_is_the_question() -> None:
    story = (
        "j'ai déjà demandé combien ça coûte à ma voisine et elle n'en savait rien, puis il a plu toute la semaine et je n'ai pas "
        "pu aller plus loin avec mes enfants ; dites-moi plutôt quels papiers il faut"
    )
    assert facets.find(READER.read(story))[0] == "documents"
    assert facets.find(READER.read("je n'ai pas pu sortir de chez moi"))[0] is None


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("kids id : documents + prix ?", ("documents", "price")),
        ("passeport prix délai documents", ("price", "delay", "documents")),
        ("leur adresse et leurs heures ?", ("where", "hours")),
        ("passeport prix, temps, quoi apporter", ("price", "delay", "documents")),
        ("heures et adresse de la bibliothèque et son numéro", ("hours", "where", "who")),
        ("c'est ouvert jusqu'à quand", ()),
        ("le prix du passeport et le délai", ()),
        ("c'est combien le prix ?", ()),
        ("quels documents faut-il apporter", ()),
        ("", ()),
    ],
)
def test_the_facets_asked_in_one_breath(text: str, listed: tuple[str, ...]) -> None:
    assert facets.find(READER.read(text)).listed == listed


def test_every_facet_of_the_contract_is_known() -> None:
    assert set(facets.FACETS) == set(ASKED)
