"""ASGI lifespan, which Django leaves to others: background services begin with the server and end with it."""

from typing import Any

from guichet.conversations.service import running

type Scope = dict[str, Any]


class Lifespan:
    """Runs ``running()`` around the server's life; passes everything else on."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """One ASGI connection."""
        if scope["type"] != "lifespan":
            await self.application(scope, receive, send)
            return
        await receive()
        try:
            async with running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": f"{type(error).__name__}: {error}"})
            raise
        await send({"type": "lifespan.shutdown.complete"})
