"""`manage.py seed`: the rows that measures are made on are as the services would have made them."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import PartnerRequest, User
from accounts.seed import ADMINISTRATOR, AGENT, MEMBER, PARTNER, user_rows
from applications.agents import is_agent
from applications.models import Prescription, Request
from applications.stages import PRESCRIPTION
from communities.models import Community, Membership
from portal.demo.seeding import Seed
from portal.outbox.models import OutgoingEmail
from portal.search.services import differences, search
from trainings.models import Centre, Session, Training
from trainings.seed import training_rows
from trainings.services.seats import wrong_counts

pytestmark = pytest.mark.django_db

SCALE = "0.001"


@pytest.fixture
def seeded(capsys):
    call_command("seed", "--scale", SCALE)


def test_everything_is_there_in_proportion(seeded):
    assert User.objects.count() == 200  # at least so many, for all roles
    assert Training.objects.count() == 20
    assert Centre.objects.count() == 20
    assert Session.objects.count() == 200
    assert Request.objects.count() == Prescription.objects.count() == 1_000
    assert OutgoingEmail.objects.count() == 1_000
    assert Community.objects.count() == 40
    assert Request.objects.filter(filed_by__username=PARTNER).count() >= 10


def test_it_holds_together(seeded):
    assert not differences()
    assert not wrong_counts().exists()
    by_name = {user.username: user for user in User.objects.all()}
    assert by_name[PARTNER].is_approved_partner
    assert by_name[ADMINISTRATOR].is_superuser
    assert is_agent(by_name[AGENT])
    assert by_name[MEMBER].memberships.moderators().count() == 3
    assert PartnerRequest.objects.pending().exists()
    for community in Community.objects.all():
        assert community.member_count == community.memberships.active().count()
        assert community.memberships.in_charge().exists()
    assert Membership.objects.pending().exists()


def test_histories_follow_the_workflow(seeded):
    for request in Request.objects.prefetch_related("events"):
        events = list(request.events.all())
        assert events[-1].target == request.status
        assert (events[0].at, events[-1].at) == (request.filed_at, request.last_change)
        for before, event in zip(events, events[1:], strict=False):
            transition = PRESCRIPTION.transition(event.transition)
            assert event.source == before.target
            assert event.source in transition.sources
            assert event.target == transition.target


def test_words_find_a_share_and_sessions_are_around_today(seeded):
    titles = Training.objects.filter(title__contains="Titre professionnel")
    found = search(Training.objects.all(), "titres profesionnel")
    assert 0 < titles.count() <= found.count() < Training.objects.count()
    states = set(Session.objects.values_list("state", flat=True))
    assert {Session.State.OPEN, Session.State.CLOSED} <= states
    available = Session.objects.open_for_registration().with_seats_left().count()
    assert 0 < available < Session.objects.open_for_registration().count()


def test_a_part_comes_with_what_it_needs(capsys):
    call_command("seed", "--scale", SCALE, "--only", "trainings")
    assert Training.objects.exists() and User.objects.exists()
    assert not Request.objects.exists() and not Community.objects.exists()


def test_the_same_rows_at_each_run():
    first, second = (training_rows(Seed(0.001)) for _time in range(2))
    assert [row["title"] for row in first] == [row["title"] for row in second]
    first, second = ([row[:-1] for row in user_rows(Seed(0.001), [(1, 1)])] for _time in range(2))
    assert first == second


def test_only_an_empty_portal_is_filled(seeded, settings):
    with pytest.raises(CommandError, match="has accounts"):
        call_command("seed", "--scale", SCALE)


def test_not_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not for production"):
        call_command("seed", "--scale", SCALE)
    assert not User.objects.exists()


@pytest.mark.parametrize("scale", ["0", "1.5", "-1"])
def test_the_scale_is_a_share(scale):
    with pytest.raises(CommandError, match="--scale"):
        call_command("seed", f"--scale={scale}")
