"""Rate limits, kept in this process's memory only, for a minute: nothing about an address is ever written.

Addresses are keyed by an HMAC with a key that dies with the process. Several processes each count for themselves.
"""

import hashlib
import hmac
import math
import secrets
import time
from collections.abc import Callable, Hashable

from django.conf import settings
from django.http import HttpRequest

from guichet.problems import Problem

#: Keys remembered at most; beyond, the oldest are forgotten.
_MOST_KEYS = 50_000
_SALT = secrets.token_bytes(16)


class Limiter:
    """A token bucket a key: ``per_minute()`` at once, refilled evenly; 0 means no limit."""

    def __init__(self, per_minute: Callable[[], int], now: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._now = now
        self._buckets: dict[Hashable, tuple[float, float]] = {}

    def wait(self, key: Hashable) -> float:
        """Count one use of ``key``; returns 0, or the seconds until the next one is allowed (that use is not counted)."""
        rate = self._per_minute() / 60
        if not rate:
            return 0
        now = self._now()
        left, since = self._buckets.pop(key, (rate * 60, now))
        left = min(rate * 60, left + (now - since) * rate)
        allowed = left >= 1
        # Put back last: the dictionary stays in the order of use.
        self._buckets[key] = (left - 1 if allowed else left, now)
        while len(self._buckets) > _MOST_KEYS or self._stale(now):
            del self._buckets[next(iter(self._buckets))]
        return 0 if allowed else (1 - left) / rate

    def _stale(self, now: float) -> bool:
        oldest = next(iter(self._buckets))
        return now - self._buckets[oldest][1] > 60

    def clear(self) -> None:
        """Forget everything."""
        self._buckets.clear()


#: Tries at the staff's password a minute from one address: a slip of the fingers or five, not a list of passwords.
LOGINS = 5
login_limit = Limiter(lambda: LOGINS)
conversation_limit = Limiter(lambda: settings.GUICHET_RATE_CONVERSATION)
address_limit = Limiter(lambda: settings.GUICHET_RATE_ADDRESS)


def check_address(request: HttpRequest) -> None:
    """Count one request of a client's address.

    :raises Problem: 429.
    """
    _check(address_limit.wait(_address(request)))


def check_login(request: HttpRequest) -> int:
    """Count one try to log in; returns 0, or the seconds until the next one is allowed."""
    return math.ceil(login_limit.wait(_address(request)))


def _address(request: HttpRequest) -> bytes:
    """The client's address, as the server sees it (behind a proxy, uvicorn's ``--proxy-headers`` sets it), unreadable."""
    address = request.META.get("REMOTE_ADDR") or ""
    return hmac.digest(_SALT, address.encode(), hashlib.sha256)


def check_conversation(conversation: Hashable) -> None:
    """Count one message in a conversation.

    :raises Problem: 429.
    """
    _check(conversation_limit.wait(conversation))


def _check(seconds: float) -> None:
    if seconds:
        again = math.ceil(seconds)
        detail = "Vous envoyez beaucoup de messages à la fois. Attendez quelques secondes, puis réessayez."
        raise Problem(429, detail, {"Retry-After": str(again)})
