"""Erasing conversations: at the citizen's wish, at the end of the retention, or from within the conversation.

What goes: the conversation, every message, the brain's state, requests for a person. What stays: a reported street
problem, because mending it is a task in the public interest (GDPR, article 17(3)(b)), without its contact, its photo
and its link to the conversation, so that nobody can say who reported it.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from guichet.conversations.models import Conversation, ErasureReceipt, Report
from guichet.conversations.references import ALPHABET

#: How long the last words ("c’est effacé") stay, for the citizen to receive them.
LAST_WORDS = timedelta(minutes=10)


#: How long a receipt can be looked up.
RECEIPTS_KEPT = timedelta(days=365)


def new_code() -> str:
    """A receipt code of letters and digits, as Meta asks: 16 characters to the power 12, not to be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def done() -> str:
    """Write down that an erasure was asked for and done now; the receipt's code."""
    return ErasureReceipt.objects.create(code=new_code(), done_at=timezone.now()).code


def erase(conversation_id: UUID) -> bool:
    """Erase a conversation; False if there was none."""
    with transaction.atomic():
        # An answer being written right now is waited for, and goes too, instead of pointing at a row that is gone.
        Conversation.objects.select_for_update().filter(pk=conversation_id).first()
        _anonymise_reports(conversation_id)
        deleted, _ = Conversation.objects.filter(pk=conversation_id).delete()
    return bool(deleted)


def empty(conversation: Conversation) -> None:
    """Erase all that was said; the row stays for its last answer and goes with it after ``LAST_WORDS``.

    Runs inside the transaction of the turn; the caller saves the conversation.
    """
    _anonymise_reports(conversation.pk)
    conversation.messages.all().delete()
    conversation.person_requests.all().delete()
    conversation.photos.all().delete()
    conversation.state = None
    conversation.erase_at = timezone.now() + LAST_WORDS


def erase_expired() -> int:
    """Erase what is past ``GUICHET_RETENTION_DAYS`` since its last message, and what was emptied; returns how many."""
    oldest = timezone.now() - timedelta(days=settings.GUICHET_RETENTION_DAYS)
    expired = Conversation.objects.filter(last_message_at__lt=oldest).values_list("pk", flat=True)
    ErasureReceipt.objects.filter(done_at__lt=timezone.now() - RECEIPTS_KEPT).delete()
    emptied = Conversation.objects.filter(erase_at__lte=timezone.now()).values_list("pk", flat=True)
    return sum(erase(pk) for pk in {*expired, *emptied})


def _anonymise_reports(conversation_id: UUID) -> None:
    Report.objects.filter(conversation_id=conversation_id).update(contact="", photo="", conversation=None)
