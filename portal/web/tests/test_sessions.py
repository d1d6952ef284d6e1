"""Sessions hold what people do: they go when they are over."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.jobs import schedule, services


@pytest.mark.django_db
def test_sessions_that_are_over_are_erased_every_day(client):
    client.session.save()
    over = Session.objects.create(
        session_key="a" * 32, expire_date=timezone.now() - timedelta(minutes=1)
    )
    assert schedule.get("web.purge_sessions").every == timedelta(days=1)
    services.run_if_due("web.purge_sessions")
    assert not Session.objects.filter(pk=over.pk).exists()
    assert Session.objects.filter(pk=client.session.session_key).exists()
