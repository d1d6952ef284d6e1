"""The database ties states to fields: tried past the services."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.outbox.models import OutgoingEmail
from portal.outbox.tests.helpers import sending

pytestmark = pytest.mark.django_db

IMPOSSIBLE = {
    "sent without date": {"state": "sent"},
    "date without sent": {"sent_at": timezone.now()},
    "sent without having started": {"state": "sent", "sent_at": timezone.now()},
    "unknown without having started": {"state": "unknown", "last_answer": "lost"},
    "failed without reason": {"state": "failed"},
    "cancelled without reason": {"state": "cancelled"},
    "expired without limit": {"state": "expired"},
    "claimed without lease": {"claimed_by": "me"},
    "lease without owner": {"claimed_until": timezone.now()},
    "sending without owner": {"smtp_started_at": timezone.now()},
    "erased but full": {"erased_at": timezone.now()},
    "state that does not exist": {"state": "lost"},
    "settled but claimed": {
        "state": "failed",
        "last_answer": "550",
        "claimed_by": "me",
        "claimed_until": timezone.now(),
    },
}


@pytest.mark.parametrize("changes", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_impossible_row_is_refused(changes):
    sending()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingEmail.objects.update(**changes)


def test_same_event_is_one_row():
    sending(dedupe_key="one")
    with pytest.raises(IntegrityError), transaction.atomic():
        sending(dedupe_key="one")
