"""Meta's data-deletion callback: a citizen removes the app from their Facebook account, and all of theirs goes here too.

https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback

The signed request names the citizen by an app-scoped id, whereas a page knows them by a page-scoped one. Conversations
under that very id go at once; the others once Graph has said which ids are the same person's:
https://developers.facebook.com/docs/facebook-login/guides/map-users ("ids_for_pages").
"""

import base64
import binascii
import hashlib
import hmac
import json
import logging
from datetime import datetime
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils import timezone

from guichet.conversations import erasure
from guichet.conversations.models import Channel, Conversation, ErasureReceipt
from guichet.jobs.models import Job
from guichet.messenger import posts
from guichet.messenger.events import at, identifier
from guichet.messenger.failures import Behaviour, Failure
from guichet.messenger.graph import Graph, app_token
from guichet.messenger.tokens import UnreadableToken, decrypt, encrypt

logger = logging.getLogger(__name__)

JOB = "messenger.erasures"
#: Longest signed request read.
LONGEST = 4000


class BadSignedRequest(Exception):
    """Not signed with the app secret, or not a signed request at all."""


def user_of(signed_request: str) -> str:
    """The app-scoped id of a ``<signature>.<payload>`` in base64url, signed with HMAC-SHA256 over the payload's text.

    :raises BadSignedRequest: anything else.
    """
    signature, dot, payload = signed_request[: LONGEST + 1].partition(".")
    secret = settings.GUICHET_MESSENGER_APP_SECRET.encode()
    right = hmac.new(secret, payload.encode(errors="replace"), hashlib.sha256).digest()
    if not dot or len(signed_request) > LONGEST or not hmac.compare_digest(_decoded(signature), right):
        raise BadSignedRequest
    try:
        content = json.loads(_decoded(payload))
    except ValueError:
        raise BadSignedRequest from None
    user = identifier(at(content, "user_id"))
    if not user or str(at(content, "algorithm")).upper() != "HMAC-SHA256":
        raise BadSignedRequest
    return user


def ask(user: str) -> str:
    """Erase what is known under this id, remember to look for the rest, and return the receipt's code."""
    _erase(Conversation.objects.filter(page_scoped_id=user))
    receipt = ErasureReceipt.objects.create(code=erasure.new_code(), subject=encrypt(user))
    Job.enqueue(JOB, key=JOB)
    return receipt.code


def run(now: datetime) -> dict[str, int]:
    """Finish the erasures that still run; what Graph does not answer stays for the next time.

    So does one asked for while a webhook received before it is not sorted: the citizen's words may still be in there.
    """
    done = left = 0
    for receipt in ErasureReceipt.objects.exclude(subject="").filter(done_at=None).order_by("asked_at")[:100]:
        if posts.waiting_since(receipt.asked_at):
            left += 1
            continue
        try:
            user = decrypt(receipt.subject)
            _erase(Conversation.objects.filter(page_scoped_id=user))
            for page, psid in async_to_sync(_ids)(user):
                _erase(Conversation.objects.filter(page=page, page_scoped_id=psid))
        except (Failure, UnreadableToken) as error:
            left += 1
            logger.warning("an erasure waits", extra={"reason": type(error).__name__, "error": str(error)[:160]})
            continue
        receipt.done_at, receipt.subject = now, ""
        receipt.save(update_fields=["done_at", "subject"])
        done += 1
    return {"done": done, "left": left}


def receipt_of(code: str) -> ErasureReceipt | None:
    """The receipt of a code."""
    return ErasureReceipt.objects.filter(code=code).first()


async def _ids(user: str) -> list[tuple[str, str]]:
    """(page, page-scoped id) of everybody this app-scoped id is; empty when Meta does not know it (any more)."""
    graph = Graph()
    try:
        answer = await graph.get(f"{user}/ids_for_pages", app_token(), {"limit": "500"})
    except Failure as failure:
        if failure.behaviour in {Behaviour.REFUSED, Behaviour.BLOCKED} and failure.code == 100:
            return []
        raise
    finally:
        await graph.close()
    rows: Any = answer.get("data")
    pairs = [(identifier(at(row, "page", "id")), identifier(at(row, "id"))) for row in rows] if rows else []
    return [(page, psid) for page, psid in pairs if page and psid]


def _erase(conversations: Any) -> None:
    for pk in list(conversations.filter(channel=Channel.MESSENGER).values_list("pk", flat=True)):
        erasure.erase(pk)


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError):
        return b""


def shown(receipt: ErasureReceipt) -> dict[str, Any]:
    """What the status page says of a receipt."""
    return {"code": receipt.code, "asked": timezone.localtime(receipt.asked_at), "done": receipt.done_at}
