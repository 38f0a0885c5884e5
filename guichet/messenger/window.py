"""Meta's window: what may be sent to a citizen, and how, known before it is sent.

24 hours after the citizen's last act anybody may answer; then, for 7 days, only a person, with the tag ``HUMAN_AGENT``;
then nobody until the citizen writes again.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/policy/policy-overview
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from guichet.conversations.models import Author, Message

STANDARD, HUMAN = timedelta(hours=24), timedelta(days=7)
#: Meta's clock, ours and the way between them.
MARGIN = timedelta(minutes=1)
CLOSED = "window closed: the citizen’s last act is too long ago"


def envelope(message: Message, opened_at: datetime | None) -> dict[str, Any] | None:
    """What the request must say of itself; None when it may not leave.

    ``opened_at``: the citizen's last act; None when it is not known, and then Graph is the judge. The assistant's own
    messages never carry a tag: Meta allows ``HUMAN_AGENT`` for a person's only.
    """
    age = timezone.now() - opened_at if opened_at else timedelta(0)
    if age < STANDARD - MARGIN:
        return {"messaging_type": "RESPONSE"}
    if message.author == Author.PERSON and age < HUMAN - MARGIN:
        return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return None
