"""The one clock of what citizens are told.

Leases, tokens, rate limits and retention use the machine's time instead: a fixed clock must not stop them.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

BRUSSELS = ZoneInfo("Europe/Brussels")


def now() -> datetime:
    """The present instant in Belgian time, or the one fixed by ``GUICHET_NOW``."""
    fixed: datetime | None = settings.GUICHET_NOW
    return (fixed or datetime.now(BRUSSELS)).astimezone(BRUSSELS)
