"""What one message gives to a report that is being made: values of its slots, and what is said before the next question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.report import place, reading
from actions.turn import Turn

Slots = dict[str, Any]
Heard = tuple[Slots, list[str]]
"""Slots of the report, and sentences to say. No slot at all: the message is not for the form."""


def heard(turn: Turn, slots: Mapping[str, Any], requested: str | None) -> Heard:
    """What ``turn`` gives when ``requested`` was asked (None: the message that starts the report)."""
    if requested is not None and reading.cancels(turn):
        return {"report_confirmed": reading.CANCELLED}, []
    if requested is not None and turn.topic == "parler_humain":
        return {"report_confirmed": reading.PERSON}, []
    if turn.entity("theme") in ("what", "where"):
        return {f"report_{turn.entity('theme')}": None}, []
    photo: Slots = {"report_photo": found} if (found := reading.image(turn)) else {}
    if reading.cancels(turn) or turn.topic == "parler_humain" or reading.interrupts(turn, requested):
        return photo, []
    if requested in (None, "report_what"):
        given, said = _problem(turn, slots, requested)
    elif requested == "report_where":
        given, said = _place(turn, slots.get("report_where"), bool(photo))
    else:
        given, said = _later(turn, slots, requested, bool(photo))
    return given | photo, said


def _problem(turn: Turn, slots: Mapping[str, Any], requested: str | None) -> Heard:
    """The first message, or the answer to "what is it?": often the place and the contact stand in it."""
    known, given = slots.get("report_what"), Slots()
    if requested == "report_what":
        given["report_what"] = reading.described_problem(turn, known) if turn.text else known
    elif known is None and (found := reading.what_in_first(turn)):
        given["report_what"] = found
    where = reading.location(turn) or reading.where_in(turn)
    if where:
        given["report_where"] = place.merged(slots.get("report_where"), where)
    contact = reading.contact_in(turn)
    return given | ({"report_contact": contact} if contact else {}), []


def _place(turn: Turn, known: Mapping[str, Any] | None, photo: bool) -> Heard:
    """The answer to "where?" or, of a place that is ``known``, to what is missing."""
    contact = reading.contact_in(turn)
    given: Slots = {"report_contact": contact} if contact else {}
    if known is None:
        found = reading.where_answer(turn)
        unsaid = (
            "Il me faut au moins une rue ou un village." if reading.unknown(turn) else "Je n’ai pas compris le lieu."
        )
        why = "Je ne connais pas votre adresse." if place.own(turn) else unsaid
        return {**given, "report_where": found}, [] if found or photo else [why]
    says = reading.place_said(turn) or (None if reading.unknown(turn) else reading.where_answer(turn))
    where = place.merged(known, says, corrects=reading.corrects(turn)) if says else known
    return {**given, "report_where": place.settle(known, place.missing(turn, known)) if where == known else where}, []


def _later(turn: Turn, slots: Mapping[str, Any], requested: str, photo: bool) -> Heard:
    """The answer to an optional question or to the summary, unless it is about the place."""
    known = slots.get("report_where") or {}
    if reading.another_place(turn) and not place.names_a_street(turn):
        return {"report_where": None}, []
    where = reading.place_said(turn)
    unclear = requested != "report_confirmed" and turn.text.strip().isdigit() and known.get("number")
    if where and not (_only_a_number(where) and unclear):
        changed = place.merged(known, where, corrects=reading.corrects(turn))
        noted = (
            [f"Je note le lieu : {place.described(changed)}."] if changed.get("text") else ["Je note votre position."]
        )
        return {"report_where": changed}, noted
    if photo:
        return {}, []
    problem = reading.another_problem(turn)
    if problem:
        return {"report_what": problem}, [f"Je note le problème : {problem}."]
    contact = reading.email_or_phone(turn.text)
    if requested == "report_photo":
        if contact:
            return {"report_contact": contact, requested: None}, ["Je note de quoi vous recontacter."]
        refused, quiet = reading.refuses(turn), reading.refuses(turn) or reading.accepts(turn)
        return {requested: reading.NONE if refused else None}, [] if quiet else ["Ce n’est pas une photo."]
    if requested == "report_contact":
        value = contact or (reading.NONE if reading.refuses(turn) else None)
        return {requested: value}, [] if value else ["Je ne reconnais ni un courriel ni un numéro de téléphone."]
    if contact:
        return {"report_contact": contact}, []
    wrong = reading.wrong_part(turn)
    if wrong:
        return {wrong: None}, []
    if reading.accepts(turn):
        return {requested: reading.YES}, []
    no = "Rien n’est encore envoyé. Que faut-il changer ?"
    return {requested: None}, [no if reading.refuses(turn) else "Je n’ai pas compris. Dites « oui » pour envoyer."]


def _only_a_number(where: Mapping[str, Any]) -> bool:
    return bool(where.get("number")) and not any(where.get(name) for name in ("street", "village", "mark"))
