"""The agenda and the news, read from the communes' feeds. The worker calls :func:`refresh`."""

from guichet.knowledge.feeds.refresh import FeedOutcome, refresh

__all__ = ["FeedOutcome", "refresh"]
