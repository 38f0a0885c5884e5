"""Logs: one line of JSON an event, without message text, token or person.

A log call names what happened and gives facts in ``extra``: ``logger.info("turn answered", extra={"ms": 12})``.
Whoever writes one passes identifiers of ours (a conversation's uuid), never a page-scoped id, a text or a token;
as a second lock, the formatter keeps only the fields of an allow-list and never formats an exception's message, which
may quote its data.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

#: Fields of ``extra`` that reach the log; anything else is dropped.
FIELDS = (
    "attempts", "channel", "code", "commune", "conversation", "count", "cut", "duplicates", "error", "event", "forged",
    "future", "ignored", "job",
    "kind", "model", "ms", "origin", "page", "reason", "status", "stored", "turn", "unknown_pages", "waiting",
)  # fmt: skip


class OneLine(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; an exception is reduced to its type and the last places it passed."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            places = traceback.extract_tb(trace)[-4:]
            line["exception"] = kind.__name__
            line["trace"] = [f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno} {place.name}" for place in places]
        return json.dumps(line, ensure_ascii=False, default=str)


def configuration(level: str) -> dict[str, Any]:
    """The LOGGING setting.

    ``django.request`` is limited to errors (its warnings repeat addresses), httpx to warnings (it logs every URL).
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "guichet.logs.OneLine"}},
        "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["line"], "level": "WARNING"},
        "loggers": {
            "guichet": {"level": level},
            "django.request": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
        },
    }
