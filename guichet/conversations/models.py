"""Conversations and messages: the record of truth. A message is stored before it is answered, and answered once."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from guichet.communes.models import Commune


class Channel(models.TextChoices):
    """Where a citizen writes."""

    WEB = "web", "Site web"
    MESSENGER = "messenger", "Messenger"


class Handling(models.TextChoices):
    """Who answers."""

    ASSISTANT = "assistant", "Assistant"
    PERSON = "person", "Une personne"


class Author(models.TextChoices):
    """Who wrote a message; ``system`` is the front desk itself (notices)."""

    CITIZEN = "citizen", "Citoyen"
    ASSISTANT = "assistant", "Assistant"
    PERSON = "person", "Agent"
    SYSTEM = "system", "Système"


class Status(models.TextChoices):
    """Where a message is on its way.

    A citizen's: received → answered, or held (a person will answer), or refused (it cannot be answered; said so).
    An outgoing one: pending → sending → sent or failed; on the web it is sent as soon as it is stored.
    """

    RECEIVED = "received", "Reçu"
    ANSWERED = "answered", "Répondu"
    HELD = "held", "En attente d’une personne"
    REFUSED = "refused", "Sans réponse possible"
    PENDING = "pending", "À envoyer"
    SENDING = "sending", "En cours d’envoi"
    SENT = "sent", "Envoyé"
    FAILED = "failed", "Non envoyé"


class Conversation(models.Model):
    """One citizen's conversation with one commune on one channel.

    Web: the citizen holds a token, of which only the SHA-256 is kept. Messenger: ``page`` and ``page_scoped_id`` (Meta's
    ids, the only handle to answer). ``state`` is the brain's, opaque. ``next_seq`` numbers the messages.
    ``lease_owner``/``lease_until`` say which process is answering: see ``turns``. ``settled`` promises that no message
    waits for an answer, which spares a query at each message; False promises nothing. ``person_spoke``: a person answered,
    or was waited for, since the assistant last said that it is one; it says so again before it answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="conversations", verbose_name="commune")
    channel = models.CharField("canal", max_length=10, choices=Channel)
    page = models.CharField("page", max_length=64, blank=True)
    page_scoped_id = models.CharField("identifiant Messenger", max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    locale = models.CharField("langue", max_length=10, default="fr")
    state = models.JSONField(null=True, blank=True)
    handling = models.CharField("répond", max_length=10, choices=Handling, default=Handling.ASSISTANT)
    lease_owner = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    settled = models.BooleanField(default=True)
    person_spoke = models.BooleanField(default=False)
    next_seq = models.PositiveIntegerField(default=1)
    reserved_reference = models.CharField(max_length=12)
    created_at = models.DateTimeField("commencée", default=timezone.now)
    last_message_at = models.DateTimeField("dernier message", default=timezone.now, db_index=True)
    erase_at = models.DateTimeField("à effacer", null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-last_message_at"]
        verbose_name = "conversation"
        verbose_name_plural = "conversations"
        constraints = [
            models.UniqueConstraint(
                fields=["page", "page_scoped_id"],
                condition=Q(channel="messenger"),
                name="one_conversation_a_page_scoped_id",
            ),
            models.UniqueConstraint(
                fields=["commune", "reserved_reference"], name="one_conversation_a_reserved_reference"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {str(self.id)[:8]}"

    def next(self, author: Author, **fields: Any) -> "Message":
        """A new unsaved message, numbered; the caller holds the row's lock and saves both."""
        message = Message(conversation=self, author=author, seq=self.next_seq, **fields)
        self.next_seq += 1
        self.person_spoke = self.person_spoke or author == Author.PERSON
        self.last_message_at = message.created_at
        return message

    def outgoing(self, author: Author, **fields: Any) -> "Message":
        """A new unsaved message to the citizen, to be delivered by the channel."""
        status = Status.PENDING if self.channel == Channel.MESSENGER else Status.SENT
        return self.next(author, status=status, **fields)


class Message(models.Model):
    """One message; ``choices``, ``links`` and ``card`` have the shapes of docs/architecture.md §3.

    ``external_id`` is Meta's ``mid``, unique within a page. ``attempts`` counts turns (a citizen's message) or deliveries
    (an outgoing one) that failed; ``claimed_at`` is when the last try of a delivery began;
    ``parts_sent`` how many pieces of a long text Messenger accepted. ``sent_at`` is when the
    citizen wrote it, where the channel tells: messages that wait are answered in that order.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", verbose_name="conversation")
    seq = models.PositiveIntegerField("numéro")
    author = models.CharField("auteur", max_length=10, choices=Author)
    status = models.CharField("état", max_length=10, choices=Status)
    text = models.TextField("texte", blank=True)
    payload = models.CharField("bouton", max_length=1000, blank=True)
    attachments = models.JSONField("pièces jointes", default=list, blank=True)
    choices = models.JSONField("choix", default=list, blank=True)
    links = models.JSONField("liens", default=list, blank=True)
    card = models.JSONField("fiche", null=True, blank=True)
    in_reply_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="answers", verbose_name="répond à"
    )
    page = models.CharField(max_length=64, blank=True)
    external_id = models.CharField("identifiant Meta", max_length=255, blank=True)
    idempotency_key = models.CharField(max_length=255, blank=True)
    body_hash = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    claimed_at = models.DateTimeField("envoi commencé", null=True, blank=True)
    parts_sent = models.PositiveSmallIntegerField("parties envoyées", default=0)
    retry_at = models.DateTimeField("nouvel essai", null=True, blank=True)
    notified_at = models.DateTimeField("attente annoncée", null=True, blank=True)
    needs_attention = models.BooleanField("à voir", default=False)
    error = models.CharField("erreur", max_length=200, blank=True)
    understood = models.JSONField("compréhension", null=True, blank=True)
    model = models.CharField("modèle", max_length=100, blank=True)
    timing = models.JSONField("durées (ms)", null=True, blank=True)
    sent_at = models.DateTimeField("écrit", null=True, blank=True)
    created_at = models.DateTimeField("reçu", default=timezone.now)
    done_at = models.DateTimeField("traité", null=True, blank=True)

    class Meta:
        ordering = ["conversation", "seq"]
        verbose_name = "message"
        verbose_name_plural = "messages"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_message_a_seq"),
            models.UniqueConstraint(
                fields=["page", "external_id"],
                condition=Q(author="citizen") & ~Q(external_id=""),
                name="one_message_a_mid",
            ),
            models.UniqueConstraint(
                fields=["conversation", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="one_message_an_idempotency_key",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(status="received"), name="message_received"),
            models.Index(
                fields=["conversation", "seq"], condition=Q(status__in=["pending", "sending"]), name="message_to_send"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_author_display()} n° {self.seq}"


class Report(models.Model):
    """A street problem that a citizen reported. It outlives its conversation, without what says who wrote it."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="reports", verbose_name="commune")
    conversation = models.ForeignKey(
        Conversation, models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name="conversation"
    )
    reference = models.CharField("référence", max_length=12)
    what = models.TextField("quoi")
    where = models.TextField("où", blank=True)
    location = models.JSONField("position", null=True, blank=True)
    photo = models.CharField("photo", max_length=100, blank=True)
    contact = models.CharField("contact", max_length=255, blank=True)
    created_at = models.DateTimeField("reçu", default=timezone.now)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "signalement"
        verbose_name_plural = "signalements"
        constraints = [models.UniqueConstraint(fields=["commune", "reference"], name="one_report_a_reference")]

    def __str__(self) -> str:
        return self.reference


class PersonRequest(models.Model):
    """A citizen asked for a person; ``expected_at`` is when somebody said to answer."""

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="person_requests", verbose_name="conversation"
    )
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, verbose_name="message")
    reason = models.TextField("motif", blank=True)
    expected_at = models.DateTimeField("réponse prévue", null=True, blank=True)
    created_at = models.DateTimeField("demandé", default=timezone.now)
    done_at = models.DateTimeField("traité", null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "demande de contact"
        verbose_name_plural = "demandes de contact"

    def __str__(self) -> str:
        return f"Demande du {timezone.localtime(self.created_at):%d/%m/%Y à %H:%M}"


class ErasureReceipt(models.Model):
    """Proof that an erasure was asked for and done: a code and two dates, nothing of whom or what.

    ``subject`` is what an erasure that still runs needs to find its conversations, encrypted; empty once done.
    """

    code = models.CharField("numéro de reçu", max_length=20, unique=True)
    asked_at = models.DateTimeField("demandé", default=timezone.now)
    done_at = models.DateTimeField("effacé", null=True, blank=True)
    subject = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = "reçu d’effacement"
        verbose_name_plural = "reçus d’effacement"

    def __str__(self) -> str:
        return self.code
