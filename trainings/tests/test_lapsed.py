"""What ends by itself leaves what it should no longer be in."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.jobs.services import run_if_due
from portal.search.models import SearchEntry
from portal.search.services import differences, reindex_stale, search
from trainings.factories import CentreFactory, SessionFactory, TrainingFactory
from trainings.models import Training
from trainings.services import lapsed

from .index import stale

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def found(words):
    return list(search(Training.objects.all(), words))


def test_a_session_whose_registration_is_over_is_no_longer_found(indexed):
    session = SessionFactory(centre__city="Dunkerque", training__title="Plombier")
    lasting = SessionFactory(centre__city="Roubaix", starts_on=timezone.localdate() + 200 * DAY)
    indexed()
    with time_machine.travel(session.registration_ends_at + timedelta(minutes=5)):
        run_if_due(lapsed.REGISTRATIONS)
        assert stale() == {session.training_id}
        reindex_stale()
        assert found("dunkerque") == []
        assert found("roubaix") == [lasting.training]
        assert differences() == []


def test_each_turn_looks_at_what_ended_since_the_last():
    session = SessionFactory()
    with time_machine.travel(session.registration_ends_at, tick=False) as clock:
        run_if_due(lapsed.REGISTRATIONS)
        assert stale() == {session.training_id}
        SearchEntry.objects.all().delete()
        clock.shift(DAY)
        run_if_due(lapsed.REGISTRATIONS)
        assert stale() == set()


def test_many_sessions_never_hide_what_the_course_says(indexed, monkeypatch):
    monkeypatch.setattr("portal.search.services.index.MAX_WORDS", 60)
    training = TrainingFactory(title="Plombier", programme="Souder le cuivre")
    centre = CentreFactory(name="Greta du Nord")
    for number in range(100):
        SessionFactory(training=training, centre=centre, number=f"N{number}")
    indexed()
    assert found("cuivre") == found("greta") == found("N3") == [training]
