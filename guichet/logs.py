"""Logs: one line an event, without message text, token or person: JSON in production, plain words on a developer's console.

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
        return json.dumps(line | _facts(record), ensure_ascii=False, default=str)


class Plain(logging.Formatter):
    """Formats a record as one line for a developer's eyes, with no more in it than ``OneLine``'s."""

    def format(self, record: logging.LogRecord) -> str:
        """As ``15:40:32 INFO turn answered (channel=web, ms=12)``."""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        facts = ", ".join(f"{name}={value}" for name, value in _facts(record).items() if value != 0)
        line = f"{at} {record.levelname} {record.getMessage()}{f' ({facts})' if facts else ''}"
        return line.replace("\n", " ")


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    facts = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    if record.exc_info and record.exc_info[0]:
        kind, _, trace = record.exc_info
        places = traceback.extract_tb(trace)[-4:]
        facts["exception"] = kind.__name__
        facts["trace"] = [f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno} {place.name}" for place in places]
    return facts


def configuration(level: str, *, plain: bool) -> dict[str, Any]:
    """The LOGGING setting.

    ``django.request`` is limited to errors (its warnings repeat addresses), httpx to warnings (it logs every URL).
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"guichet.logs.{'Plain' if plain else 'OneLine'}"}},
        "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["line"], "level": "WARNING"},
        "loggers": {
            "guichet": {"level": level},
            "django.request": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
        },
    }
