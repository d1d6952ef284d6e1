"""The offer is kept in memory for a while; what is shown of it is read again."""

import threading

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from trainings.factories import SessionFactory, TrainingFactory
from trainings.models import Training
from trainings.services import offer
from trainings.services.catalogue import Catalogue
from trainings.services.filters import Filters

pytestmark = pytest.mark.django_db
LIST = reverse("trainings:list")


def total():
    return len(Catalogue(AnonymousUser(), Filters()).results())


def test_it_is_kept_for_a_while(kept_offer, monkeypatch):
    assert total() == 0
    TrainingFactory()
    assert total() == 0
    monkeypatch.setattr(offer, "_kept", (offer.current_offer(), 0))
    assert total() == 1


def test_it_is_kept_a_minute_at_most(kept_offer):
    assert total() == 0
    _offer, until = offer._kept
    assert until - offer.time.monotonic() <= offer.KEPT_AT_MOST


def test_what_was_unpublished_meanwhile_is_not_shown(kept_offer, page_of):
    training = TrainingFactory(title="Plombier")
    assert "Plombier" in page_of(LIST)
    Training.objects.filter(pk=training.pk).update(is_published=False)
    assert "Plombier" not in page_of(LIST)


def test_what_was_deleted_meanwhile_is_not_shown(kept_offer, page_of):
    training = TrainingFactory(title="Plombier")
    assert "Plombier" in page_of(LIST)
    training.delete()
    assert "Plombier" not in page_of(LIST)


def test_sessions_closed_meanwhile_are_not_exported(kept_offer, client):
    session = SessionFactory()
    assert total() == 1
    session.state = session.State.CLOSED
    session.save()
    response = client.get(reverse("trainings:export_sessions", args=["csv"]))
    assert session.number not in b"".join(response).decode("utf-8-sig")


def test_others_go_on_with_the_one_they_have_while_it_is_read(kept_offer, monkeypatch):
    """A reader that takes its time holds nobody up."""
    old = offer.current_offer()
    monkeypatch.setattr(offer, "_kept", (old, 0))
    reading, finished = threading.Event(), threading.Event()

    def slow_read():
        reading.set()
        assert finished.wait(5)
        return old

    monkeypatch.setattr(offer, "read_offer", slow_read)
    reader = threading.Thread(target=offer.current_offer)
    reader.start()
    assert reading.wait(5)
    assert offer.current_offer() is old
    finished.set()
    reader.join(5)
    assert not reader.is_alive()


def test_what_comes_while_it_is_read_waits_for_the_next_reading(monkeypatch):
    SessionFactory()
    read_centres = offer._read_centres

    def then_one_more():
        read = read_centres()
        SessionFactory()
        return read

    monkeypatch.setattr(offer, "_read_centres", then_one_more)
    assert len(offer.read_offer().sessions) == 1


def test_an_empty_catalogue_is_read_too():
    found = Catalogue(AnonymousUser(), Filters(chosen={"region": ("32",)}, words="x"))
    assert found.facets() == []
    assert found.cards(found.results()) == []


def test_a_session_over_is_left_out_at_the_next_reading():
    session = SessionFactory()
    assert len(Catalogue(AnonymousUser(), Filters()).session_ids()) == 1
    with time_machine.travel(session.registration_ends_at, tick=False):
        assert Catalogue(AnonymousUser(), Filters()).session_ids() == []
