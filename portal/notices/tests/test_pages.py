"""The bell, its page, the preferences and the way out."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.factories import UserFactory
from portal.notices import privacy, services
from portal.notices.models import DigestItem, Frequency, Notice, NoticePreference
from portal.notices.services import notify
from portal.notices.unsubscribe import unsubscribe_address
from portal.outbox.notifications import registered
from portal.outbox.tests.helpers import Essential, News

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def member(client, user):
    client.force_login(user)
    return client


def notice(user, text="Votre demande a été acceptée", **fields):
    number = Notice.objects.count()
    return Notice.objects.create(
        dedupe_key=f"n:{number}", kind="x", recipient=user, text=text, path="/aide/", **fields
    )


def test_bell_counts_what_is_unread(member, user):
    notice(user)
    notice(user)
    notice(UserFactory())
    page = member.get(reverse("notifications")).content.decode()
    assert 'class="bell-count">2<' in page


def test_page_shows_mine_only(member, user):
    notice(user, "La mienne")
    notice(UserFactory(), "Celle d’un autre")
    page = member.get(reverse("notifications")).content.decode()
    assert "La mienne" in page
    assert "Celle d’un autre" not in page


def test_empty_page_says_what_will_be_there(member):
    assert "empty-state" in member.get(reverse("notifications")).content.decode()


def test_visitor_signs_in_first(client):
    for name in ("notifications", "notification_preferences"):
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]


def test_opening_marks_as_read_and_leads_there(member, user):
    mine = notice(user)
    address = reverse("notification_open", args=[mine.pk])
    assert member.get(address).status_code == 405
    assert services.unread_count(user) == 1
    response = member.post(address)
    assert response["Location"] == "/aide/"
    assert services.unread_count(user) == 0


def test_marking_one_and_all(member, user):
    first, _second, _third = notice(user), notice(user), notice(user)
    other = notice(UserFactory())
    member.post(reverse("notification_read", args=[first.pk]))
    assert services.unread_count(user) == 2
    member.post(reverse("notifications_read"))
    assert services.unread_count(user) == 0
    other.refresh_from_db()
    assert other.read_at is None


def test_notice_of_another_person_is_not_found(member):
    other = notice(UserFactory())
    for name in ("notification_open", "notification_read"):
        assert member.post(reverse(name, args=[other.pk])).status_code == 404
    other.refresh_from_db()
    assert other.read_at is None


def test_constant_queries(member, user):
    member.get(reverse("notifications"))  # what every page remembers is remembered
    counts = []
    for number in (1, 3):
        while Notice.objects.count() < number:
            notice(user)
        with CaptureQueriesContext(connection) as queries:
            member.get(reverse("notifications"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_out_of_range_page_shows_the_last(member, user):
    for number in range(30):
        notice(user, f"Numéro {number}.")
    page = member.get(reverse("notifications"), {"page": "999"}).content.decode()
    assert "Numéro 0." in page


def test_preferences_offer_the_kinds_that_exist_only(member):
    page = member.get(reverse("notification_preferences")).content.decode()
    offered = [kind for kind in services.optional_kinds().values() if not kind.staff_only]
    assert page.count("<select") == len(offered)
    for kind in registered().values():
        if kind.name != services.DIGEST:
            assert (str(escape(kind.label)) in page) is not kind.staff_only


@pytest.mark.usefixtures("test_messages")
def test_preferences_are_saved(member, user):
    page = member.get(reverse("notification_preferences")).content.decode()
    assert News.label in page
    choices = dict.fromkeys(services.optional_kinds(), "at_once")
    member.post(reverse("notification_preferences"), {**choices, News.name: "weekly"})
    assert NoticePreference.objects.get().frequency == Frequency.WEEKLY
    page = member.get(reverse("notification_preferences")).content.decode()
    assert '<option value="weekly" selected' in page


@pytest.mark.usefixtures("test_messages")
@pytest.mark.parametrize("value", ["", "often", "\x00", "é" * 10_000])
def test_odd_preference_is_refused_with_a_sentence(member, value):
    response = member.post(reverse("notification_preferences"), {News.name: value})
    assert response.status_code == 200
    assert not NoticePreference.objects.exists()


@pytest.mark.usefixtures("test_messages")
class TestUnsubscribe:
    def link(self, user, kind=News.name):
        address = unsubscribe_address(user, kind)
        return address[address.index("/desabonnement/") :]

    def test_looking_changes_nothing(self, client, user):
        for method in (client.get, client.head):
            assert method(self.link(user)).status_code == 200
        assert not NoticePreference.objects.exists()

    def test_mail_program_stops_it_in_one_click(self, user):
        stranger = Client(enforce_csrf_checks=True)  # signed out, without cookie
        response = stranger.post(self.link(user), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert NoticePreference.objects.get(user=user, kind=News.name).frequency == Frequency.NEVER
        notify(News(1, user))
        assert Notice.objects.count() == 1

    def test_twice_is_no_trouble(self, client, user):
        for _ in range(2):
            assert client.post(self.link(user)).status_code == 200
        assert NoticePreference.objects.count() == 1

    def test_from_a_digest_stops_all_digests(self, client, user):
        services.choose_frequency(user, News.name, Frequency.DAILY)
        services.choose_frequency(user, "tests.other", Frequency.AT_ONCE)
        notify(News(1, user))
        client.post(self.link(user, "notices.digest"))
        assert NoticePreference.objects.get(kind=News.name).frequency == Frequency.NEVER
        assert NoticePreference.objects.get(kind="tests.other").frequency == Frequency.AT_ONCE
        assert not DigestItem.objects.filter(settled_at=None).exists()

    @pytest.mark.parametrize("damage", ["x", ":", "é", "%00"])
    def test_damaged_link_is_not_found(self, client, user, damage):
        assert client.post(f"{self.link(user)[:-1]}{damage}/").status_code == 404
        assert not NoticePreference.objects.exists()

    def test_link_says_nothing_of_the_person(self, user):
        assert user.email not in self.link(user)
        assert f"/{user.pk}/" not in self.link(user)


@pytest.mark.usefixtures("test_messages")
def test_person_can_have_a_copy_and_be_erased(user):
    notify(Essential(1, user))
    services.choose_frequency(user, News.name, Frequency.DAILY)
    notify(News(2, user))
    exports = (privacy.export_notices, privacy.export_choices, privacy.export_items)
    assert all(export(user) for export in exports)
    for erase in (privacy.erase_notices, privacy.erase_choices, privacy.erase_items):
        erase(user)
    assert not any(export(user) for export in exports)
