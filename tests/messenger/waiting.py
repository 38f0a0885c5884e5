"""Messages that wait for their delivery."""

from collections.abc import Callable
from typing import Any

from guichet.conversations.models import Author, Conversation, Message
from guichet.messenger import outbox


def outgoing(conversation: Conversation, author: Author, text: str) -> Message:
    message = conversation.outgoing(author, text=text)
    message.save(force_insert=True)
    conversation.save()
    return message


def delivered(count: int = 2) -> Callable[[], bool]:
    """All that there is to send was sent."""
    return lambda: Message.objects.filter(status="sent").count() == count


def claim(message: Message) -> Any:
    parcel = outbox.claim(message.conversation_id)
    assert parcel is not None
    return parcel
