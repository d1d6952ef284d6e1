"""The one declared schedule."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from portal.jobs import schedule, services
from portal.jobs.models import ScheduledRun

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=PARIS)


@pytest.fixture
def entries(monkeypatch):
    """An empty schedule, to declare entries for one test."""
    monkeypatch.setattr(schedule, "_entries", {})
    return schedule


@pytest.fixture
def calls(entries):
    calls = []
    entries.register("tests.hourly", lambda: calls.append(1), every=timedelta(hours=1))
    return calls


def test_runs_once_each_turn(calls):
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        for _ in range(3):
            services.run_if_due("tests.hourly")
        assert len(calls) == 1
        clock.shift(timedelta(hours=1))
        services.run_if_due("tests.hourly")
        assert len(calls) == 2


def test_missed_turns_are_made_up_for_once(calls):
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        services.run_if_due("tests.hourly")
        clock.shift(timedelta(hours=10))
        for _ in range(3):
            services.run_if_due("tests.hourly")
    assert len(calls) == 2


def test_other_worker_at_it_is_left_alone_until_its_lease_is_over(calls):
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        ScheduledRun.objects.create(
            name="tests.hourly", claimed_by="other", claimed_until=timezone.now() + services.LEASE
        )
        services.run_if_due("tests.hourly")
        assert calls == []
        clock.shift(services.LEASE)
        services.run_if_due("tests.hourly")
        assert calls == [1]


def test_what_fails_is_written_down_and_tried_again(entries):
    calls = []

    def fails_once():
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("not now")

    entries.register("tests.fails", fails_once, every=timedelta(hours=1))
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        services.run_if_due("tests.fails")
        assert ScheduledRun.objects.get().error == "ValueError: not now"
        services.run_if_due("tests.fails")
        assert len(calls) == 1
        clock.shift(services.RETRY)
        services.run_if_due("tests.fails")
    run = ScheduledRun.objects.get()
    assert (len(calls), run.error, run.claimed_by) == (2, "", "")


@pytest.mark.parametrize(
    ("moment", "turn"),
    [
        (datetime(2026, 3, 2, 12, tzinfo=PARIS), datetime(2026, 3, 2, 7, tzinfo=PARIS)),
        (datetime(2026, 3, 2, 6, tzinfo=PARIS), datetime(2026, 3, 1, 7, tzinfo=PARIS)),
        # The hour changes on 29 March 2026: still seven o'clock.
        (datetime(2026, 3, 29, 12, tzinfo=PARIS), datetime(2026, 3, 29, 7, tzinfo=PARIS)),
        (datetime(2026, 3, 30, 6, tzinfo=PARIS), datetime(2026, 3, 29, 7, tzinfo=PARIS)),
    ],
)
def test_time_of_day_is_local(moment, turn):
    entry = schedule.Entry("x", lambda: None, timedelta(days=1), at=time(7))
    assert entry.turn(moment) == turn


def test_weekly_turn_is_on_its_day():
    entry = schedule.Entry(
        "x", lambda: None, timedelta(weeks=1), at=time(7), weekday=schedule.MONDAY
    )
    assert entry.turn(MONDAY_NOON) == datetime(2026, 3, 2, 7, tzinfo=PARIS)
    assert entry.turn(MONDAY_NOON - timedelta(hours=6)) == datetime(2026, 2, 23, 7, tzinfo=PARIS)


@pytest.mark.parametrize(
    "declared",
    [
        {"every": timedelta(hours=1), "at": time(7)},
        {"every": timedelta(weeks=1), "at": time(7)},
        {"every": timedelta(days=1), "at": time(7), "weekday": schedule.MONDAY},
    ],
)
def test_declaration_that_means_nothing_is_refused(entries, declared):
    with pytest.raises(ValueError, match="x:"):
        entries.register("x", lambda: None, **declared)


def test_two_entries_cannot_share_a_name(calls, entries):
    with pytest.raises(ValueError, match="two entries"):
        entries.register("tests.hourly", lambda: None, every=timedelta(hours=1))


def test_sweep_runs_everywhere_and_says_whether_there_is_more(entries):
    answers = iter([True, False])
    entries.register(
        "tests.sweep", lambda: next(answers), every=timedelta(seconds=1), everywhere=True
    )
    assert services.run_if_due("tests.sweep") is True
    assert services.run_if_due("tests.sweep") is False
    assert not ScheduledRun.objects.exists()


def test_looking_for_what_is_due_costs_one_query(calls, entries, django_assert_num_queries):
    entries.register("tests.daily", lambda: None, every=timedelta(days=1), at=time(7))
    with django_assert_num_queries(1):
        assert len(services.due(schedule.entries())) == 2
    for entry in schedule.entries():
        services.run_if_due(entry.name)
    assert services.due(schedule.entries()) == []


def test_beat_reads_the_same_schedule():
    from portal.celery import app

    assert set(app.conf.beat_schedule) == {entry.name for entry in schedule.entries()}
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
