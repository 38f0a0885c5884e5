"""kill -9 in mid-turn: nothing lost, nothing said twice."""

from __future__ import annotations

import threading
import time

import httpx
from fake_graph import FakeGraph
from guichet_processes import Citizen, Installation
from test_path import post_webhook, sent_to, wait_until

QUESTIONS = [
    "le recyparc est ouvert samedi ?",
    "quelle est l'adresse de la bibliothèque ?",
    "carte d'identité prix",
    "bonjour",
]


def answered_once(citizen: Citizen, message_id: str, seconds: float = 60) -> None:
    answers = [m for m in citizen.wait_for_answer(message_id, seconds=seconds) if m["author"] == "assistant"]
    time.sleep(0.3)
    again = [m for m in citizen.history() if m["in_reply_to"] == message_id and m["author"] == "assistant"]
    assert [m["id"] for m in again] == [m["id"] for m in answers]


def test_the_brain_is_killed_in_mid_turn(guichet: Installation) -> None:
    citizens = [Citizen(guichet.url) for _ in range(4)]
    sent: list[tuple[Citizen, str]] = []

    def talk(citizen: Citizen, number: int) -> None:
        for turn, question in enumerate(QUESTIONS):
            answer = citizen.send(question, key=f"brain-{number}-{turn}", wait=0)
            assert answer.status_code == 202, answer.text
            sent.append((citizen, answer.json()["message"]["id"]))

    threads = [threading.Thread(target=talk, args=(citizen, number)) for number, citizen in enumerate(citizens)]
    for thread in threads:
        thread.start()
    time.sleep(0.03)
    guichet.kill("brain")
    for thread in threads:
        thread.join()
    guichet.start_brain()
    assert len(sent) == len(citizens) * len(QUESTIONS)
    for citizen, message in sent:
        answered_once(citizen, message)
    for citizen in citizens:
        replies = [m["in_reply_to"] for m in citizen.history() if m["author"] == "assistant" and m["in_reply_to"]]
        asked = [m["id"] for m in citizen.history() if m["author"] == "citizen"]
        assert list(dict.fromkeys(replies)) == asked, "answers are not in the order of the questions"


def test_a_plain_sentence_within_five_seconds_and_the_answer_later(guichet: Installation) -> None:
    citizen = Citizen(guichet.url)
    guichet.kill("brain")
    asked = time.monotonic()
    message = citizen.send(QUESTIONS[0], key="away", wait=0).json()["message"]["id"]
    notices = citizen.wait_for_answer(message, seconds=8, notice=True)
    assert time.monotonic() - asked <= 5
    assert len(notices) == 1
    assert "bien gardé" in notices[0]["text"]
    guichet.start_brain()
    answered_once(citizen, message)
    answers = [m for m in citizen.history() if m["in_reply_to"] == message]
    assert "samedi 28 novembre" in answers[-1]["text"].lower()


def test_the_front_desk_is_killed_in_mid_turn(guichet: Installation, graph: FakeGraph) -> None:
    citizen = Citizen(guichet.url)
    stored: list[str] = []
    for turn, question in enumerate(QUESTIONS):
        answer = citizen.send(question, key=f"desk-{turn}", wait=0)
        assert answer.status_code == 202, answer.text
        stored.append(answer.json()["message"]["id"])
    for number in range(5):
        assert (
            post_webhook(guichet, QUESTIONS[number % 4], f"mid-desk-{number}", psid=f"900{number}").status_code == 200
        )
    guichet.kill("desk")
    guichet.start_desk()
    for message in stored:
        answered_once(citizen, message)
    wait_until(lambda: all(len(sent_to(graph, f"900{number}")) >= 2 for number in range(5)), seconds=60)
    time.sleep(2)
    for number in range(5):
        said = sent_to(graph, f"900{number}")
        assert len(said) == len(set(said)), "something was said twice"


def test_a_message_cut_off_by_the_kill_may_be_sent_again_with_its_key(guichet: Installation) -> None:
    citizen = Citizen(guichet.url)
    outcome: list[object] = []

    def send() -> None:
        try:
            outcome.append(citizen.send(QUESTIONS[0], key="cut-off", wait=20).status_code)
        except httpx.TransportError as error:
            outcome.append(error)

    thread = threading.Thread(target=send)
    thread.start()
    time.sleep(0.005)
    guichet.kill("desk")
    thread.join()
    guichet.start_desk()
    again = citizen.send(QUESTIONS[0], key="cut-off", wait=20)
    assert again.status_code == 200, again.text
    asked = [m for m in citizen.history() if m["author"] == "citizen"]
    assert len(asked) == 1
    answered_once(citizen, asked[0]["id"])
