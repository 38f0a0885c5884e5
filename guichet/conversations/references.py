"""References of reports, made to be read aloud and typed from a voice."""

import secrets

from guichet.conversations.models import Conversation, Report

#: Without the characters taken for one another on paper or on the telephone: 0/O, 1/I/L, 2/Z, 5/S, 8/B, B/D/P/T/V, M/N, U/V.
ALPHABET = "34679ACEFHJKQRXY"


def free_reference(commune_id: int) -> str:
    """A reference that no report and no conversation of the commune holds."""
    return free_references(commune_id, 1)[0]


def free_references(commune_id: int, count: int) -> list[str]:
    """As many different free references, in two queries or, at a rare collision, four."""
    free: set[str] = set()
    while len(free) < count:
        drawn = {_random() for _ in range(count - len(free))} - free
        reports = Report.objects.filter(commune_id=commune_id, reference__in=drawn)
        reserved = Conversation.objects.filter(commune_id=commune_id, reserved_reference__in=drawn)
        taken = {*reports.values_list("reference", flat=True), *reserved.values_list("reserved_reference", flat=True)}
        free |= drawn - taken
    return list(free)


def _random() -> str:
    """A random reference as ``K7F-4QA``: 16 characters to the power 6, 16.7 million a commune.

    Unpredictable, so that nobody reads another citizen's report by counting. The unique constraint on
    (commune, reference) catches the rare double.
    """
    letters = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"
