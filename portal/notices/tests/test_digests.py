"""Digests: each item once, to each person, on its day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.factories import UserFactory
from portal.jobs import services as jobs
from portal.notices import digests, services
from portal.notices.models import DigestItem, Frequency
from portal.notices.services import notify
from portal.outbox.models import OutgoingEmail
from portal.outbox.tests.helpers import News

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_messages")]
PARIS = ZoneInfo("Europe/Paris")


def reader(frequency, **fields):
    user = UserFactory(**fields)
    services.choose_frequency(user, News.name, frequency)
    return user


def mails_to(user):
    return OutgoingEmail.objects.filter(recipient=user, kind="notices.digest").order_by("pk")


def test_three_weeks_on_a_frozen_clock():
    people = {frequency: reader(frequency) for frequency in Frequency}
    with time_machine.travel(datetime(2026, 3, 2, 6, tzinfo=PARIS), tick=False) as clock:
        jobs.run_if_due("notices.daily")
        jobs.run_if_due("notices.weekly")
        for number in range(21 * 4):
            notify(*(News(number, user, title=f"n{number}.") for user in people.values()))
            clock.shift(timedelta(hours=6))
            jobs.run_if_due("notices.daily")
            jobs.run_if_due("notices.weekly")
    told = {
        frequency: "".join(mail.text_body for mail in mails_to(user))
        for frequency, user in people.items()
    }
    for number in range(21 * 4 - 30):
        assert told[Frequency.DAILY].count(f"n{number}.") == 1
        assert told[Frequency.WEEKLY].count(f"n{number}.") == 1
    assert told[Frequency.AT_ONCE] == told[Frequency.NEVER] == ""
    assert mails_to(people[Frequency.DAILY]).count() == 21
    assert mails_to(people[Frequency.WEEKLY]).count() == 3
    at_once = OutgoingEmail.objects.filter(kind=News.name)
    assert {mail.recipient for mail in at_once} == {people[Frequency.AT_ONCE]}
    assert at_once.count() == 21 * 4


def test_digest_is_in_the_person_s_language_with_its_way_out():
    user = reader(Frequency.DAILY, language="en")
    notify(News(1, user, title="Something"))
    digests.send_daily()
    mail = mails_to(user).get()
    assert "what happened since yesterday" in mail.text_body
    assert "News: Something" in mail.text_body
    assert "/aide/" in mail.html_body
    assert mail.unsubscribe_url


def test_one_failing_person_does_not_stop_the_others(monkeypatch):
    first, broken, last = (reader(Frequency.DAILY) for _ in range(3))
    notify(*(News(1, user) for user in (first, broken, last)))
    whole = digests.Digest.context

    def fails_for_one(digest):
        if digest.user == broken:
            raise ValueError("broken")
        return whole(digest)

    with monkeypatch.context() as patch:
        patch.setattr(digests.Digest, "context", fails_for_one)
        digests.send_daily()
    assert mails_to(first).count() == mails_to(last).count() == 1
    assert not mails_to(broken).exists()
    digests.send_daily()  # the next turn: theirs, and nothing again to the others
    assert [mails_to(user).count() for user in (first, broken, last)] == [1, 1, 1]


def test_crash_half_way_resends_nothing(monkeypatch):
    people = [reader(Frequency.DAILY) for _ in range(3)]
    notify(*(News(1, user) for user in people))
    whole, sent = digests.send_digest, []

    def dies_after_one(user_id, frequency):
        if sent:
            raise KeyboardInterrupt
        sent.append(user_id)
        whole(user_id, frequency)

    with monkeypatch.context() as patch:
        patch.setattr(digests, "send_digest", dies_after_one)
        with pytest.raises(KeyboardInterrupt):
            digests.send_daily()
    digests.send_daily()
    assert [mails_to(user).count() for user in people] == [1, 1, 1]


def test_what_is_settled_meanwhile_is_left_out():
    user = reader(Frequency.DAILY)
    notify(News(1, user))
    News.relevant = False
    digests.send_daily()
    assert not mails_to(user).exists()
    assert not DigestItem.objects.filter(settled_at=None).exists()


def test_closed_account_gets_no_digest():
    user = reader(Frequency.DAILY)
    notify(News(1, user))
    user.is_active = False
    user.save()
    digests.send_daily()
    assert not mails_to(user).exists()


def test_long_digest_continues_in_the_next(monkeypatch):
    monkeypatch.setattr(digests, "LONGEST", 2)
    user = reader(Frequency.DAILY)
    notify(*(News(number, user) for number in range(3)))
    digests.send_daily()
    digests.send_daily()
    assert mails_to(user).count() == 2
