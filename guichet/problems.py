"""Errors as RFC 9457 problem details, ``detail`` in French: what happened and what to do."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

TYPE = "application/problem+json"
UNAVAILABLE_DETAIL = (
    "Le service est momentanément indisponible. Votre envoi n’a pas été enregistré : réessayez dans quelques secondes."
)
#: Seconds after which a client may try again.
RETRY_AFTER = 5


class Problem(Exception):
    """An answer of the API that is an error; ``headers`` are added to the response."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.extra = status, detail, headers or {}, extra

    def response(self) -> HttpResponse:
        """As an HTTP response."""
        return HttpResponse(
            problem_body(self.status, self.detail, **self.extra),
            status=self.status,
            content_type=TYPE,
            headers=self.headers,
        )


def problem_body(status: int, detail: str, **extra: Any) -> bytes:
    """The JSON body: type, title (the status's name), status, detail and the extra members."""
    members = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **extra}
    return json.dumps(members, ensure_ascii=False).encode()


def unavailable() -> Problem:
    """503: the database is away, full or locked. The client, or Meta, sends it again."""
    return Problem(503, UNAVAILABLE_DETAIL, {"Retry-After": str(RETRY_AFTER)})
