"""How fast Graph is called for a page: Meta allows 300 sends and 2 looks at conversations a second and page.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting
"""

import asyncio
import random
from collections import defaultdict
from datetime import timedelta

#: Calls a second for one page and process; below Meta's own, for replicas and people share it.
SENDS, LOOKS = 200.0, 1.8
#: Seconds of the first pause, and of the longest one.
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
#: Pages remembered; each is two floats.
MOST_PAGES = 2000


class Pace:
    """At most ``rate`` calls a second for each page, evenly spaced, in the order of their asking."""

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate
        self._next: dict[str, float] = defaultdict(float)

    async def wait(self, page: str) -> None:
        """Return when the page may be called."""
        now = asyncio.get_running_loop().time()
        if len(self._next) > MOST_PAGES:
            self._next = defaultdict(float, {name: at for name, at in self._next.items() if at > now})
        at = max(now, self._next[page])
        self._next[page] = at + self._gap
        if at > now:
            await asyncio.sleep(at - now)


def backoff(attempt: int) -> timedelta:
    """How long to wait after the ``attempt``-th failure, from 1: 2, 4, 8 … 300 seconds, half of it at random.

    Full sync between processes would have them all come back at once ("equal jitter").
    """
    most = min(FIRST_PAUSE * 2 ** (min(attempt, 12) - 1), LONGEST_PAUSE)
    return timedelta(seconds=most / 2 + random.uniform(0, most / 2))  # noqa: S311 (not a secret)
