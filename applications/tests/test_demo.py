"""The demo's requests are as the services would have made them."""

import pytest
from django.core.management import call_command

from applications.models import Prescription, Request
from applications.stages import PRESCRIPTION
from trainings.models import Session
from trainings.services.seats import wrong_counts

pytestmark = pytest.mark.django_db


def test_the_demo_has_requests_at_every_stage_with_their_history():
    call_command("load_demo")
    assert set(Request.objects.values_list("status", flat=True)) == {
        stage.code for stage in PRESCRIPTION.stages
    }
    own = Request.objects.filter(filed_by__username="partenaire@demo.example")
    assert own.values("status").distinct().count() == len(PRESCRIPTION.stages)
    for request in Request.objects.prefetch_related("events").select_related("prescription"):
        events = list(request.events.all())
        assert events[-1].target == request.status
        assert request.last_change == events[-1].at
        assert request.filed_at == events[0].at
        for before, event in zip(events, events[1:], strict=False):
            assert event.source == before.target
            transition = PRESCRIPTION.transition(event.transition)
            assert event.source in transition.sources and event.target == transition.target
    assert not wrong_counts().exists()
    cancelled = Prescription.objects.filter(session__state=Session.State.CANCELLED)
    assert not cancelled.live().exists()
