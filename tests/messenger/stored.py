"""What the tests of the webhook look up in the database."""

from guichet.conversations.models import Message
from guichet.messenger import counts
from guichet.messenger.models import EventCount


def citizens_texts() -> list[str]:
    """What citizens wrote, in order."""
    return list(Message.objects.filter(author="citizen").order_by("conversation", "seq").values_list("text", flat=True))


def counted(kind: str) -> int:
    """How often a kind was counted, once it is written down."""
    counts.flush()
    return sum(EventCount.objects.filter(kind=kind).values_list("count", flat=True))
