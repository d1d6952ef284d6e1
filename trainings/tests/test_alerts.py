"""New sessions of saved searches: told once, to those who want it, whatever fails meanwhile."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from accounts.factories import UserFactory
from portal.jobs import schedule
from portal.notices.models import DigestItem, Frequency, Notice
from portal.notices.services import choose_frequency
from portal.outbox.models import OutgoingEmail
from trainings.factories import DomainFactory, SessionFactory, TrainingFactory
from trainings.models import SavedSearch, Session
from trainings.notifications import NAMED, NewSessions
from trainings.services import alerts
from trainings.services.alerts import send_alerts
from trainings.services.saved_searches import save_search
from trainings.services.upkeep import save_training

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 6, 30, tzinfo=PARIS)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def domain():
    return DomainFactory(name="Bâtiment", slug="batiment")


@pytest.fixture
def search(clock, domain):
    return keep()


def keep(user=None, query="domaine=batiment", **fields):
    fields = {"name": "Bâtiment", "alert": True, **fields}
    return save_search(user or UserFactory(), query, **fields)


def publish(domain, **fields):
    """A session of the domain, published now."""
    return SessionFactory(training__domains=[domain], **fields)


def test_what_was_there_is_no_news(clock, domain):
    publish(domain)
    clock.shift(HOUR)
    keep()
    clock.shift(DAY)
    send_alerts()
    assert not OutgoingEmail.objects.exists()


def test_a_new_session_is_told_once(clock, domain, search):
    clock.shift(HOUR)
    publish(domain, training__title="Plombier", centre__city="Lille")
    SessionFactory(training__title="Hors du domaine")
    publish(domain, draft=True)
    clock.move_to(MONDAY + DAY)
    send_alerts()
    email = OutgoingEmail.objects.get()
    assert email.to == search.owner.email
    assert email.subject == "Une nouvelle session : Bâtiment"
    for body in [email.text_body, email.html_body]:
        assert "Plombier, Lille" in body
        assert "Hors du domaine" not in body
        assert search.get_absolute_url() in body
    assert email.unsubscribe_url
    assert "Bâtiment" in Notice.objects.get().text
    for _morning in range(2):
        send_alerts()
        clock.shift(DAY)
    assert OutgoingEmail.objects.count() == 1


def test_a_session_is_news_when_its_course_is_published_after_it_was_opened(clock, domain, search):
    clock.shift(HOUR)
    training = publish(domain, training__hidden=True).training
    for _day in range(2):
        clock.shift(DAY)
        send_alerts()
    assert not OutgoingEmail.objects.exists()
    training.is_published = True
    save_training(training, actor=None)
    clock.shift(DAY)
    send_alerts()
    assert OutgoingEmail.objects.get().recipient == search.owner


def test_many_are_told_in_one_message(clock, domain, search):
    clock.shift(HOUR)
    for number in range(NAMED + 2):
        publish(domain, training__title=f"Métier {number}")
    clock.shift(DAY)
    send_alerts()
    email = OutgoingEmail.objects.get()
    assert email.subject == "7 nouvelles sessions : Bâtiment"
    assert email.text_body.count("Métier") == NAMED
    assert "et 2 autres." in email.text_body
    assert len(email.subject_id) <= 40


def test_the_filters_about_sessions_count(clock, domain):
    search = keep(query="domaine=batiment&places=1&alternance=1")
    clock.shift(HOUR)
    publish(domain, work_study=True, seats=0)
    publish(domain, seats=2)
    clock.shift(DAY)
    send_alerts()
    assert not OutgoingEmail.objects.exists()
    publish(domain, work_study=True, seats=2)
    clock.shift(DAY)
    send_alerts()
    assert OutgoingEmail.objects.get().recipient == search.owner


def test_a_session_being_imported_waits_for_the_next_day(clock, domain, search):
    """It is dated when its import begins, and seen only when that is committed."""
    clock.shift(DAY)
    send_alerts()
    late = publish(domain)
    Session.objects.filter(pk=late.pk).update(published_at=MONDAY + DAY - timedelta(minutes=5))
    clock.shift(DAY)
    send_alerts()
    assert OutgoingEmail.objects.count() == 1


def test_each_day_its_news(clock, domain, search):
    for _day in range(2):
        clock.shift(DAY - 2 * HOUR)
        publish(domain)
        clock.shift(2 * HOUR)
        send_alerts()
    assert OutgoingEmail.objects.count() == 2


@pytest.mark.parametrize("change", ["alert", "owner"])
def test_nobody_is_told_who_does_not_want_to_or_is_gone(clock, domain, search, change):
    publish(domain)
    if change == "alert":
        SavedSearch.objects.update(alert=False)
    else:
        search.owner.is_active = False
        search.owner.save()
    clock.shift(DAY)
    send_alerts()
    assert not OutgoingEmail.objects.exists()


def test_preferences_decide_how_often(clock, domain, search):
    silent = keep()
    choose_frequency(search.owner, NewSessions.name, Frequency.DAILY)
    choose_frequency(silent.owner, NewSessions.name, Frequency.NEVER)
    clock.shift(HOUR)
    publish(domain)
    clock.shift(DAY)
    send_alerts()
    assert not OutgoingEmail.objects.exists()
    item = DigestItem.objects.get()
    assert item.recipient == search.owner
    assert NewSessions.still_relevant(item)


def test_one_click_stops_them(client, clock, domain, search):
    clock.shift(HOUR)
    publish(domain)
    clock.shift(DAY)
    send_alerts()
    address = "/" + OutgoingEmail.objects.get().unsubscribe_url.split("/", 3)[3]
    client.post(address, {"List-Unsubscribe": "One-Click"})
    publish(domain)
    clock.shift(DAY)
    send_alerts()
    assert OutgoingEmail.objects.count() == 1


def test_what_is_over_before_it_leaves_is_not_sent(clock, domain, search):
    clock.shift(HOUR)
    one, two = publish(domain), publish(domain)
    clock.shift(DAY)
    send_alerts()
    email = OutgoingEmail.objects.get()
    assert NewSessions.still_relevant(email)
    Session.objects.filter(pk=one.pk).update(state=Session.State.CLOSED)
    assert NewSessions.still_relevant(email)
    Session.objects.filter(pk=two.pk).update(state=Session.State.CANCELLED)
    assert not NewSessions.still_relevant(email)


@pytest.mark.parametrize("end", ["delete", "stop", "close"])
def test_nothing_is_sent_of_a_search_that_ended(clock, domain, search, end):
    clock.shift(HOUR)
    publish(domain)
    clock.shift(DAY)
    send_alerts()
    if end == "delete":
        SavedSearch.objects.all().delete()
    elif end == "stop":
        SavedSearch.objects.update(alert=False)
    else:
        search.owner.is_active = False
        search.owner.save()
    assert not NewSessions.still_relevant(OutgoingEmail.objects.get())


def test_one_that_fails_stops_no_other(clock, domain, search, monkeypatch):
    others = [keep() for _person in range(3)]
    clock.shift(HOUR)
    publish(domain)
    clock.shift(DAY)
    real = alerts.catalogue_of

    def fails_once(user, query):
        if user == others[1].owner:
            raise RuntimeError("broken")
        return real(user, query)

    monkeypatch.setattr(alerts, "BATCH", 2)
    monkeypatch.setattr(alerts, "catalogue_of", fails_once)
    send_alerts()
    assert OutgoingEmail.objects.count() == 3
    # It is told the next day, of the same session; the others hear nothing twice.
    monkeypatch.setattr(alerts, "catalogue_of", real)
    clock.shift(DAY)
    send_alerts()
    assert OutgoingEmail.objects.count() == 4
    assert OutgoingEmail.objects.filter(recipient=others[1].owner).count() == 1


def test_a_message_and_until_when_it_looked_go_together(clock, domain, search, monkeypatch):
    """Stopped between the two, the turn is done again: once."""
    clock.shift(HOUR)
    publish(domain)
    clock.shift(DAY)
    real = SavedSearch.save
    monkeypatch.setattr(SavedSearch, "save", lambda *args, **kwargs: 1 / 0)
    send_alerts()
    assert not OutgoingEmail.objects.exists()
    monkeypatch.setattr(SavedSearch, "save", real)
    send_alerts()
    assert OutgoingEmail.objects.count() == 1


def test_it_runs_each_morning_before_the_summaries():
    entry, digest = schedule.get("trainings.alerts"), schedule.get("notices.daily")
    assert entry.function is send_alerts
    assert entry.every == DAY
    assert entry.at < digest.at


def test_a_strange_query_is_no_obstacle(clock, domain):
    user = UserFactory()
    for query in ["q=%00", "domaine=disparu&&=&page=x"]:
        SavedSearch.objects.create(owner=user, name="x", query=query, alert=True)
    clock.shift(HOUR)
    publish(domain)
    clock.shift(DAY)
    send_alerts()
    assert OutgoingEmail.objects.count() == 1


def test_the_link_of_the_mail_finds_the_session(client, clock, domain, search):
    clock.shift(HOUR)
    training = TrainingFactory(title="Plombier", domains=[domain])
    SessionFactory(training=training)
    clock.shift(DAY)
    send_alerts()
    assert search.get_absolute_url().startswith(reverse("trainings:list"))
    assert "Plombier" in client.get(search.get_absolute_url()).content.decode()
