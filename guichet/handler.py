"""Django's ASGI handler, without the thread it makes for each request."""

from typing import Any

from django.core.handlers.asgi import ASGIHandler
from django.core.signals import request_started
from django.db import close_old_connections, reset_queries

from guichet.middleware import STAFF_PREFIX

# Both would cost every request a thread hop. Connections are closed at the end of staff's requests, and citizens'
# (``guichet.database``) are kept; the log of queries, which only DEBUG fills, is bounded by itself.
request_started.disconnect(close_old_connections)
request_started.disconnect(reset_queries)


class Handler(ASGIHandler):
    """Django gives every request a thread of its own for its synchronous parts.

    Staff's pages need one. Citizens' requests are asynchronous to the end; the little that Django still runs in a
    thread for them (closing a response) goes to one shared thread, which saves a tenth of the work of a message.
    """

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One HTTP request."""
        if scope["path"].startswith(STAFF_PREFIX):
            await super().__call__(scope, receive, send)
        else:
            await self.handle(scope, receive, send)
