"""Importing tables: what is compared, refused, written and told."""

from datetime import date

import pytest

from portal.audit.models import AuditEvent
from portal.search.models import SearchEntry
from trainings.factories import OccupationFactory, TrainingFactory
from trainings.models import Centre, Funding, ImportColumn, Session, SessionSeats, Training
from trainings.services.imports import pipeline
from trainings.services.imports.mapping import TableSource
from trainings.services.imports.records import FileRefused
from trainings.services.seats import take_seat

pytestmark = pytest.mark.django_db


def reasons(outcome):
    return [problem["reason"] for problem in outcome.problems]


# What is written -------------------------------------------------------------------


def test_a_row_makes_a_training_a_centre_and_a_session(source, apply):
    OccupationFactory(code="F1603")
    outcome = apply(source({"ROME": "F1603"}))
    assert outcome.counts == {
        "rows": 1,
        "training.added": 1,
        "centre.added": 1,
        "session.added": 1,
    }
    training, centre, session = Training.objects.get(), Centre.objects.get(), Session.objects.get()
    assert (training.code, training.title, training.kind.name) == ("F1", "Maçon", "VAE")
    assert (training.title_key, training.hours, training.is_published) == ("macon", 700, True)
    assert [job.code for job in training.occupations.all()] == ["F1603"]
    assert (centre.name, centre.department.code, centre.time_zone) == ("Afpa", "59", "Europe/Paris")
    assert centre.latitude is not None
    assert (session.training, session.centre) == (training, centre)
    assert (session.starts_on, session.ends_on) == (date(2027, 3, 1), date(2027, 6, 30))
    assert (session.state, session.registration_closes_on) == ("open", date(2027, 3, 1))
    assert session.published_at
    assert session.registration_ends_at
    seats = SessionSeats.objects.get()
    assert (seats.funding, seats.capacity) == (Funding.COLLECTIVE, 12)


def test_the_search_and_the_audit_know(source, apply):
    SearchEntry.objects.all().delete()
    apply(source())
    training = Training.objects.get()
    entries = SearchEntry.objects.filter(kind="trainings.training", stale=True)
    assert [entry.object_id for entry in entries] == [training.pk]
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"trainings.import_applied", "trainings.session_imported"} <= actions


def test_importing_twice_changes_nothing(source, apply):
    rows = [{}, {"Numéro": "S2", "Centre": "Greta", "Places": ""}]
    apply(source(*rows))
    before = [list(model.objects.order_by("pk").values()) for model in (Training, Centre, Session)]
    outcome = apply(source(*rows))
    assert outcome.changes_nothing
    assert outcome.counts["session.same"] == 2
    after = [list(model.objects.order_by("pk").values()) for model in (Training, Centre, Session)]
    assert after == before


def test_a_changed_copy_says_just_what_changed(source, apply, profile):
    apply(source({}, {"Numéro": "S2"}, {"Numéro": "S3"}))
    copy = source({}, {"Numéro": "S2", "Fin": "31/07/2027", "Places": "8"}, {"Numéro": "S3"})
    outcome = pipeline.check(copy, profile)
    assert outcome.counts["session.changed"] == 1
    (example,) = outcome.examples
    assert (example["key"], example["line"]) == ("S2", 3)
    assert example["changes"] == {
        "ends_on": ["2027-06-30", "2027-07-31"],
        "collective": ["12", "8"],
    }
    assert Session.objects.get(number="S2").ends_on == date(2027, 6, 30)
    apply(copy)
    assert Session.objects.get(number="S2").ends_on == date(2027, 7, 31)
    assert SessionSeats.objects.get(session__number="S2").capacity == 8


def test_checking_writes_nothing(source, profile):
    pipeline.check(source(), profile)
    assert not Training.objects.exists()
    assert not Centre.objects.exists()
    assert not Session.objects.exists()
    assert not AuditEvent.objects.exists()


def test_fields_that_the_profile_does_not_use_stay(source, apply):
    apply(source())
    Training.objects.update(summary="Écrit ici", level=4)
    Session.objects.update(cpf_eligible=True, registration_closes_on=date(2027, 2, 1))
    apply(source({"Titre": "Maçonne"}))
    training, session = Training.objects.get(), Session.objects.get()
    assert (training.title, training.summary, training.level) == ("Maçonne", "Écrit ici", 4)
    assert (session.cpf_eligible, session.registration_closes_on) == (True, date(2027, 2, 1))


def test_an_empty_cell_empties_its_field(source, apply):
    apply(source())
    apply(source({"Heures": ""}))
    assert Training.objects.get().hours is None


def test_an_address_of_its_own_for_each_training(source, apply):
    TrainingFactory(slug="macon-f1")
    apply(source({}, {"Code": "f-1", "Numéro": "S2"}, {"Code": "F 1", "Numéro": "S3"}))
    slugs = Training.objects.values_list("slug", flat=True)
    assert len(set(slugs)) == 4


def test_usual_registration_moves_with_the_session(source, apply):
    apply(source())
    apply(source({"Début": "15/03/2027"}))
    assert Session.objects.get().registration_closes_on == date(2027, 3, 15)


# What is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"Code": ""}, "Code", "needed"),
        ({"Code": "x" * 31}, "Code", "31 characters"),
        ({"Titre": ""}, "Titre", "needed"),
        ({"Titre": "x" * 256}, "Titre", "256 characters"),
        ({"Heures": "beaucoup"}, "Heures", "not a number"),
        ({"Heures": "-5"}, "Heures", "between"),
        ({"Heures": "40000"}, "Heures", "between"),
        ({"CP": "ABC"}, "CP", "postal code"),
        ({"CP": "99999"}, "CP", "department"),
        ({"Début": "31/02/2027"}, "Début", "not a date"),
        ({"Début": ""}, "Début", "starts on"),
        ({"Fin": "01/01/2027"}, "Fin", "before it starts"),
        ({"Places": "99999"}, "Places", "between"),
    ],
)
def test_a_wrong_cell_rejects_its_row_and_the_whole_file(source, apply, changes, column, said):
    with pytest.raises(pipeline.NotApplied) as refusal:
        apply(source({"Numéro": "S0"}, changes))
    (problem,) = refusal.value.outcome.problems
    assert problem["line"] == 3
    assert column in problem["where"] or problem["where"] == "session.starts_on"
    assert said in problem["reason"]
    assert not Session.objects.exists()
    assert not Training.objects.exists()


def test_rejected_rows_may_be_left_out(source, apply):
    outcome = apply(source({"Numéro": "S0"}, {"Heures": "x"}), leave_out=True)
    assert outcome.counts["rejected"] == 1
    assert [session.number for session in Session.objects.all()] == ["S0"]


def test_a_number_twice_in_a_file(source, apply):
    outcome = apply(source({}, {}, {"Places": "3"}), leave_out=True)
    assert reasons(outcome) == [
        "Repeats line 2.",
        "Session S1 is already on line 2, with other values.",
    ]
    assert (outcome.counts["doubtful"], outcome.counts["rejected"]) == (1, 1)
    assert SessionSeats.objects.get().capacity == 12


def test_seats_are_never_fewer_than_those_taken(source, apply):
    apply(source())
    for number in range(3):
        take_seat(Session.objects.get(), Funding.COLLECTIVE, f"R{number}")
    with pytest.raises(pipeline.NotApplied) as refusal:
        apply(source({"Places": "2"}))
    assert "3 seats are taken" in reasons(refusal.value.outcome)[0]
    apply(source({"Places": "3"}))
    assert SessionSeats.objects.get().left == 0


def test_a_cancelled_session_is_not_opened_again(source, apply, profile):
    apply(source())
    ImportColumn.objects.create(profile=profile, fixed="Ouverte", field="session.state")
    Session.objects.update(state=Session.State.CANCELLED)
    apply(source())
    assert Session.objects.get().state == Session.State.CANCELLED


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Numéro;Code;Inconnue", "Inconnue"),
        ("Numéro;Code", "lacks these columns"),
        ("Numéro;Numéro", "Two columns"),
        ("", "empty"),
    ],
)
def test_columns_that_are_not_those_of_the_profile(tmp_path, profile, header, said):
    path = tmp_path / "file.csv"
    path.write_text(header, encoding="utf-8")
    with pytest.raises(FileRefused, match=said):
        TableSource(path, profile)


def test_the_catalogue_may_have_changed_since_the_check(source, apply, profile):
    apply(source())
    copy = source({"Titre": "Maçonne"})
    digest = pipeline.check(copy, profile).digest
    Training.objects.update(title="Autre titre")
    with pytest.raises(pipeline.NotApplied):
        apply(copy, digest=digest)
    assert Training.objects.get().title == "Autre titre"
    apply(copy, digest=pipeline.check(copy, profile).digest)


def test_a_check_and_its_application_have_the_same_digest(source, apply, profile):
    rows = [{}, {"Numéro": "S2", "Code": "F2", "Centre": "Greta"}]
    assert pipeline.check(source(*rows), profile).digest == apply(source(*rows)).digest
    moved = [{}, {"Numéro": "S2", "Code": "F3", "Centre": "Cnam"}]
    assert pipeline.check(source(*moved), profile).digest == apply(source(*moved)).digest
