"""Reporting a problem in the street: Rasa's ``report_form``, with custom extraction, then the effect that stores it.

The form asks what, where, a photo and a contact (both optional), shows a summary and asks to confirm. A question in the middle is answered by its own
skill and the form asks again; a correction changes the place; a cancellation, a person or a danger leaves the form and keeps nothing. What a message
gives is read in ``hearing``, what is said of a report sent earlier in ``sent``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.person import request
from actions.report import hearing, place, reading
from actions.report import sent as report_sent
from actions.turn import Turn, choice, effect, reply
from brain.french import typography

_CANCEL = choice("Annuler", "annuler")
REPORT = "report"
"""``context.asked`` while a photo or a place sent alone waits for "yes, report it"."""
_SUBJECT = {"topic": "signalement"}
SLOTS = ("report_what", "report_where", "report_photo", "report_contact", "report_confirmed")
REQUESTED = "requested_slot"
_NOT_SENT = (reading.CANCELLED, reading.PERSON, report_sent.FOLLOW_UP, report_sent.ADDITION)


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
        dropped = tracker.slots.get("report_confirmed") in _NOT_SENT
        return ["report_confirmed"] if dropped else domain_slots

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """All that the message says of the report, at once: what a word means depends on what the others gave."""
        turn, requested = Turn.from_tracker(tracker), tracker.slots.get(REQUESTED)
        about_sent = report_sent.about_one_sent(turn, reporting=requested is not None)
        if about_sent and requested is None:
            slots: hearing.Slots = {"report_confirmed": about_sent}
        elif about_sent:
            _tell(dispatcher, report_sent.about_sent(turn, about_sent).text)
            slots = {requested: tracker.slots.get(requested)}
        else:
            slots, said = hearing.heard(turn, tracker.slots, requested)
            for text in said:
                _tell(dispatcher, text)
        tracker.slots.update(slots)
        return [SlotSet(slot, value) for slot, value in slots.items()]

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """What was heard is checked already."""
        return [SlotSet(slot, value) for slot, value in tracker.slots_to_validate().items() if slot in SLOTS]

    async def next_requested_slot(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> EventType | None:
        """What is said but not enough is asked once more: what is wrong with "un lampadaire", which of two streets, a number."""
        slots = tracker.slots
        if slots.get("report_confirmed") is None and slots.get("report_what"):
            if reading.only_a_thing(slots["report_what"]):
                return SlotSet(REQUESTED, "report_what")
            where = slots.get("report_where")
            if where and place.missing(Turn.from_tracker(tracker), where):
                return SlotSet(REQUESTED, "report_where")
        asked: EventType | None = await super().next_requested_slot(dispatcher, tracker, domain)
        return asked


def _tell(dispatcher: CollectingDispatcher, text: str) -> None:
    reply(dispatcher, typography(text))


def summary(slots: Mapping[str, Any]) -> str:
    """The report, as it will be sent."""
    contact = slots.get("report_contact")
    rows = [
        "Voici votre signalement :",
        f"• Problème : {slots['report_what']}",
        f"• Lieu : {place.described(slots['report_where'])}",
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
        """In the citizen's own words; of a thing that is only named, what is wrong with it."""
        thing = slots.get("report_what")
        if thing:
            named = thing[0].upper() + thing[1:]
            return Answer(f"{named}, c’est noté. Que se passe-t-il ? Par exemple : cassé, bouché, éteint.", [_CANCEL])
        return Answer(
            "Quel est le problème ? Décrivez-le en une phrase, par exemple « un lampadaire ne s’allume plus ».",
            [_CANCEL],
        )


class AskReportWhere(AskReportSlot):
    """The place."""

    slot = "report_where"

    def question(self, turn: Turn, slots: Mapping[str, Any]) -> Answer:
        """A street, a mark, or a position; of a place that is known, what is missing."""
        where = slots.get("report_where")
        missing = place.missing(turn, where) if where else None
        unknown = choice("Je ne sais pas", "non")
        if where and missing == place.VILLAGE:
            names = [f"{where['street']}, {village}" for village in place.homonyms(turn, where)]
            text = f"{where['street']} existe dans plusieurs villages. Dans lequel est-ce ?"
            return Answer(text, [*(choice(name, "signalement", street=name) for name in names), unknown, _CANCEL])
        if where and missing == place.STREET:
            text = f"« {where['text']} » : dans quelle rue est-ce ? Dites « non » si vous ne savez pas."
            return Answer(text, [unknown, _CANCEL], card={"type": "ask", "attachment": "location"})
        if where and missing == place.DETAIL:
            text = f"{where['text']} : à quel numéro, ou près de quel repère ? Dites « non » si vous ne savez pas."
            return Answer(
                text, [choice("Sans précision", "non"), _CANCEL], card={"type": "ask", "attachment": "location"}
            )
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
        if slots.get("report_confirmed") in (report_sent.FOLLOW_UP, report_sent.ADDITION):
            return [*say(dispatcher, turn, report_sent.about_sent(turn, slots["report_confirmed"])), *forgotten()]
        if slots.get("report_confirmed") != reading.YES:
            text = "D’accord, j’annule ce signalement : rien n’est envoyé."
            answer = Answer(text, [choice("Menu", "menu")], remember=_SUBJECT)
            return [*say(dispatcher, turn, answer), *forgotten()]
        if not turn.reference:
            raise ValueError("a report needs a reference")
        effect(dispatcher, "report", **report_effect(turn.reference, slots))
        return [*say(dispatcher, turn, report_sent.sent(turn)), *forgotten()]


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
