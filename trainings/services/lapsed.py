"""What ends by itself, without anybody saving it."""

from django.utils import timezone

from portal.jobs.services import last_turn
from portal.search.services import mark_stale
from trainings.models import Session, Training

# The entry of the schedule.
REGISTRATIONS = "trainings.lapsed_registrations"


def forget_lapsed_registrations():
    """Sessions whose registration ended since the last turn are no longer words of their course."""
    over = Session.objects.filter(
        state=Session.State.OPEN, registration_ends_at__lte=timezone.now()
    )
    if since := last_turn(REGISTRATIONS):
        over = over.filter(registration_ends_at__gt=since)
    trainings = over.order_by("training").values_list("training", flat=True).distinct()
    mark_stale(*(Training(pk=pk) for pk in trainings))
