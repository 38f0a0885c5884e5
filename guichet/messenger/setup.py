"""Connecting a page, from the admin, the command line and the daily job: check, write, remember the result."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from asgiref.sync import async_to_sync
from django.utils import timezone

from guichet.messenger import checks, outbox
from guichet.messenger.checks import Check, Connection
from guichet.messenger.failures import Failure
from guichet.messenger.graph import Graph
from guichet.messenger.models import MessengerPage, PageState
from guichet.messenger.profile import profile

logger = logging.getLogger(__name__)


def check_page(page: MessengerPage) -> list[Check]:
    """Check the page and keep the result; a page whose token works again goes back to work."""
    connection = _connection(page)
    found: list[Check] = _with_graph(lambda graph: checks.check(graph, connection))
    page.checks, page.checked_at = [asdict(one) for one in found], timezone.now()
    page.save(update_fields=["checks", "checked_at"])
    by_name = {one.name: one for one in found}
    essential = [by_name[name] for name in ("token", "messaging") if name in by_name]
    broken = next((one for one in essential if not one.ok), None)
    if broken is None:
        outbox.works_again(page.page_id)
    elif "ne répond pas" not in broken.seen:
        MessengerPage.objects.filter(pk=page.pk).update(state=PageState.BROKEN, problem=broken.fix[:300])
    page.refresh_from_db()
    failed = [one.name for one in found if not one.ok]
    log = logger.warning if failed else logger.info
    log("page checked", extra={"page": page.page_id, "status": "ok" if not failed else ",".join(failed)})
    return found


def write_page(page: MessengerPage) -> None:
    """Subscribe the page and write its profile.

    :raises Failure: Graph refuses; its ``problem`` or ``reason`` says why.
    """
    connection = _connection(page)
    _with_graph(lambda graph: checks.write(graph, connection))


def explain(failure: Failure) -> str:
    """A refusal of Graph for a clerk: what happened, what to do."""
    return failure.problem() or f"Meta a refusé ({failure.reason}). Lancez la vérification pour savoir quoi corriger."


def _connection(page: MessengerPage) -> Connection:
    return Connection(page.page_id, outbox.readable_token(page), profile(page), page.last_event_at, page.silent_since())


def _with_graph[Result](work: Callable[[Graph], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        graph = Graph()
        try:
            return await work(graph)
        finally:
            await graph.close()

    return async_to_sync(run)()
