"""Load the model and serve turns on loopback: ``python -m brain``."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import time
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import register
from sanic import Sanic

from brain import patches
from brain.action_endpoint import InProcessActions
from brain.channel import SNAPSHOT_LIMIT, GuichetChannel
from brain.state import OneTurnStore
from brain.turn import Brain

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
HOST = "127.0.0.1"
DEVELOPMENT_SECRET = "development-only-brain-secret"  # noqa: S105 (refused in production)

logger = logging.getLogger("brain")


class NoWordsOfCitizens(logging.Formatter):
    """One line a record; an exception is its type and where it happened, never its message, which may quote a citizen."""

    def formatException(self, ei: Any) -> str:
        """``ValueError at file.py:12 f``, innermost first, five frames at the most."""
        kind, _, trace = ei
        frames = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(traceback.extract_tb(trace))][:5]
        return f"  {kind.__name__} at " + " < ".join(frames)


class NoModel(FileNotFoundError):
    """There is no trained model; ``script/train`` makes one."""


def newest_model(models: Path = MODELS) -> Path:
    """The model to serve: the last trained.

    Raises:
        NoModel: there is none.
    """
    trained = sorted(models.glob("*.tar.gz"))
    if not trained:
        raise NoModel(f"no model in {models.name}/: run script/train")
    return trained[-1]


def silence_rasa() -> None:
    """Keep Rasa's own log at warnings: at debug level, structlog's default, it prints every citizen's message."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING), cache_logger_on_first_use=False
    )
    for name in ("rasa", "rasa_sdk", "sanic.root", "apscheduler", "matplotlib"):
        logging.getLogger(name).setLevel(logging.WARNING)


def load(model: Path | None = None, *, keep_context: timedelta | None = None) -> Brain:
    """Load a model for turns.

    Args:
        model: a trained model; the newest by default.
        keep_context: how long a context may be reused; ``GUICHET_CONTEXT_MINUTES`` (30) by default.
    """
    silence_rasa()
    patches.apply()
    store = OneTurnStore(None)
    if keep_context is None:
        keep_context = timedelta(minutes=float(os.environ.get("GUICHET_CONTEXT_MINUTES", "30")))
    agent = Agent.load(model or newest_model(), tracker_store=store, action_endpoint=InProcessActions())
    if agent.processor is None:
        raise NoModel(f"{model} could not be loaded")
    # The model lives as long as the process: looking through it for garbage would stop a turn for a quarter of a second.
    gc.collect()
    gc.freeze()
    return Brain(agent, store, keep_context=keep_context)


def create_app(brain: Brain, secret: str) -> Sanic:
    """The Sanic application: our channel and nothing else, without Rasa's own HTTP API."""
    app = Sanic("guichet-brain", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = SNAPSHOT_LIMIT + 1024
    app.config.ACCESS_LOG = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    register([GuichetChannel(secret)], app, route=None)
    app.ctx.brain = brain
    return app


def secret_from_environment() -> str:
    """``GUICHET_BRAIN_SECRET``; in production the default is refused.

    Raises:
        SystemExit: production without a secret of its own.
    """
    secret = os.environ.get("GUICHET_BRAIN_SECRET") or DEVELOPMENT_SECRET
    if os.environ.get("GUICHET_ENV") == "production" and secret == DEVELOPMENT_SECRET:
        raise SystemExit("GUICHET_BRAIN_SECRET: set a secret of your own before going into production")
    return secret


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    started = time.perf_counter()
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(NoWordsOfCitizens("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=os.environ.get("GUICHET_LOG_LEVEL", "INFO"), handlers=[handler])
    secret = secret_from_environment()
    try:
        brain = load()
    except NoModel as error:
        raise SystemExit(str(error)) from error
    # The first reading builds what the model's components leave for it: no citizen should wait for that.
    asyncio.run(brain.parse("bonjour", {"locale": "fr"}))
    app = create_app(brain, secret)
    port = int(os.environ.get("GUICHET_BRAIN_PORT", "5005"))
    logger.info("model %s ready in %.1f s on %s:%d", brain.model, time.perf_counter() - started, HOST, port)
    app.run(host=HOST, port=port, debug=False, access_log=False, motd=False)
