"""Sessions of an import: who is told, which close, and whose they are."""

from datetime import date, timedelta

import pytest

from trainings import registry
from trainings.factories import CentreFactory, SessionFactory, TrainingFactory
from trainings.models import Centre, Funding, ImportColumn, ImportProfile, Session, SessionSeats
from trainings.services.imports import pipeline, session_rows
from trainings.services.seats import take_seat

pytestmark = pytest.mark.django_db
YESTERDAY = date.today() - timedelta(days=1)  # noqa: DTZ011


def reasons(outcome):
    return [problem["reason"] for problem in outcome.problems]


@pytest.fixture
def told(monkeypatch):
    changed = registry.SessionChanged()
    monkeypatch.setattr(session_rows, "session_changed", changed)
    told = []

    @changed.register
    def listen(changes, by):
        told.extend((session.number, set(what)) for session, what, _before in changes)

    return told


def test_those_concerned_are_told_of_dates_and_places(source, apply, told):
    apply(source({}, {"Numéro": "S2"}, {"Numéro": "S3"}))
    apply(source({"Fin": "31/07/2027"}, {"Numéro": "S2", "Centre": "Greta"}, {"Numéro": "S3"}))
    assert told == [("S1", {"dates"}), ("S2", {"place"})]


def test_sessions_that_the_file_no_longer_has_are_closed_when_asked(source, apply, told):
    other = SessionFactory()
    rows = [{"Numéro": f"S{number}"} for number in range(4)]
    apply(source(*rows))
    assert apply(source(*rows[1:])).changes_nothing
    outcome = apply(source(*rows[1:]), close_missing=True)
    assert outcome.counts["session.closed"] == 1
    assert told == [("S0", {"closed"})]
    assert Session.objects.get(number="S0").state == Session.State.CLOSED
    other.refresh_from_db()
    assert other.state == Session.State.OPEN


def test_a_file_that_lacks_most_sessions_closes_none(source, apply):
    rows = [{"Numéro": f"S{number}"} for number in range(4)]
    apply(source(*rows))
    with pytest.raises(pipeline.NotApplied) as refusal:
        apply(source(rows[0]), close_missing=True)
    assert "is it whole?" in reasons(refusal.value.outcome)[0]
    assert not Session.objects.filter(state=Session.State.CLOSED).exists()


FOUR = [{"Numéro": f"S{number}"} for number in range(4)]


def test_a_rejected_row_is_no_missing_session(source, apply, told):
    apply(source(*FOUR))
    for number in range(3):
        take_seat(Session.objects.get(number="S1"), Funding.COLLECTIVE, f"R{number}")
    changed = [FOUR[0], {**FOUR[1], "Places": "2"}, {**FOUR[2], "Heures": "x"}, FOUR[3]]
    outcome = apply(source(*changed), leave_out=True, close_missing=True)
    assert outcome.counts["rejected"] == 2
    assert outcome.changes_nothing
    assert told == []
    assert not Session.objects.filter(state="closed").exists()


def test_without_its_number_a_rejected_row_lets_none_be_missing(source, apply):
    apply(source(*FOUR))
    rows = [FOUR[0], FOUR[1], {**FOUR[2], "Numéro": ""}]
    outcome = apply(source(*rows), leave_out=True, close_missing=True)
    assert "Line 4: the number cannot be read" in reasons(outcome)[-1]
    assert not Session.objects.filter(state="closed").exists()


def test_sessions_that_are_over_close_without_a_word(source, apply, told):
    apply(source(*FOUR))
    past = {"starts_on": YESTERDAY - timedelta(days=9), "ends_on": YESTERDAY}
    Session.objects.exclude(number="S0").update(**past)
    # Three of four are gone, none of those that go on.
    outcome = apply(source(FOUR[0]), close_missing=True)
    assert outcome.counts["session.closed"] == 3
    assert told == []
    assert Session.objects.filter(state="closed").count() == 3


def test_a_file_that_says_that_sessions_over_are_closed_tells_nobody(source, apply, profile, told):
    over = {"Début": "01/03/2021", "Fin": "30/06/2021"}
    apply(source(over))
    ImportColumn.objects.create(profile=profile, fixed="Fermée", field="session.state")
    apply(source(over))
    assert Session.objects.get().state == "closed"
    assert told == []


# Closed centres ------------------------------------------------------------------------


@pytest.fixture
def close_the_centre(source, apply):
    def close():
        apply(source())
        Session.objects.update(state=Session.State.CLOSED)
        Centre.objects.update(closed_on=YESTERDAY)

    return close


def test_no_session_opens_in_a_closed_centre(source, apply, profile, close_the_centre):
    close_the_centre()
    ImportColumn.objects.create(profile=profile, fixed="Ouverte", field="session.state")
    rows = [{}, {"Numéro": "S2"}]
    outcome = apply(source(*rows))
    assert reasons(outcome) == ["The centre is closed: so is the session."] * 2
    assert set(Session.objects.values_list("state", flat=True)) == {"closed"}
    assert apply(source(*rows)).changes_nothing


def test_a_session_that_moves_to_a_closed_centre_closes(source, apply, told):
    apply(source())
    greta = CentreFactory(name="Greta", closed_on=YESTERDAY)
    copy = source({"Centre": "Greta"})
    assert apply(copy).counts["session.changed"] == 1
    session = Session.objects.get()
    assert (session.centre, session.state) == (greta, "closed")
    assert told == [("S1", {"closed", "place"})]


def test_a_centre_that_will_close_has_open_sessions_until_then(source, apply):
    apply(source())
    Centre.objects.update(closed_on=date(2027, 7, 1))
    later = {"Numéro": "S2", "Fin": "30/07/2027"}
    outcome = apply(source({}, later))
    assert reasons(outcome) == ["The centre is closed: so is the session."]
    assert set(Session.objects.values_list("number", "state")) == {("S1", "open"), ("S2", "closed")}


# Whose they are ------------------------------------------------------------------------


@pytest.fixture
def of_another_profile(source, apply):
    apply(source())
    other = ImportProfile.objects.create(name="Autre")
    Session.objects.update(import_profile=other)
    return other


def test_a_session_keeps_the_profile_that_brought_it(source, apply, of_another_profile):
    assert apply(source()).changes_nothing
    assert Session.objects.get().import_profile == of_another_profile


def test_a_whole_offer_takes_its_sessions_over_and_says_from_whom(
    source, apply, profile, of_another_profile
):
    check = pipeline.check(source(), profile, close_missing=True)
    assert check.examples[0]["changes"] == {"import_profile": ["Autre", "Essai"]}
    apply(source(), close_missing=True)
    assert Session.objects.get().import_profile == profile


# One number twice ------------------------------------------------------------------------


def test_a_number_twice_on_one_line(source, apply):
    first, again = source({}, {"Places": "3"}).offers()
    again.line = first.line

    class OneLine:
        def offers(self):
            return iter([first, again])

    outcome = apply(OneLine(), leave_out=True)
    assert reasons(outcome) == ["Session S1 is already on line 2, with other values."]
    assert SessionSeats.objects.get().capacity == 12


# What it costs --------------------------------------------------------------------------


def test_what_is_linked_is_named_once_for_all_rows(
    source, apply, profile, django_assert_max_num_queries
):
    rows = [{"Numéro": f"S{number}"} for number in range(30)]
    apply(source(*rows))
    TrainingFactory(code="F2")
    moved = source(*({**row, "Code": "F2", "Centre": "Greta"} for row in rows))
    with django_assert_max_num_queries(45):
        outcome = pipeline.check(moved, profile)
    assert outcome.counts["session.changed"] == 30
    assert outcome.examples[-1]["changes"]["training"] == ["F1", "F2"]
