"""Reporting a problem in the street: Rasa's ``report_form``, with custom extraction, then the effect that stores it.

The form asks what, where, a photo and a contact (both optional), shows a summary and asks to confirm. A question in the middle is answered by its own
skill and the form asks again; a correction changes the place; a cancellation, a person or a danger leaves the form and keeps nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import report_reading as reading
from actions.answer import Answer, say
from actions.directory import competent
from actions.person import request
from actions.turn import Turn, choice, effect, reply
from brain.french import typography

_CANCEL = choice("Annuler", "annuler")
REPORT = "report"
"""``context.asked`` while a photo or a place sent alone waits for "yes, report it"."""
_SUBJECT = {"topic": "signalement"}
SLOTS = ("report_what", "report_where", "report_photo", "report_contact", "report_confirmed")
REQUESTED = "requested_slot"
Slots = dict[str, Any]


def forgotten() -> list[EventType]:
    """The events that forget the report."""
    return [SlotSet(slot, None) for slot in SLOTS]


class ValidateReportForm(FormValidationAction):
    """``validate_report_form``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "validate_report_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[str]:
        """All slots, but none more once the report is dropped."""
        dropped = tracker.slots.get("report_confirmed") in (reading.CANCELLED, reading.PERSON)
        return ["report_confirmed"] if dropped else domain_slots

    def _reading(self, tracker: Tracker) -> tuple[Turn, str | None, bool]:
        """The turn, the slot that was asked, and whether the message speaks of something else."""
        turn, requested = Turn.from_tracker(tracker), tracker.slots.get(REQUESTED)
        aside = reading.cancels(turn) or turn.topic == "parler_humain" or reading.interrupts(turn, requested)
        return turn, requested, aside

    async def extract_report_what(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """The problem, in the citizen's words."""
        turn, requested, aside = self._reading(tracker)
        if turn.entity("theme") == "what":
            return {"report_what": None}
        if aside:
            return {}
        if requested is None and tracker.slots.get("report_what") is None:
            found = reading.what_in_first(turn)
            return {"report_what": found} if found else {}
        return (
            {"report_what": turn.text.strip()[: reading.LONGEST_WHAT]}
            if requested == "report_what" and turn.text
            else {}
        )

    async def extract_report_where(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """The place: words, a position, or a correction of it at any time."""
        turn, requested, aside = self._reading(tracker)
        if turn.entity("theme") == "where":
            return {"report_where": None}
        if aside:
            return {}
        found = reading.location(turn)
        if found is None and requested in (None, "report_what"):
            found = reading.where_in(turn)
        elif found is None and requested == "report_where":
            return {"report_where": reading.where_answer(turn)} if turn.text else {}
        elif found is None:
            found = reading.correction(turn)
        return {"report_where": found} if found else {}

    async def extract_report_photo(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """A photo, at any time; "non" when it is asked."""
        turn, requested, aside = self._reading(tracker)
        found = reading.image(turn)
        if found:
            return {"report_photo": found}
        if aside or requested != "report_photo" or reading.correction(turn):
            return {}
        return {"report_photo": reading.NONE if reading.refuses(turn) else None}

    async def extract_report_contact(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """An e-mail address or a telephone number; "non" when it is asked."""
        turn, requested, aside = self._reading(tracker)
        if (
            aside
            or requested != "report_contact"
            or reading.image(turn)
            or reading.location(turn)
            or reading.correction(turn)
        ):
            return {}
        return {
            "report_contact": reading.email_or_phone(turn.text) or (reading.NONE if reading.refuses(turn) else None)
        }

    async def extract_report_confirmed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Send, drop, or correct."""
        turn, requested, aside = self._reading(tracker)
        if requested is not None and reading.cancels(turn):
            return {"report_confirmed": reading.CANCELLED}
        if requested is not None and turn.topic == "parler_humain":
            return {"report_confirmed": reading.PERSON}
        if aside or requested != "report_confirmed":
            return {}
        if turn.entity("theme") or turn.attachments or reading.correction(turn):
            return {}
        return {"report_confirmed": reading.YES if reading.accepts(turn) else None}

    def validate_report_what(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Some words are needed."""
        if isinstance(value, str) and sum(c.isalpha() for c in value) >= 3:
            return {"report_what": value}
        return {"report_what": None}

    def validate_report_where(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Words or a position."""
        if value is None and tracker.slots.get(REQUESTED) == "report_where":
            _tell(dispatcher, "Je n’ai pas compris le lieu.")
        return {"report_where": value}

    def validate_report_photo(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """A photo or none."""
        if value is None and tracker.slots.get(REQUESTED) == "report_photo":
            _tell(dispatcher, "Ce n’est pas une photo.")
        return {"report_photo": value}

    def validate_report_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """An address, a number or none."""
        if value is None and tracker.slots.get(REQUESTED) == "report_contact":
            _tell(dispatcher, "Je ne reconnais ni un courriel ni un numéro de téléphone.")
        return {"report_contact": value}

    def validate_report_confirmed(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """No is not the end: something is to be corrected."""
        if value is None and tracker.slots.get(REQUESTED) == "report_confirmed":
            no = reading.refuses(Turn.from_tracker(tracker))
            _tell(
                dispatcher,
                "Rien n’est encore envoyé. Que faut-il changer ?"
                if no
                else "Je n’ai pas compris. Dites « oui » pour envoyer.",
            )
        return {"report_confirmed": value}


def _tell(dispatcher: CollectingDispatcher, text: str) -> None:
    reply(dispatcher, typography(text))


def summary(slots: Mapping[str, Any]) -> str:
    """The report, as it will be sent."""
    contact = slots.get("report_contact")
    rows = [
        "Voici votre signalement :",
        f"• Problème : {slots['report_what']}",
        f"• Lieu : {reading.described(slots['report_where'])}",
        f"• Photo : {'non' if slots.get('report_photo') in (None, reading.NONE) else 'oui'}",
        f"• Contact : {'non' if contact in (None, reading.NONE) else contact}",
        "Puis-je l’envoyer à la commune ?",
    ]
    return "\n".join(rows)


class AskReportSlot(Action, ABC):
    """``action_ask_<slot>``: the form's question for one slot."""

    slot: str

    def name(self) -> str:
        """Rasa's name of the action."""
        return f"action_ask_{self.slot}"

    @abstractmethod
    def question(self, turn: Turn, slots: Mapping[str, Any]) -> Answer:
        """What to ask."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        asked = self.question(Turn.from_tracker(tracker), tracker.slots)
        choices = [{**c, "title": typography(c["title"])} for c in asked.choices]
        reply(dispatcher, typography(asked.text), choices=choices, card=asked.card)
        return []


class AskReportWhat(AskReportSlot):
    """The problem."""

    slot = "report_what"

    def question(self, turn: Turn, slots: Mapping[str, Any]) -> Answer:
        """In the citizen's own words."""
        return Answer(
            "Quel est le problème ? Décrivez-le en une phrase, par exemple « un lampadaire ne s’allume plus ».",
            [_CANCEL],
        )


class AskReportWhere(AskReportSlot):
    """The place."""

    slot = "report_where"

    def question(self, turn: Turn, slots: Mapping[str, Any]) -> Answer:
        """A street, a mark, or a position."""
        text = "Où est-ce ? Donnez la rue et un numéro ou un repère, ou envoyez votre position."
        return Answer(text, [_CANCEL], card={"type": "ask", "attachment": "location"})


class AskReportPhoto(AskReportSlot):
    """A photo, if there is one."""

    slot = "report_photo"

    def question(self, turn: Turn, slots: Mapping[str, Any]) -> Answer:
        """Optional."""
        text = "Avez-vous une photo ? Envoyez-la ici, ou dites « non »."
        return Answer(text, [choice("Sans photo", "non"), _CANCEL], card={"type": "ask", "attachment": "image"})


class AskReportContact(AskReportSlot):
    """How to reach the citizen, if they wish."""

    slot = "report_contact"

    def question(self, turn: Turn, slots: Mapping[str, Any]) -> Answer:
        """Optional, and what it is for."""
        text = "Voulez-vous que la commune puisse vous recontacter à ce sujet ? Donnez un courriel ou un téléphone, ou dites « non »."
        return Answer(text, [choice("Sans contact", "non"), _CANCEL])


class AskReportConfirmed(AskReportSlot):
    """The summary."""

    slot = "report_confirmed"

    def question(self, turn: Turn, slots: Mapping[str, Any]) -> Answer:
        """Send it, mend it or drop it."""
        mend = [
            choice("Changer le problème", "signalement", theme="what"),
            choice("Changer le lieu", "signalement", theme="where"),
        ]
        return Answer(summary(slots), [choice("Oui, envoyer", "oui"), *mend, _CANCEL])


class ActionReportSubmit(Action):
    """``action_report_submit``: the form is over, sent or dropped."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_report_submit"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send the report, or say that nothing was sent.

        Raises:
            ValueError: the front desk reserved no reference; the turn fails and is asked again.
        """
        turn, slots = Turn.from_tracker(tracker), tracker.slots
        if slots.get("report_confirmed") == reading.PERSON:
            opening = "Je laisse ce signalement de côté : rien n’est envoyé. Je transmets à un agent de la commune."
            return [*request(dispatcher, turn, "asked", opening), *forgotten()]
        if slots.get("report_confirmed") != reading.YES:
            text = "D’accord, j’annule ce signalement : rien n’est envoyé."
            answer = Answer(text, [choice("Menu", "menu")], remember=_SUBJECT)
            return [*say(dispatcher, turn, answer), *forgotten()]
        if not turn.reference:
            raise ValueError("a report needs a reference")
        effect(dispatcher, "report", **report_effect(turn.reference, slots))
        return [*say(dispatcher, turn, sent(turn)), *forgotten()]


def report_effect(reference: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    """The effect's data (architecture §3)."""
    where = slots["report_where"]
    position = None
    if where.get("latitude") is not None:
        position = {"latitude": where["latitude"], "longitude": where["longitude"]}
    given = {
        name: None if slots.get(f"report_{name}") == reading.NONE else slots.get(f"report_{name}")
        for name in ("photo", "contact")
    }
    return {
        "reference": reference,
        "what": slots["report_what"],
        "where": where.get("text"),
        "location": position,
        **given,
    }


def sent(turn: Turn) -> Answer:
    """It is sent, and the reference, spelled out."""
    spelled = ", ".join("tiret" if c == "-" else c for c in turn.reference)
    handler = competent(turn.snapshot, "signalement")
    who = f" {handler.the_name[0].upper()}{handler.the_name[1:]} s’en occupe." if handler else ""
    text = f"Merci, c’est envoyé ! Votre référence : {turn.reference} ({spelled}).{who} Pour un danger immédiat, appelez le 112."
    return Answer(text, [choice("Menu", "menu")], remember=_SUBJECT)


class ActionAttachment(Action):
    """``action_attachment``: a photo or a place, sent outside the form."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_attachment"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Offer to report with it."""
        turn = Turn.from_tracker(tracker)
        photo, where = reading.image(turn), reading.location(turn)
        offer = [choice("Signaler", "signalement"), choice("Menu", "menu")]
        if not photo and not where:
            text = "Je ne peux pas lire ce type de message. Écrivez votre question en quelques mots."
            return say(dispatcher, turn, Answer(text, [choice("Menu", "menu")], remember=None))
        got = "J’ai bien reçu votre photo, mais je ne sais pas la lire." if photo else "J’ai bien reçu votre position."
        answer = Answer(f"{got} Voulez-vous signaler un problème à cet endroit ?", offer, remember={"asked": REPORT})
        kept = [SlotSet("report_photo", photo)] if photo else []
        return [*say(dispatcher, turn, answer), *kept, *([SlotSet("report_where", where)] if where else [])]
