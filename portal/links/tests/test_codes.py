from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection, transaction

from portal.links import codes
from portal.links.codes import (
    CodeExpired,
    TooManyTries,
    TooSoon,
    WrongCode,
    check_code,
    issue_code,
    issue_decoy,
    next_code_at,
    purge_codes,
)
from portal.links.models import Code, CodeSeries

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock(db):
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def wrong(code):
    return "000000" if code.text != "000000" else "111111"


def test_a_code_is_six_digits_hashed_at_rest(clock):
    code = issue_code("test", "a")
    assert len(code.text) == 6 and code.text.isdigit()
    assert code.text not in Code.objects.get().digest


def test_a_code_is_accepted_once(clock):
    code = issue_code("test", "a")
    check_code("test", "a", code.text)
    with pytest.raises(CodeExpired):
        check_code("test", "a", code.text)


def test_a_code_counts_for_its_purpose_and_subject_only(clock):
    code = issue_code("test", "a")
    for purpose, subject in [("test", "b"), ("other", "a")]:
        with pytest.raises(CodeExpired):
            check_code(purpose, subject, code.text)


def test_a_code_ends_after_fifteen_minutes(clock):
    code = issue_code("test", "a")
    clock.shift(timedelta(minutes=14, seconds=59))
    clock.shift(timedelta(seconds=1))
    with pytest.raises(CodeExpired):
        check_code("test", "a", code.text)


def test_a_new_code_leaves_the_earlier_one_valid(clock):
    first = issue_code("test", "a")
    clock.shift(timedelta(minutes=2))
    issue_code("test", "a")
    check_code("test", "a", first.text)


def test_accepting_one_code_ends_the_others(clock):
    first = issue_code("test", "a")
    clock.shift(timedelta(minutes=2))
    second = issue_code("test", "a")
    check_code("test", "a", second.text)
    with pytest.raises(CodeExpired):
        check_code("test", "a", first.text)


def test_tries_are_counted_over_all_codes_and_carried_to_new_ones(clock):
    first = issue_code("test", "a")
    for left in (4, 3, 2):
        with pytest.raises(WrongCode) as refusal:
            check_code("test", "a", wrong(first))
        assert refusal.value.tries_left == left
    clock.shift(timedelta(minutes=2))
    second = issue_code("test", "a")
    with pytest.raises(WrongCode) as refusal:
        check_code("test", "a", "not a code")
    assert refusal.value.tries_left == 1
    with pytest.raises(TooManyTries) as refusal:
        check_code("test", "a", "not a code")
    assert refusal.value.until == second.expires_at
    with pytest.raises(TooManyTries):
        check_code("test", "a", second.text)


def test_after_too_many_tries_a_new_code_waits_for_the_end_of_the_live_ones(clock):
    code = issue_code("test", "a")
    for _ in range(5):
        with pytest.raises(codes.CodeRefused):
            check_code("test", "a", wrong(code))
    assert next_code_at("test", "a") == code.expires_at
    clock.shift(timedelta(minutes=5))
    with pytest.raises(TooSoon):
        issue_code("test", "a")
    clock.shift(timedelta(minutes=10))
    check_code("test", "a", issue_code("test", "a").text)


def test_one_code_a_minute_and_five_an_hour(clock):
    issue_code("test", "a")
    with pytest.raises(TooSoon) as refusal:
        issue_code("test", "a")
    assert refusal.value.at == START + timedelta(minutes=1)
    for _ in range(4):
        clock.shift(timedelta(minutes=1))
        issue_code("test", "a")
    clock.shift(timedelta(minutes=1))
    with pytest.raises(TooSoon) as refusal:
        issue_code("test", "a")
    assert refusal.value.at == START + timedelta(hours=1)
    clock.move_to(START + timedelta(hours=1, seconds=1))
    issue_code("test", "a")


def test_a_decoy_obeys_the_same_limits_and_no_code_opens_it(clock):
    decoy = issue_decoy("test", "a")
    assert len(decoy.text) == 64
    with pytest.raises(TooSoon):
        issue_code("test", "a")
    with pytest.raises(WrongCode):
        check_code("test", "a", "000000")


@pytest.mark.django_db(transaction=True)
def test_a_refusal_cannot_take_the_counted_try_back():
    code = issue_code("test", "a")
    with pytest.raises(RuntimeError), transaction.atomic():
        check_code("test", "a", wrong(code))
    with pytest.raises(WrongCode):
        check_code("test", "a", wrong(code))
    assert CodeSeries.objects.get().tries == 1


def test_purge_erases_what_is_dead_for_a_day(clock):
    issue_code("test", "old")
    clock.shift(timedelta(hours=24))
    issue_code("test", "new")
    clock.shift(timedelta(minutes=30))
    purge_codes()
    assert [series.subject for series in CodeSeries.objects.all()] == ["new"]


def in_threads(number, work):
    barrier = Barrier(number)
    outcomes = []

    def run():
        barrier.wait()
        try:
            work()
            outcomes.append(None)
        except (codes.CodeRefused, TooSoon) as refusal:
            outcomes.append(type(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.full
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_thirty_guesses_at_once_get_five_tries():
    code = issue_code("test", "a")
    outcomes = in_threads(30, lambda: check_code("test", "a", wrong(code)))
    assert outcomes.count(WrongCode) == 4
    assert outcomes.count(TooManyTries) == 26


@pytest.mark.full
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_code_is_made_when_many_are_asked_for_at_once():
    outcomes = in_threads(10, lambda: issue_code("test", "a"))
    assert outcomes.count(None) == 1
    assert outcomes.count(TooSoon) == 9
