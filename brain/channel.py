"""The brain's only door: a Sanic channel that the front desk alone may call (architecture §2)."""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from functools import wraps
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from brain import snapshots
from brain.state import StateRefused
from brain.turn import BadTurn, Brain, TurnFailed, TurnRequest

logger = logging.getLogger(__name__)

TURN_LIMIT = 64 * 1024
SNAPSHOT_LIMIT = 20 * 1024 * 1024
_NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,79}$")

Handler = Callable[..., Awaitable[HTTPResponse]]


def _error(status: int, error: str, detail: str | None = None) -> HTTPResponse:
    return response.json({"error": error, **({"detail": detail} if detail else {})}, status=status)


class GuichetChannel(InputChannel):
    """Rasa input channel: ``POST /turn``, ``PUT /snapshots/<commune>/<version>``, ``GET /health``."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("the brain needs a shared secret")
        self._authorization = f"Bearer {secret}".encode()

    @classmethod
    def name(cls) -> str:
        """Rasa's name of the channel."""
        return "guichet"

    def url_prefix(self) -> str:
        """At the root: the process serves nothing else."""
        return ""

    def _authorised(self, handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request, **kwargs: Any) -> HTTPResponse:
            sent = (request.headers.get("authorization") or "").encode()
            if not hmac.compare_digest(sent, self._authorization):
                return _error(401, "unauthorised")
            return await handler(request, **kwargs)

        return guarded

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The three routes. ``request.app.ctx.brain`` is the loaded model."""
        blueprint = Blueprint("guichet")
        blueprint.add_route(self._authorised(health), "/health", methods=["GET"])
        blueprint.add_route(self._authorised(put_snapshot), "/snapshots/<commune>/<version>", methods=["PUT"])
        blueprint.add_route(self._authorised(turn), "/turn", methods=["POST"])
        return blueprint


async def health(request: Request) -> HTTPResponse:
    """Which model answers, and the snapshots in memory."""
    brain: Brain = request.app.ctx.brain
    return response.json({"status": "ok", "model": brain.model, "snapshots": snapshots.known()})


async def put_snapshot(request: Request, commune: str, version: str) -> HTTPResponse:
    """Take a commune's snapshot into memory."""
    if len(request.body) > SNAPSHOT_LIMIT:
        return _error(413, "too_large")
    if not (_NAME.match(commune) and _NAME.match(version)):
        return _error(400, "bad_request", "commune and version: lower case letters, digits and hyphens")
    try:
        snapshots.put(commune, version, _json(request))
    except (BadTurn, snapshots.SnapshotRefused) as error:
        return _error(400, "bad_request", str(error))
    brain: Brain = request.app.ctx.brain
    try:
        await brain.warm(commune, version, datetime.now(timezone.utc))
    except Exception as error:  # warming only saves the first citizen some time
        logger.warning("snapshot %s of %s could not be warmed: %s", version, commune, type(error).__name__)
    return response.empty()


async def turn(request: Request) -> HTTPResponse:
    """Answer one message."""
    if len(request.body) > TURN_LIMIT:
        return _error(413, "too_large")
    brain: Brain = request.app.ctx.brain
    try:
        asked = TurnRequest.parse(_json(request))
        return response.json(await brain.turn(asked))
    except (BadTurn, StateRefused) as error:
        return _error(400, "bad_request", str(error))
    except snapshots.UnknownSnapshot:
        return _error(409, "unknown_snapshot")
    except TurnFailed as error:
        cause = error.__cause__
        logger.error(
            "turn %s failed: %s", asked.turn, error, exc_info=cause if logger.isEnabledFor(logging.DEBUG) else None
        )
        return _error(500, "turn_failed")
    except Exception as error:  # the front desk must get an answer, and the log no message text
        logger.error("turn failed: %s", type(error).__name__, exc_info=logger.isEnabledFor(logging.DEBUG))
        return _error(500, "turn_failed")


def _json(request: Request) -> object:
    try:
        return request.json
    except Exception as error:
        raise BadTurn("the body is not JSON") from error
