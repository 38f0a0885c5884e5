"""The background services of one front desk process, started and stopped with the ASGI server."""

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import AsyncIterator
from typing import Any

from guichet import database
from guichet.conversations import watch
from guichet.conversations.loop import TurnLoop
from guichet.messenger.delivery import Delivery
from guichet.messenger.sorting import Sorting

logger = logging.getLogger(__name__)

#: The turn loop of this process while its server runs; None in a management command.
turn_loop: TurnLoop | None = None
#: The Messenger delivery of this process, likewise.
delivery: Delivery | None = None
#: The sorting of Messenger's webhooks, likewise.
sorting: Sorting | None = None
#: Set when the server begins to stop: open event streams end, so that it can.
stopping = asyncio.Event()


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Run the turn loop, the watch over other processes' messages and the Messenger delivery."""
    global turn_loop, delivery, sorting, stopping
    stopping = asyncio.Event()
    _hear_the_signals(stopping)
    turn_loop, delivery = TurnLoop(), Delivery()
    sorting = Sorting(turn_loop.look_at, delivery.manners.soon)
    loops = (turn_loop.run(), watch.run(), delivery.run(), sorting.run())
    tasks = [asyncio.create_task(coroutine) for coroutine in loops]
    logger.info("front desk started")
    try:
        yield
    finally:
        stopping.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await turn_loop.stop()
        await delivery.stop()
        turn_loop = delivery = sorting = None
        await asyncio.to_thread(database.close)


def _hear_the_signals(stop: asyncio.Event) -> None:
    """Learn of SIGTERM and SIGINT before the server waits for its connections, among them our endless streams."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        previous = signal.getsignal(number)

        def heard(received: int, frame: Any, previous: Any = previous) -> None:
            loop.call_soon_threadsafe(stop.set)
            if callable(previous):
                previous(received, frame)

        signal.signal(number, heard)
