"""Each morning: the new sessions of the searches whose owner wants to know."""

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from portal.notices.services import notify
from trainings.models import SavedSearch, Session
from trainings.notifications import NAMED, NewSessions

from .saved_searches import catalogue_of

log = structlog.get_logger(__name__)

BATCH = 500
# A session is dated when its import begins and seen when it ends: look no nearer than that.
MARGIN = timedelta(hours=1)


def send_alerts():
    """One message for each search that has something new; one that fails stops no other.

    Each is a transaction of its own that also says until when it was looked at: a crash half-way
    repeats nothing, and the next turn looks at what is left.
    """
    until = timezone.now() - MARGIN
    due = SavedSearch.objects.with_alert().filter(looked_until__lt=until).order_by("pk")
    last = 0
    while batch := list(due.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        for pk in batch:
            try:
                send_alert(pk, until)
            except Exception:
                log.exception("alert_failed", search=pk)
        last = batch[-1]


@transaction.atomic
def send_alert(pk, until):
    """Tell the owner of what the search newly finds, and remember until when it looked."""
    found = SavedSearch.objects.with_alert().filter(pk=pk, looked_until__lt=until)
    search = found.select_for_update(of=("self",)).select_related("owner").first()
    if search is None:
        return
    new = _new_sessions(search, until)
    if new:
        named = Session.objects.select_related("training", "centre").in_bulk(new[:NAMED])
        notify(NewSessions(search, [named[pk] for pk in new if pk in named], len(new)))
    search.looked_until = until
    search.save(update_fields=["looked_until"])


def _new_sessions(search, until):
    """The ids of what the search finds among the sessions since it last looked, newest first."""
    new = Session.objects.visible_to(search.owner).filter(
        published_at__gt=search.looked_until, published_at__lte=until
    )
    new = list(new.order_by("-published_at", "-pk").values_list("pk", flat=True))
    if not new:
        return []
    found = set(catalogue_of(search.owner, search.query).session_ids())
    return [pk for pk in new if pk in found]
