"""Database work from async code: a small pool of threads that keep their connections.

A step of the front desk is one synchronous function, run as a whole in one thread: one hop instead of one a query.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections

#: What the database raises while it is away, full or locked; the same request may succeed later.
UNAVAILABLE = (OperationalError, InterfaceError)

_lock = threading.Lock()
_pool: ThreadPoolExecutor | None = None
_connections: set[Any] = set()


async def in_database[Result](step: Callable[..., Result], *args: Any) -> Result:
    """Run ``step(*args)`` in a database thread and return its result.

    The step may be run twice, when the database went away and came back between two steps (its connection was dead
    at the first): it must do nothing twice, by a status, a key or a lease checked inside its transaction.

    :raises django.db.OperationalError, django.db.InterfaceError: see ``UNAVAILABLE``.
    """
    return await asyncio.get_running_loop().run_in_executor(_threads(), _with_live_connection, step, args)


def reason(error: Exception) -> str:
    """Why the database cannot be used, for the log: these errors tell of connections, disks and tables, not of rows."""
    return (
        f"{type(error).__name__}: {str(error).strip().splitlines()[0][:160]}"
        if str(error).strip()
        else type(error).__name__
    )


def close() -> None:
    """Wait for the running steps and close every connection; the next step opens new ones."""
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool:
        pool.shutdown(wait=True)
    while _connections:
        _connections.pop().close()


def _threads() -> ThreadPoolExecutor:
    global _pool
    with _lock:
        if _pool is None:
            _pool = ThreadPoolExecutor(settings.DATABASE_THREADS, "database")
        return _pool


def _with_live_connection[Result](step: Callable[..., Result], args: tuple[Any, ...]) -> Result:
    mine = connections["default"]
    if mine not in _connections:
        # `close` runs in another thread, which Django allows only for connections declared shared.
        mine.inc_thread_sharing()
        _connections.add(mine)
    was_open = mine.connection is not None
    try:
        return step(*args)
    except UNAVAILABLE:
        if mine.connection is not None and mine.is_usable():
            raise
        mine.close()
        if was_open:
            return step(*args)
        raise
