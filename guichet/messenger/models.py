"""The Facebook pages of the communes, what Meta says of each conversation, and what the webhook brought that we do not use."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from guichet.communes.models import Commune
from guichet.conversations.models import Conversation
from guichet.messenger.tokens import decrypt, encrypt

#: Meta's limits: ice breakers of a page, and characters of one.
#: https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/messenger-profile-api/ice-breakers
MOST_ICE_BREAKERS, ICE_BREAKER_LIMIT = 4, 80


class PageState(models.TextChoices):
    """Whether a page can be written through."""

    WORKING = "working", "En ordre"
    BROKEN = "broken", "En panne : jeton ou autorisation"
    RESTRICTED = "restricted", "Bridée par Meta"


def valid_ice_breakers(value: object) -> None:
    """Refuse anything but a list of at most four short questions."""
    if not isinstance(value, list) or not all(isinstance(question, str) and question.strip() for question in value):
        raise ValidationError('Donnez une liste de questions, par exemple ["Quand passent les poubelles ?"].')
    if len(value) > MOST_ICE_BREAKERS or any(len(question) > ICE_BREAKER_LIMIT for question in value):
        raise ValidationError(f"{MOST_ICE_BREAKERS} questions au plus, de {ICE_BREAKER_LIMIT} caractères au plus.")


class MessengerPage(models.Model):
    """A commune's Facebook page: whatever is written to it belongs to that commune.

    ``state`` and ``problem`` (French, what to do) are what Graph or Meta last said. Nothing is sent before
    ``paused_until`` (rate limit, restriction). ``checks`` is the last result of ``guichet.messenger.checks``, from
    ``checked_at``; ``last_event_at`` is when the webhook last brought something, to the minute.
    """

    page_id = models.CharField("identifiant de la page", max_length=64, unique=True)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="messenger_pages", verbose_name="commune")
    name = models.CharField("nom", max_length=100, blank=True)
    encrypted_token = models.TextField(blank=True, editable=False)
    ice_breakers = models.JSONField(
        "questions de départ", default=list, blank=True, validators=[valid_ice_breakers],
        help_text="Jusqu’à 4 questions montrées avant la première question. Vide : celles de l’assistant.",
    )  # fmt: skip
    active = models.BooleanField("active", default=True)
    state = models.CharField("état", max_length=12, choices=PageState, default=PageState.WORKING, editable=False)
    problem = models.CharField("problème", max_length=300, blank=True, editable=False)
    paused_until = models.DateTimeField("en pause jusqu’à", null=True, blank=True, editable=False)
    pauses = models.PositiveSmallIntegerField(default=0, editable=False)
    checks = models.JSONField("vérifications", default=list, blank=True, editable=False)
    checked_at = models.DateTimeField("vérifiée", null=True, blank=True, editable=False)
    last_event_at = models.DateTimeField("dernier événement reçu", null=True, blank=True, editable=False)
    added_at = models.DateTimeField("ajoutée", default=timezone.now, editable=False)

    class Meta:
        ordering = ["commune", "name"]
        verbose_name = "page Facebook"
        verbose_name_plural = "pages Facebook"

    def __str__(self) -> str:
        return self.name or f"Page de {self.commune.name}"

    def set_token(self, token: str) -> None:
        """Keep the page access token, encrypted, and believe in the page again; the caller saves."""
        self.encrypted_token = encrypt(token)
        self.state, self.problem, self.paused_until, self.pauses = PageState.WORKING, "", None, 0

    def token(self) -> str:
        """The page access token, empty when none was entered.

        :raises UnreadableToken: it was encrypted with another key.
        """
        return decrypt(self.encrypted_token) if self.encrypted_token else ""

    def silent_since(self) -> datetime | None:
        """The last event, or the page's entry here, when it is too long ago to be normal; else None."""
        last = self.last_event_at or self.added_at
        return last if last < timezone.now() - timedelta(days=settings.GUICHET_MESSENGER_SILENT_DAYS) else None


class Thread(models.Model):
    """What Meta says of one Messenger conversation.

    ``opened_at``: the citizen's last act, by Meta's clock; it opens the 24-hour window. ``owner``: the app that Meta
    lets answer, ``""`` for this one. ``person_at``: when somebody last answered from Meta's own inbox.
    ``blocked_at``: Meta refuses to deliver to this citizen, until they write again. ``delivered_at``/``read_at``:
    watermarks of Meta's receipts.
    """

    conversation = models.OneToOneField(
        Conversation, models.CASCADE, primary_key=True, related_name="thread", verbose_name="conversation"
    )
    opened_at = models.DateTimeField("fenêtre ouverte", null=True, blank=True)
    owner = models.CharField("application qui répond", max_length=64, blank=True)
    person_at = models.DateTimeField("réponse depuis Meta", null=True, blank=True)
    blocked_at = models.DateTimeField("bloquée", null=True, blank=True)
    delivered_at = models.DateTimeField("remis", null=True, blank=True)
    read_at = models.DateTimeField("lu", null=True, blank=True)

    class Meta:
        verbose_name = "fil Messenger"
        verbose_name_plural = "fils Messenger"

    def __str__(self) -> str:
        return str(self.conversation)


class EventCount(models.Model):
    """How often the webhook brought one kind of thing in a day, by page (``""``: refused before it was read).

    ``shape``: for a kind that nobody here knows, its fields and their types, never their values: enough to recognise
    what Meta added, nothing about the citizen.
    """

    day = models.DateField("jour")
    page = models.CharField("page", max_length=64, blank=True)
    kind = models.CharField("sorte", max_length=80)
    known = models.BooleanField("connue", default=True)
    count = models.PositiveIntegerField("nombre", default=0)
    shape = models.JSONField("forme", null=True, blank=True)
    last_at = models.DateTimeField("dernier", default=timezone.now)

    class Meta:
        ordering = ["-day", "page", "kind"]
        verbose_name = "événement reçu"
        verbose_name_plural = "événements reçus"
        constraints = [models.UniqueConstraint(fields=["day", "page", "kind"], name="one_count_a_day_page_kind")]

    def __str__(self) -> str:
        return f"{self.kind} : {self.count}"


class WebhookPost(models.Model):
    """A signed webhook as it came, until all its events are in the conversations: then it is deleted.

    ``done`` counts its events that are there (or were left out, see ``posts.failed``); ``attempts`` the tries that
    failed since, ``error`` why.
    """

    body = models.TextField(editable=False)
    received_at = models.DateTimeField("reçu", default=timezone.now)
    done = models.PositiveIntegerField("événements rangés", default=0)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    error = models.CharField("erreur", max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "envoi de Meta à ranger"
        verbose_name_plural = "envois de Meta à ranger"

    def __str__(self) -> str:
        return f"{timezone.localtime(self.received_at):%d/%m/%Y %H:%M:%S}"
