"""Courtesy, who the assistant is, other languages, what is not the commune's business; yes and no."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import address, agenda, cards, contact, hours, news, where_to_throw
from actions.answer import Answer, say
from actions.directory import competent, contact_point, find, spoken, telephone_link
from actions.gestures import agreeing
from actions.local_facts import PEOPLE
from actions.menu import menu_answer, themes
from actions.person import request
from actions.personal_data import ERASE, erase
from actions.report.form import REPORT, forgotten
from actions.turn import Turn, choice
from brain.text import plain

EVENING = 18
_COSTS = re.compile(
    r"^(?:et )?(?:c'?\s?est|ca|cela|est[- ]ce(?: que)?)? ?(?:c'est )?(?:va )?(?:coute(?:r)? )?(?:tres |trop |pas )?cher\b[ ?!.]*$"
)
_THEIR_NAME = re.compile(
    r"\b(?:son|leurs?) noms?\b|\b(?:il|elle|ils|elles) s'appelle(?:nt)?\b|\bs'appelle(?:nt)?[ -](?:t-)?(?:il|elle)"
)
_VAGUE = re.compile(r"^(?:ok|okay|okey|oki|k|d'?accord|bien|bon|ah|entendu|compris|merci|[ ,.!])+$")
"""Said to have heard as much as to agree."""
LANGUAGES: Mapping[str, str] = {
    "nl": "Goedendag! Ik ben een automatische assistent en ik antwoord alleen in het Frans. "
    "Een medewerker van de gemeente kan u misschien in het Nederlands helpen: {contact}.",
    "de": "Guten Tag! Ich bin ein automatischer Assistent und antworte nur auf Französisch. Vielleicht kann Ihnen die Gemeinde auf Deutsch helfen: {contact}.",
    "en": "Hello! I am an automatic assistant and I only answer in French. Someone at the town hall may be able to help you in English: {contact}.",
}
PERSON_TITLE = {"nl": "Een medewerker", "de": "Mit jemandem reden", "en": "Talk to someone"}


def _bonjour(turn: Turn) -> Answer:
    hello = "Bonsoir" if turn.now.hour >= EVENING or plain(turn.text).startswith("bonsoir") else "Bonjour"
    greeting = (
        turn.snapshot["texts"].get("greeting")
        or f"{hello} ! Que puis-je faire pour vous {turn.snapshot['commune']['with_a']} ?"
    )
    if hello == "Bonsoir":
        greeting = re.sub(r"^Bonjour\b", hello, greeting)
    return Answer(greeting, themes(), remember=None)


def _au_revoir(turn: Turn) -> Answer:
    return Answer(
        "Au revoir, et bonne soirée !" if turn.now.hour >= EVENING else "Au revoir, et bonne journée !", remember=None
    )


def _merci(turn: Turn) -> Answer:
    return Answer("Avec plaisir ! Avez-vous une autre question ?", remember=None)


def _compliment(turn: Turn) -> Answer:
    return Answer("Merci, c’est gentil ! Je reste là si vous avez une autre question.", remember=None)


def _qui_es_tu(turn: Turn) -> Answer:
    text = (
        f"Je suis un assistant automatique, un programme, de la commune {turn.snapshot['commune']['with_de']} : pas une personne. "
        "Je réponds avec les informations de la commune, et je peux me tromper. Vous pouvez demander un agent à tout moment."
    )
    return Answer(
        text,
        [choice("Que savez-vous faire ?", "que_sais_tu_faire"), choice("Parler à quelqu’un", "parler_humain")],
        remember=None,
    )


def _insulte(turn: Turn) -> Answer:
    text = "Je suis désolé si je n’ai pas su vous aider. Dites-moi ce qui ne va pas, ou parlez à un agent."
    return Answer(text, [choice("Parler à quelqu’un", "parler_humain"), choice("Menu", "menu")], remember=None)


def _autre_langue(turn: Turn) -> Answer:
    """In the language of the message when it is Dutch, German or English; in all three when it is not known."""
    commune = turn.snapshot["commune"]
    number = spoken(commune.get("telephone") or "")
    contact = number or commune.get("email") or commune.get("website") or commune["name"]
    language = turn.entity("language") or turn.entity("lang")
    shown = [language] if language in LANGUAGES else list(LANGUAGES)
    text = "\n".join(LANGUAGES[each].format(contact=contact) for each in shown)
    return Answer(
        text,
        [choice(PERSON_TITLE[shown[0] if len(shown) == 1 else "en"], "parler_humain")],
        [telephone_link(number)] if number else [],
        remember=None,
        french=False,
    )


def _meteo(turn: Turn) -> Answer:
    text = "Je ne donne pas la météo : voyez l’Institut royal météorologique. Je peux vous aider pour la neige sur les routes ou une alerte."
    links = [{"title": "meteo.be", "url": "https://www.meteo.be/fr"}]
    choices = [
        choice(title, topic)
        for title, topic in (("Neige et verglas", "neige"), ("Alerte", "crise"))
        if topic in turn.snapshot["cards"]
    ]
    return Answer(text, choices, links, remember=None)


def _hors_sujet(turn: Turn) -> Answer:
    text = "Ce n’est pas une question pour la commune, et je préfère ne pas inventer de réponse. Je peux vous aider sur ceci :"
    return Answer(text, themes(), remember=None)


def within_scope(turn: Turn) -> tuple[Turn, list[Answer]] | None:
    """The turn under its real topic and its answers, when the message names what the commune knows: an object to throw, a place and
    what is asked of it, or a skill by its title; None else."""
    said = plain(turn.text).strip(" ?!.")
    if said in BY_TITLE:
        topic, skill = BY_TITLE[said]
    elif _COSTS.match(said) and turn.context.get("topic") in turn.snapshot["cards"]:
        topic = str(turn.context["topic"])
        asked = replace(turn, topic=topic, facet="price")
        return asked, [cards.answer(asked)]
    elif agenda.outright(turn) or said.startswith("agenda "):
        topic, skill = "agenda", agenda.answer
    elif turn.entity("object"):
        topic, skill = "ou_jeter", where_to_throw.answers
    elif turn.facet and turn.facet in OF_PLACE and (turn.entity("place") or turn.entity("service")):
        topic, skill = OF_PLACE[turn.facet]
    else:
        return None
    meant = replace(turn, topic=topic)
    given = skill(meant)
    return meant, given if isinstance(given, list) else [given]


def their_name(turn: Turn) -> tuple[Turn, list[Answer]] | None:
    """ "son nom ?", "comment elle s'appelle ?" after the mayor or a service was talked of: it is not the assistant's name; None else."""
    topic = str(turn.context.get("topic") or "")
    if not topic or not _THEIR_NAME.search(plain(turn.text)):
        return None
    if topic in PEOPLE and topic in turn.snapshot["cards"]:
        meant = replace(turn, topic=topic, facet=None)
        return meant, [cards.answer(meant)]
    place = turn.context.get("service") or turn.context.get("place")
    found = find(turn.snapshot, "service" if turn.context.get("service") else "place", str(place)) if place else []
    target = found[0] if len(found) == 1 else competent(turn.snapshot, topic)
    whom, links = contact_point(turn.snapshot, target)
    return turn, [Answer(f"Je n’ai pas le nom des agents : demandez-le {whom}.", links=links, remember=None)]


Skill = Callable[[Turn], "Answer | list[Answer]"]
BY_TITLE: Mapping[str, tuple[str, Skill]] = {
    "agenda": ("agenda", agenda.answer),
    "nouvelles": ("actualites", news.answer),
    "actualites": ("actualites", news.answer),
}
OF_PLACE: Mapping[str, tuple[str, Skill]] = {
    "hours": ("horaires", hours.answers),
    "where": ("adresse", address.answer),
    "who": ("contact_service", contact.answer),
}
SAID = {
    "bonjour": _bonjour,
    "au_revoir": _au_revoir,
    "merci": _merci,
    "compliment": _compliment,
    "qui_es_tu": _qui_es_tu,
    "insulte": _insulte,
    "autre_langue": _autre_langue,
    "meteo": _meteo,
    "hors_sujet": _hors_sujet,
}


class ActionSmalltalk(Action):
    """``action_smalltalk``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_smalltalk"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer a courtesy; the last question stays in mind."""
        turn = Turn.from_tracker(tracker)
        rescued = within_scope(turn) if turn.topic == "hors_sujet" else None
        rescued = rescued or (their_name(turn) if turn.topic in ("hors_sujet", "qui_es_tu") else None)
        if rescued:
            return say(dispatcher, rescued[0], *rescued[1])
        return say(dispatcher, turn, SAID.get(turn.topic or "", menu_answer)(turn))


class ActionAffirm(Action):
    """``action_affirm``: yes, to the question put, if any."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_affirm"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Do what was proposed."""
        turn = Turn.from_tracker(tracker)
        asked = turn.context.get("asked")
        if asked == ERASE:
            return erase(dispatcher, turn)
        vague = agreeing(turn) if _VAGUE.match(plain(turn.text)) else None
        if vague:
            return say(dispatcher, turn, vague)
        if asked == "person":
            return request(dispatcher, turn, "not_understood", "C’est noté : je transmets à un agent de la commune.")
        if asked == REPORT:
            return [FollowupAction("report_form")]
        return say(dispatcher, turn, Answer("Très bien. Quelle est votre question ?", themes(), remember=None))


class ActionDeny(Action):
    """``action_deny``: no, to the question put, if any."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_deny"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Leave it."""
        turn = Turn.from_tracker(tracker)
        if turn.context.get("asked") == ERASE:
            return say(dispatcher, turn, Answer("D’accord, rien n’est effacé.", [choice("Menu", "menu")]))
        if turn.context.get("asked") == "person":
            whom, links = contact_point(turn.snapshot)
            return say(
                dispatcher,
                turn,
                Answer(f"D’accord. Vous pouvez toujours vous adresser {whom}.", [choice("Menu", "menu")], links),
            )
        if turn.context.get("asked") == REPORT:
            return [
                *say(dispatcher, turn, Answer("D’accord, je n’en fais rien.", [choice("Menu", "menu")])),
                *forgotten(),
            ]
        return say(
            dispatcher,
            turn,
            Answer("D’accord. Dites-moi ce que vous cherchez, ou choisissez un thème.", themes(), remember=None),
        )


class ActionCancel(Action):
    """``action_cancel``: nothing is under way."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_cancel"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Drop it."""
        turn = Turn.from_tracker(tracker)
        return say(
            dispatcher,
            turn,
            Answer("D’accord, on laisse tomber. Je reste là si vous avez une question.", [choice("Menu", "menu")]),
        )
