import pytest

from brain.choices import a_yes_to_several, chosen

CHOICES = [
    {"title": "Carte perdue ou volée", "payload": "/carte_identite_perte"},
    {"title": "Carte d’identité", "payload": "/carte_identite"},
    {"title": "Autre chose", "payload": "/autre_chose"},
]


@pytest.mark.parametrize(
    ("typed", "payload"),
    [
        ("2", "/carte_identite"),
        ("la 1", "/carte_identite_perte"),
        ("le deuxième", "/carte_identite"),
        ("la troisième.", "/autre_chose"),
        ("carte d'identite", "/carte_identite"),
        ("CARTE D’IDENTITÉ", "/carte_identite"),
        ("le premier", "/carte_identite_perte"),
        ("la première svp", "/carte_identite_perte"),
        ("1er", "/carte_identite_perte"),
        ("le second", "/carte_identite"),
        ("la deuxième option", "/carte_identite"),
        ("je prends la 2 merci", "/carte_identite"),
        ("la dernière", "/carte_identite"),
        ("et perdue ?", "/carte_identite_perte"),
        ("non", "/autre_chose"),
        ("aucun des deux", "/autre_chose"),
        ("aucune idée", "/autre_chose"),
        ("je ne sais pas", "/autre_chose"),
        ("ni l’un ni l’autre", "/autre_chose"),
        ("non, rien de tout ça", "/autre_chose"),
        ("perdue", "/carte_identite_perte"),
        ("autre chose", "/autre_chose"),
    ],
)
def test_a_typed_reply_names_a_choice(typed: str, payload: str) -> None:
    assert chosen(typed, CHOICES) == payload


@pytest.mark.parametrize(
    "typed",
    [
        "4",
        "0",
        "oui",
        "combien",
        "non la carte de mon fils",
        "carte",
        "j'ai perdu mon chien",
        "",
        "12",
        "et le 2 ?",
        "le recyparc est ouvert demain ?",
    ],
)
def test_what_names_none_or_several_is_not_a_choice(typed: str) -> None:
    assert chosen(typed, CHOICES) is None


def test_a_number_is_not_a_choice_where_it_may_be_an_answer() -> None:
    assert chosen("2", CHOICES, numbers=False) is None


ONE = [{"title": "Oui", "payload": "/rue"}, {"title": "Une autre rue", "payload": "/autre_rue"}]


@pytest.mark.parametrize(("typed", "payload"), [("oui", "/rue"), ("oui c'est ça", "/rue"), ("non", "/autre_rue")])
def test_yes_and_no_to_one_proposal(typed: str, payload: str) -> None:
    assert chosen(typed, ONE) == payload


def test_yes_to_a_single_title() -> None:
    assert chosen("oui", CHOICES[1:]) == "/carte_identite"


def test_no_means_something_else_only_where_that_is_offered() -> None:
    assert chosen("non", [{"title": "Adresse", "payload": "/adresse"}, {"title": "Heures", "payload": "/h"}]) is None


def test_a_yes_does_not_say_which_of_several() -> None:
    assert a_yes_to_several("oui", CHOICES)
    assert a_yes_to_several("les deux", CHOICES)
    assert chosen("les deux", CHOICES) is None
    assert not a_yes_to_several("oui", CHOICES[1:])
    assert not a_yes_to_several("oui", ONE)
    assert not a_yes_to_several("la carte", CHOICES)
