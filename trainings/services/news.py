"""The sessions last published, for the feeds."""

from django.contrib.auth.models import AnonymousUser

from trainings.models import Session, Training

from .lists import Lists

NEWEST = 50


def newest_sessions(domain=None):
    """Those that everybody may look at; of a domain, those of what it contains too."""
    sessions = Session.objects.visible_to(AnonymousUser())
    if domain:
        inside = Lists().inside([domain.slug])
        links = Training.domains.through.objects.filter(domain__in=inside)
        sessions = sessions.filter(training__in=links.values("training"))
    sessions = sessions.select_related("training", "centre")
    return sessions.order_by("-published_at", "-pk")[:NEWEST]
