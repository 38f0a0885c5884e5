import pytest

from brain.choices import chosen

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
        ("perdue", "/carte_identite_perte"),
        ("autre chose", "/autre_chose"),
    ],
)
def test_a_typed_reply_names_a_choice(typed: str, payload: str) -> None:
    assert chosen(typed, CHOICES) == payload


@pytest.mark.parametrize(
    "typed", ["4", "0", "carte", "j'ai perdu mon chien", "", "12", "le recyparc est ouvert demain ?"]
)
def test_what_names_none_or_several_is_not_a_choice(typed: str) -> None:
    assert chosen(typed, CHOICES) is None


def test_a_number_is_not_a_choice_where_it_may_be_an_answer() -> None:
    assert chosen("2", CHOICES, numbers=False) is None
