"""Telling people: mail, bell and preferences."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.factories import UserFactory
from portal.notices import services
from portal.notices.models import DigestItem, Frequency, Notice, NoticePreference
from portal.notices.services import notify
from portal.outbox.models import OutgoingEmail
from portal.outbox.tests.helpers import Essential, News

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_messages")]


@pytest.fixture
def user():
    return UserFactory()


def test_account_gets_a_mail_and_a_line_in_the_bell(user):
    notify(Essential(1, user))
    notice = Notice.objects.get()
    assert (notice.recipient, notice.text, notice.path) == (user, "Bell: a <title>", "/aide/")
    assert OutgoingEmail.objects.get().unsubscribe_url == ""


def test_address_without_account_gets_a_mail_only():
    notify(Essential(1))
    assert OutgoingEmail.objects.count() == 1
    assert not Notice.objects.exists()


def test_same_event_told_twice_is_told_once(user):
    with transaction.atomic():
        notify(Essential(1, user))
        notify(Essential(1, user), Essential(2, user))
    assert Notice.objects.count() == OutgoingEmail.objects.count() == 2


@pytest.mark.parametrize(
    ("frequency", "mails", "waiting"),
    [
        (Frequency.AT_ONCE, 1, 0),
        (Frequency.DAILY, 0, 1),
        (Frequency.WEEKLY, 0, 1),
        (Frequency.NEVER, 0, 0),
    ],
)
def test_optional_message_follows_the_preference(user, frequency, mails, waiting):
    services.choose_frequency(user, News.name, frequency)
    notify(News(1, user))
    assert OutgoingEmail.objects.count() == mails
    assert DigestItem.objects.count() == waiting
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("frequency", Frequency)
def test_essential_message_ignores_preferences(user, frequency):
    services.choose_frequency(user, Essential.name, frequency)
    notify(Essential(1, user))
    assert OutgoingEmail.objects.count() == 1


def test_optional_message_can_be_stopped_from_the_mail(user):
    notify(News(1, user))
    assert "/desabonnement/" in OutgoingEmail.objects.get().unsubscribe_url


def test_change_of_mind_never_tells_the_same_event_twice(user):
    notify(News(1, user))
    services.choose_frequency(user, News.name, Frequency.DAILY)
    notify(News(1, user), News(2, user))
    assert [item.dedupe_key for item in DigestItem.objects.all()] == [News(2, user).dedupe_key]
    services.choose_frequency(user, News.name, Frequency.AT_ONCE)
    notify(News(2, user))
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.parametrize(
    ("frequency", "waiting_as"),
    [
        (Frequency.AT_ONCE, Frequency.DAILY),
        (Frequency.DAILY, Frequency.DAILY),
        (Frequency.WEEKLY, Frequency.WEEKLY),
        (Frequency.NEVER, None),
    ],
)
def test_what_waits_follows_a_new_choice(user, frequency, waiting_as):
    services.choose_frequency(user, News.name, Frequency.DAILY)
    notify(News(1, user))
    services.choose_frequency(user, News.name, frequency)
    waiting = DigestItem.objects.filter(settled_at=None)
    assert [item.frequency for item in waiting] == ([waiting_as] if waiting_as else [])


def test_settled_request_takes_its_notices_along(user):
    notify(Essential(1, user), Essential(2, user))
    services.settle_notices("tests.event", 1)
    assert services.unread_count(user) == 1


def test_unread_count_is_one_query_and_stops_at_a_hundred(user, django_assert_num_queries):
    Notice.objects.bulk_create(
        Notice(dedupe_key=f"n:{n}", kind="x", recipient=user, text="x") for n in range(150)
    )
    with django_assert_num_queries(1):
        assert services.unread_count(user) == 100


def test_telling_many_costs_as_much_as_telling_one():
    counts = []
    for number in (1, 3):
        people = [UserFactory() for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            notify(*(News(number, person) for person in people))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_preference_that_does_not_exist_is_refused_by_the_database(user):
    services.choose_frequency(user, News.name, Frequency.DAILY)
    with pytest.raises(Exception, match="notices_known_frequency"), transaction.atomic():
        NoticePreference.objects.update(frequency="often")
