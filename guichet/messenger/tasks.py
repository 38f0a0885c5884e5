"""Recurring work on Messenger's pages."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from guichet import clock
from guichet.jobs.models import Job
from guichet.jobs.registry import Progress, job
from guichet.messenger import deletion, posts, setup
from guichet.messenger.models import EventCount, MessengerPage

logger = logging.getLogger(__name__)

#: How long counts of events stay.
COUNTS_KEPT = timedelta(days=90)


@job("messenger.check", every=timedelta(days=1))
def check(this: Job, progress: Progress) -> dict[str, Any]:
    """Check every active page; one page's failure does not stop the others' checks."""
    pages = list(MessengerPage.objects.filter(active=True).select_related("commune"))
    failed: dict[str, list[str]] = {}
    for index, page in enumerate(pages if settings.GUICHET_MESSENGER else []):
        progress(100 * index // len(pages), f"Page Facebook\u202f: {page}")
        try:
            wrong = [one.name for one in setup.check_page(page) if not one.ok]
        except Exception as error:
            logger.exception("a page could not be checked", extra={"page": page.page_id})
            wrong = [type(error).__name__]
        if wrong:
            failed[page.page_id] = wrong
    posts.forget_old()
    EventCount.objects.filter(day__lt=clock.now().date() - COUNTS_KEPT).delete()
    return {"pages": len(pages), "failed": failed}


@job(deletion.JOB, every=timedelta(minutes=15))
def erasures(this: Job, progress: Progress) -> dict[str, int]:
    """Do the erasures that Meta asked for and that Graph's answer is still needed for."""
    return deletion.run(timezone.now())
