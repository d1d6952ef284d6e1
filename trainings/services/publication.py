"""What is published is news: the feed and the alerts of saved searches tell of it."""

from django.utils import timezone

from trainings.models import Session


def now_published(trainings):
    """The open sessions of these trainings, which nobody has seen so far, are new from now on.

    Whoever publishes trainings calls it, in the transaction that does it.
    """
    sessions = Session.objects.filter(training__in=trainings, state=Session.State.OPEN)
    # Locked in the order of all who write several.
    locked = sessions.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
    Session.objects.filter(pk__in=list(locked)).update(published_at=timezone.now())
