"""Conversation tokens: who holds one may read and write that one conversation, and nothing else.

The token leaves the server once, when the conversation starts; only its SHA-256 is kept (a random token of 256 bits
needs no slow hash). It dies ``GUICHET_TOKEN_MINUTES`` after its last use.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from guichet.conversations.models import Channel, Conversation
from guichet.problems import Problem

#: A use renews the token, but the row is written again only when so much of its life is gone.
_RENEW_AFTER = timedelta(minutes=5)

GONE = "Cette conversation n’existe plus ou a expiré. Commencez-en une nouvelle."


def new_token() -> str:
    """256 random bits, printable."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def expiry() -> datetime:
    """When a token used now dies."""
    return timezone.now() + timedelta(minutes=settings.GUICHET_TOKEN_MINUTES)


def holder(
    conversation_id: UUID, token: str, communes: frozenset[int] | None, *, lock: bool = False, expired: bool = False
) -> Conversation:
    """The conversation the token opens, its life renewed; with ``lock``, its row locked and left to the caller to save.

    With ``expired`` an expired token still opens it: whoever wrote the conversation may have it erased, however late.

    ``communes`` are those whose pages the request may come from (``guichet.webchat.origins``), None for all.

    :raises Problem: 401, the same for an unknown conversation, a wrong and an expired token; 403 from another website.
    """
    rows = Conversation.objects.filter(pk=conversation_id, channel=Channel.WEB)
    if lock:
        rows = rows.select_for_update()
    conversation = next(iter(rows), None)
    expires = conversation and conversation.token_expires_at
    if not conversation or not expires or (expires <= timezone.now() and not expired):
        raise Problem(401, GONE, {"WWW-Authenticate": "Bearer"})
    if not hmac.compare_digest(conversation.token_hash, digest(token)):
        raise Problem(401, GONE, {"WWW-Authenticate": "Bearer"})
    if communes is not None and conversation.commune_id not in communes:
        raise Problem(403, "Cette page n’est pas autorisée à utiliser l’assistant de cette commune.")
    renewed = expiry()
    if renewed - expires > _RENEW_AFTER:
        conversation.token_expires_at = renewed
        if not lock:
            Conversation.objects.filter(pk=conversation_id).update(token_expires_at=renewed)
    return conversation
