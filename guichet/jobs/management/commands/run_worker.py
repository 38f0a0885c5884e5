"""``manage.py run_worker``: do the jobs, one at a time, until SIGTERM or Ctrl-C."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from guichet.jobs.runner import Worker


class Command(BaseCommand):
    """Starts the worker; at a signal it ends the running job first, at a second one it stops at once."""

    help = "Fait les travaux en attente et récurrents, un à la fois."

    def add_arguments(self, parser: Any) -> None:
        """``--once`` for schedulers and tests."""
        parser.add_argument("--once", action="store_true", help="Fait tout ce qui attend, puis s’arrête.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        worker = Worker()
        if options["once"]:
            while worker.one():
                pass
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda received, frame: self._heard(worker, received))
        worker.run()

    def _heard(self, worker: Worker, received: int) -> None:
        worker.stop()
        signal.signal(received, signal.SIG_DFL)
