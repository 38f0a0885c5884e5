"""One citizen's thread while a webhook's events are applied to it, in memory; ``guichet.messenger.inbox`` reads and writes it.

Who answers follows Meta's Conversation Routing: another app or Meta's inbox holds the thread when a handover event says
so, or when messages come in ``standby``; it is ours again when they come in ``messaging`` (control lapses after 24 hours
without any event): https://developers.facebook.com/documentation/business-messaging/messenger-platform/conversation-routing
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from guichet.conversations.intake import ForgedPayload, Incoming, accept
from guichet.conversations.models import Author, Conversation, Handling, Message, Status
from guichet.conversations.notices import CUT, TOO_MANY
from guichet.conversations.text import neutralise
from guichet.messenger.attachments import polite_answer
from guichet.messenger.echoes import PAGE_INBOX, ours
from guichet.messenger.events import UNSAID, Deleted, Echo, Handover, Inbound, InThread, Receipt, Touch
from guichet.messenger.models import Thread
from guichet.messenger.payloads import numbered

#: Messages of one conversation that may wait for their answers; those beyond are refused, and it is said.
MOST_WAITING = 20
#: Without Conversation Routing nothing tells that a person has finished in Meta's inbox: as long as Meta's own control lasts.
PERSON_STAYS = timedelta(hours=24)


@dataclass
class Citizen:
    """``messages`` are new rows; ``moved`` says that who answers has changed; ``waiting`` counts unanswered messages."""

    conversation: Conversation
    thread: Thread
    is_new: bool
    waiting: int
    messages: list[Message] = field(default_factory=list)
    moved: bool = False
    stored: int = 0
    forged: int = 0
    cut: int = 0

    @classmethod
    def known(cls, conversation: Conversation, waiting: int) -> "Citizen":
        """Somebody who has written before."""
        thread = getattr(conversation, "thread", None) or Thread(conversation=conversation)
        return cls(conversation, thread, False, waiting)

    @classmethod
    def new(cls, conversation: Conversation, said: list[Message], *, standby: bool) -> "Citizen":
        """Somebody new. In standby nothing is said to them: the assistant introduces itself when its turn comes."""
        citizen = cls(conversation, Thread(conversation=conversation), True, 0)
        if standby:
            conversation.next_seq, conversation.person_spoke = 1, True
        else:
            citizen.messages += said
        return citizen

    def take(self, event: InThread) -> None:
        """Apply one event."""
        if isinstance(event, Inbound):
            self._inbound(event)
        elif isinstance(event, Echo):
            self._echo(event)
        elif isinstance(event, Handover):
            self._handover(event)
        elif isinstance(event, Receipt):
            self._receipt(event)
        elif isinstance(event, Touch):
            self._opened(event.at)
        elif isinstance(event, Deleted):
            self._deleted(event)

    def _opened(self, at: datetime) -> None:
        self.thread.opened_at = max(at, self.thread.opened_at or at)
        self.thread.blocked_at = None

    def _inbound(self, event: Inbound) -> None:
        self._opened(event.at)
        if event.standby:
            self._held_by(self.thread.owner or UNSAID)
        elif self.thread.owner or self._person_gone(event.at):
            self._ours()
        said = self._accept(event)
        self.stored += 1
        self.messages += said
        if said[0].status != Status.RECEIVED:
            return
        self.waiting += 1
        if self.waiting > MOST_WAITING:
            said[0].status, said[0].done_at = Status.REFUSED, timezone.now()
        if self.waiting == MOST_WAITING + 1:
            self.messages.append(self.conversation.outgoing(Author.SYSTEM, text=TOO_MANY, in_reply_to_id=said[0].id))

    def _accept(self, event: Inbound) -> list[Message]:
        payload = event.payload or self._typed_number(event.text)
        incoming = Incoming(
            text=event.text, payload=payload, attachments=event.attachments, page=event.page,
            external_id=event.mid, sent_at=event.at, answered=polite_answer(event.text, event.attachments),
        )  # fmt: skip
        try:
            said = accept(self.conversation, incoming)
        except ForgedPayload:
            # Never offered here, or in a conversation erased since: what the button said is still a good question.
            self.forged += 1
            said = accept(self.conversation, replace(incoming, payload=None, text=event.title))
        self.cut += any(message.text == CUT for message in said)
        return said

    def _typed_number(self, text: str) -> str:
        """The payload of a choice that was shown as a numbered list, when the citizen answers with its number."""
        digits = text.strip().rstrip(".)").strip()
        if self.is_new or not digits.isascii() or not digits.isdigit() or len(digits) > 2:
            return ""
        # The last answer only: a number said after another question answers that one.
        said = self.conversation.messages.exclude(author__in=[Author.CITIZEN, Author.SYSTEM]).order_by("-seq")
        last = said.first()
        answer = said.filter(in_reply_to=last.in_reply_to_id) if last and last.in_reply_to_id else said[:1]
        shown = next((message for message in answer if message.choices), None)
        if shown is None or not numbered(shown.choices) or not 1 <= int(digits) <= len(shown.choices):
            return ""
        return str(shown.choices[int(digits) - 1]["payload"])

    def _echo(self, event: Echo) -> None:
        if ours(event) or event.app not in PAGE_INBOX:
            # Ours prove a delivery (`echoes.confirm`); other apps and Meta's automatic replies are not a person.
            return
        known = any(message.external_id == event.mid for message in self.messages)
        if known or self.conversation.messages.filter(page=event.page, external_id=event.mid).exists():
            return
        text = neutralise(event.text).text
        said = self.conversation.next(
            Author.PERSON, status=Status.SENT, text=text, page=event.page, external_id=event.mid, sent_at=event.at,
            done_at=timezone.now(),
        )  # fmt: skip
        self.messages.append(said)
        self.thread.person_at = event.at
        self._to(Handling.PERSON)

    def _handover(self, event: Handover) -> None:
        if event.owner in {"", settings.GUICHET_MESSENGER_APP_ID}:
            self._ours()
        else:
            self._held_by(event.owner)

    def _held_by(self, owner: str) -> None:
        self.thread.owner = owner
        self.conversation.person_spoke = True
        self._to(Handling.PERSON)

    def _ours(self) -> None:
        """Meta gives the thread to this app. A person who took over in Guichet itself keeps it."""
        if self.thread.owner or self.thread.person_at:
            self._to(Handling.ASSISTANT)
        self.thread.owner, self.thread.person_at = "", None

    def _to(self, handling: Handling) -> None:
        self.moved = self.moved or self.conversation.handling != handling
        self.conversation.handling = handling

    def _person_gone(self, now: datetime) -> bool:
        return bool(self.thread.person_at and self.thread.person_at < now - PERSON_STAYS)

    def _receipt(self, event: Receipt) -> None:
        name = f"{event.kind}_at"
        known: datetime | None = getattr(self.thread, name)
        setattr(self.thread, name, max(event.watermark, known or event.watermark))

    def _deleted(self, event: Deleted) -> None:
        for message in self.messages:
            # It came with the same webhook and is not stored yet.
            if (message.author, message.external_id) == (Author.CITIZEN, event.mid):
                message.text, message.payload, message.attachments = "", "", []
                if message.status == Status.RECEIVED:
                    message.status, message.done_at = Status.ANSWERED, timezone.now()
                    self.waiting -= 1
        taken_back = self.conversation.messages.filter(page=event.page, external_id=event.mid, author=Author.CITIZEN)
        taken_back.update(text="", payload="", attachments=[])
        taken_back.filter(status=Status.RECEIVED).update(status=Status.ANSWERED, done_at=timezone.now())
