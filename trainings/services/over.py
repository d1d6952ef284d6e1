"""Sessions that were published and take nobody any more: who holds their number reads why."""

import re

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trainings.models import Session

NUMBER = re.compile(r"[A-Za-z0-9-]*\d[A-Za-z0-9-]*")


def over_sessions(user):
    """Published once, now cancelled, closed, or open with their registration over."""
    trainings = {} if user.is_staff else {"training__is_published": True}
    states = [Session.State.CLOSED, Session.State.CANCELLED]
    return Session.objects.filter(
        Q(state__in=states) | Q(state=Session.State.OPEN, registration_ends_at__lte=timezone.now()),
        published_at__isnull=False,
        **trainings,
    )


def over_sessions_to_come(user, training):
    """Those of a training that have not begun, the soonest first."""
    sessions = _to_come(user).filter(training=training)
    return sessions.select_related("centre").order_by("starts_on", "number")


def _to_come(user):
    return over_sessions(user).filter(starts_on__gte=timezone.localdate())


def with_has_over(trainings, user):
    """Annotate `has_over`: most trainings need not be asked for them."""
    return trainings.annotate(has_over=Exists(_to_come(user).filter(training=OuterRef("pk"))))


def over_session_named(user, words):
    """The one whose number was typed, or None."""
    if not NUMBER.fullmatch(words):
        return None
    numbers = {words, words.upper()}
    return over_sessions(user).filter(number__in=numbers).select_related("training").first()


def state_in_words(session):
    if session.state == Session.State.CANCELLED:
        return _("Session cancelled")
    return _("Registration over")
