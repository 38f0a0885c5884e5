"""Real HTTP servers in threads of the test process, each on a free port of loopback."""

import asyncio
import threading
import time
from typing import Any

import uvicorn


class Server:
    """An ASGI application served until ``stop``; ``port`` stays the same over ``start``s."""

    def __init__(self, application: Any, *, lifespan: str = "off") -> None:
        self.application, self.lifespan, self.port = application, lifespan, 0

    @property
    def url(self) -> str:
        """Its base address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        """Serve; returns once it answers."""
        config = uvicorn.Config(
            self.application, port=self.port, lifespan=self.lifespan, log_config=None, timeout_graceful_shutdown=2
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 10
        while not self.server.started:
            assert self.thread.is_alive(), "the server ended"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.005)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]
        return self

    def _run(self) -> None:
        async def serve() -> None:
            self.loop = asyncio.get_running_loop()
            await self.server.serve()

        asyncio.run(serve())

    def stop(self) -> None:
        """Stop serving; returns once its thread has ended."""
        self.server.should_exit = True
        self.thread.join(timeout=15)
        assert not self.thread.is_alive(), "the server did not stop"
