"""When a person of the administration is there, beside the assistant."""

from datetime import datetime

from opening_hours import OpeningHours

from guichet.clock import BRUSSELS

#: Communal services are closed on public holidays and on 27 September, the feast of the French Community.
_OFF = "; PH off; Sep 27 off"


def is_available(hours: str, now: datetime) -> bool:
    """Whether a person is there at ``now``; ``hours`` is OpenStreetMap's ``opening_hours`` without holidays.

    :raises opening_hours.ParserError: ``hours`` cannot be read.
    """
    return OpeningHours(hours + _OFF, country="BE", timezone=BRUSSELS).is_open(now.astimezone(BRUSSELS))
