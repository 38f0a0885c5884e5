"""Messages as requests of the Send API: within Meta's limits, whatever the brain says."""

from typing import Any
from uuid import uuid4

import pytest
from guichet.conversations.models import Message
from guichet.messenger.payloads import INVITATION, bodies, numbered, shortened, split, text_of
from hypothesis import given
from hypothesis import strategies as st

import graph as strict


def message(text: str = "Ouvert.", *, titles: list[str] | None = None, links: Any = ()) -> Message:
    choices = [{"title": title, "payload": f"/c{number}"} for number, title in enumerate(titles or [])]
    return Message(id=uuid4(), text=text, choices=choices, links=list(links))


def link(title: str = "Plan", url: str = "https://maps.example/a") -> dict[str, str]:
    return {"title": title, "url": url}


def test_a_short_text_is_one_request() -> None:
    one = message("Ouvert.")
    assert bodies(one, "2002") == [
        {"recipient": {"id": "2002"}, "message": {"text": "Ouvert.", "metadata": f"{one.id}:0"}}
    ]


def test_a_text_is_split_on_paragraphs_then_sentences() -> None:
    text = "\n\n".join(f"Paragraphe {number}. " + "mot " * 150 for number in range(8)).strip()
    parts = split(text)
    assert all(len(part) <= 2000 for part in parts)
    assert all(part.startswith("Paragraphe") for part in parts)
    sentences = " ".join(f"Voici la phrase numéro {number}." for number in range(200))
    assert all(part.endswith(".") for part in split(sentences))


def test_a_text_is_not_cut_inside_a_quotation_or_an_hour() -> None:
    quoted = " ".join("Dites «\u202foui, je le veux\u202f!\u202f»" for _ in range(120))
    assert all(part.endswith("»") and part.startswith("Dites") for part in split(quoted))
    hours = " ".join("de 9\u202fh à 12\u202fh" for _ in range(300))
    assert all(part.endswith(("de", "h", "à")) for part in split(hours))


@given(st.text(max_size=9000))
def test_splitting_loses_nothing_but_space(text: str) -> None:
    parts = split(text)
    assert all(0 < len(part) <= 2000 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Adresse", "Adresse"),
        ("Exactement vingt car", "Exactement vingt car"),
        ("Perte de la carte d’identité", "Perte de la carte…"),
        ("Anticonstitutionnellement", "Anticonstitutionnel…"),
        ("Bibliothèque, horaires d’été", "Bibliothèque…"),
        ("Maison communale de X", "Maison communale de…"),
    ],
)
def test_titles_of_twenty_characters(title: str, shown: str) -> None:
    assert shortened(title) == shown
    assert len(shown) <= 20


def test_choices_are_quick_replies_of_the_last_part() -> None:
    first, last = bodies(message("a" * 2500, titles=["Oui", "Non"]), "2002")
    assert "quick_replies" not in first["message"]
    assert last["message"]["quick_replies"] == [
        {"content_type": "text", "title": "Oui", "payload": "/c0"},
        {"content_type": "text", "title": "Non", "payload": "/c1"},
    ]


@pytest.mark.parametrize(
    "titles",
    [
        [f"Choix {number}" for number in range(14)],
        ["Rue de la Station à Brumagne", "Rue de la Station à Vieux-Ville"],
        ["Un titre qui ne dirait plus rien du tout s’il était coupé à vingt"],
    ],
)
def test_a_list_that_does_not_fit_is_numbered_text(titles: list[str]) -> None:
    [body] = bodies(message("Laquelle ?", titles=titles), "2002")
    assert "quick_replies" not in body["message"]
    assert f"{len(titles)}. {titles[-1]}" in body["message"]["text"]
    assert body["message"]["text"].endswith(INVITATION)


def test_titles_alike_but_the_same_fit() -> None:
    assert not numbered([{"title": "Oui", "payload": "/a"}, {"title": "Non", "payload": "/b"}])


def test_up_to_three_links_are_buttons() -> None:
    links = [link("Voir sur la carte"), link("Appeler", "tel:+3281123456"), link("Prendre rendez-vous en ligne")]
    [body] = bodies(message("Ouvert.", links=links, titles=["Adresse"]), "2002")
    payload = body["message"]["attachment"]["payload"]
    assert (payload["template_type"], payload["text"]) == ("button", "Ouvert.")
    assert payload["buttons"] == [
        {"type": "web_url", "title": "Voir sur la carte", "url": "https://maps.example/a"},
        {"type": "phone_number", "title": "Appeler", "payload": "+3281123456"},
        {"type": "web_url", "title": "Prendre rendez-vous…", "url": "https://maps.example/a"},
    ]
    assert body["message"]["quick_replies"][0]["title"] == "Adresse"
    assert text_of(body) == "Ouvert."


def test_four_to_ten_pages_are_a_carousel() -> None:
    links = [
        link("Actualité " + "x" * 90 + str(number), f"https://www.commune.example/{number}") for number in range(10)
    ]
    text, carousel = bodies(message("Les nouvelles :", links=links, titles=["Menu"]), "2002")
    assert text["message"]["text"] == "Les nouvelles :"
    elements = carousel["message"]["attachment"]["payload"]["elements"]
    assert len(elements) == 10
    assert all(len(element["title"]) <= 80 for element in elements)
    assert elements[0]["subtitle"] == "commune.example"
    assert carousel["message"]["quick_replies"][0]["title"] == "Menu"


@pytest.mark.parametrize(
    ("text", "links", "written"),
    [
        ("Ouvert.", [link("Courriel", "mailto:a@b.example")], "Courriel\u202f: a@b.example"),
        ("Ouvert.", [link("Appeler", "tel:112")], "Appeler\u202f: 112"),
        ("a" * 641, [link()], "Plan\u202f: https://maps.example/a"),
        (
            "Ouvert.",
            [link(url=f"https://x.example/{number}") for number in range(11)],
            "Plan\u202f: https://x.example/10",
        ),
    ],
)
def test_links_that_no_template_holds_are_written_out(text: str, links: Any, written: str) -> None:
    [body] = bodies(message(text, links=links), "2002")
    assert written in body["message"]["text"]


TITLES = st.text(min_size=1, max_size=80).filter(lambda title: title.strip() != "")
LINKS = st.fixed_dictionaries(
    {
        "title": TITLES,
        "url": st.sampled_from(
            ["https://a.example/x", "tel:+3281123456", "tel:112", "mailto:a@b.example", "http://b.example"]
        ),
    }
)


@given(st.text(max_size=6000), st.lists(TITLES, max_size=15), st.lists(LINKS, max_size=12))
def test_whatever_is_said_meta_takes_it(text: str, titles: list[str], links: list[dict[str, str]]) -> None:
    for body in bodies(message(text, titles=titles, links=links), "2002"):
        strict._check_message(body["message"])


@given(st.text(max_size=4000), st.lists(TITLES, max_size=13))
def test_the_same_message_gives_the_same_requests(text: str, titles: list[str]) -> None:
    one = message(text, titles=titles)
    assert bodies(one, "2002") == bodies(one, "2002")
