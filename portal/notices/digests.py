"""The daily and weekly mails: what waited, once each, in one message."""

import structlog
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from portal.notices.models import DigestItem, Frequency
from portal.notices.notifications import Digest
from portal.notices.unsubscribe import unsubscribe_address
from portal.outbox.notifications import registered
from portal.outbox.services import compose, store

log = structlog.get_logger(__name__)

LONGEST = 100  # lines of one mail; the others come with the next


def send_daily():
    send_digests(Frequency.DAILY)


def send_weekly():
    send_digests(Frequency.WEEKLY)


def send_digests(frequency):
    """One mail to each person for whom something waits.

    Each person is a transaction of their own: one that fails is tried again at
    the next turn, and a crash half-way resends nothing to those before.
    """
    waiting = DigestItem.objects.filter(frequency=frequency, settled_at=None)
    for user_id in list(waiting.order_by().values_list("recipient", flat=True).distinct()):
        try:
            send_digest(user_id, frequency)
        except Exception:
            log.exception("digest_failed", frequency=frequency)


@transaction.atomic
def send_digest(user_id, frequency):
    user = get_user_model().objects.get(pk=user_id)
    items = list(
        DigestItem.objects.select_for_update(of=("self",)).filter(
            recipient=user, frequency=frequency, settled_at=None
        )[:LONGEST]
    )
    if not items:
        return
    told = [item for item in items if user.is_active and _still_relevant(item)]
    DigestItem.objects.filter(pk__in=[item.pk for item in items]).update(settled_at=timezone.now())
    if told:
        digest = Digest(user, frequency, told)
        store([compose(digest, unsubscribe_address(user, Digest.name))])


def _still_relevant(item):
    kind = registered().get(item.kind)
    return kind is None or kind.still_relevant(item)
