"""Requests that wait too long: their moderators are reminded once a week."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from communities.models import Community, Membership
from communities.notifications import MembershipRequested, RequestsPending
from portal.notices.services import notify, settle_notices

from .locking import lock_community

logger = logging.getLogger(__name__)

WEEK = timedelta(days=7)


def settle_request(membership):
    """A request that needs no decision any more takes its notices along, and the reminder of the
    week with the last one that it spoke of; under the community's lock.
    """
    settle_notices(*MembershipRequested.reference(membership))
    community = membership.community
    if not _waiting_for_a_week(community.memberships, timezone.now()).exists():
        settle_notices(*RequestsPending.reference(community))


def remind_moderators():
    """Remind everyone in charge of requests older than a week; one failure stops nothing."""
    now = timezone.now()
    waiting = _waiting_for_a_week(Membership.objects, now)
    due = Community.objects.filter(_due(now), pk__in=waiting.values("community"))
    for pk in due.order_by("pk").values_list("pk", flat=True):
        try:
            _remind(pk, now)
        except Exception:
            logger.exception("reminder failed for community %s", pk)


def _waiting_for_a_week(memberships, now):
    return memberships.pending().filter(asked_at__lte=now - WEEK)


def _due(now):
    return Q(reminded_at__isnull=True) | Q(reminded_at__lte=now - WEEK)


@transaction.atomic
def _remind(pk, now):
    community = lock_community(pk)
    count = _waiting_for_a_week(community.memberships, now).count()
    if not count or (community.reminded_at and community.reminded_at > now - WEEK):
        return
    community.reminded_at = now
    community.save(update_fields=["reminded_at"])
    in_charge = community.memberships.in_charge().select_related("user")
    notify(*[RequestsPending(community, moderator.user, count) for moderator in in_charge])
