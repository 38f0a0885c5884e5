"""References of reports, made to be read aloud and typed from a voice."""

import secrets

from guichet.conversations.models import Conversation, Report

#: Without the characters taken for one another on paper or on the telephone: 0/O, 1/I/L, 2/Z, 5/S, 8/B, B/D/P/T/V, M/N, U/V.
ALPHABET = "34679ACEFHJKQRXY"


def free_reference(commune_id: int) -> str:
    """A reference that no report and no conversation of the commune holds."""
    while True:
        reference = _random()
        taken = Report.objects.filter(commune_id=commune_id, reference=reference).exists()
        if not taken and not Conversation.objects.filter(commune_id=commune_id, reserved_reference=reference).exists():
            return reference


def _random() -> str:
    """A random reference as ``K7F-4QA``: 16 characters to the power 6, 16.7 million a commune.

    Unpredictable, so that nobody reads another citizen's report by counting. The unique constraint on
    (commune, reference) catches the rare double.
    """
    letters = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"
