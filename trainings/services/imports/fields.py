"""What a column of a file can go to."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trainings.models import Funding, Session, Training, WayOfLearning

from . import values as read


@dataclass(frozen=True)
class Field:
    """`empty` is what an empty cell means; MUST: it rejects the row, LEAVE: nothing."""

    name: str  # part.field
    label: str | Promise
    read: Callable
    empty: object = ""
    several: str = "first"  # of several columns: the first filled one, all "joined", or a "set"


MUST, LEAVE = object(), object()
TEXT = {"read": read.long_text, "several": "joined"}
SEATS = read.whole_number(0, 32_767)


WAY = read.choice(WayOfLearning)


def _training_fields():
    yield Field("training.code", _("Training: code"), read.short_text(30), MUST, "code")
    yield Field("training.title", _("Training: title"), read.short_text(255), MUST)
    yield Field("training.kind", _("Training: kind"), read.short_text(100), LEAVE)
    for name, label in [
        ("domains", _("Training: domains")),
        ("objectives", _("Training: objectives of people")),
    ]:
        yield Field(f"training.{name}", label, read.words, frozenset(), "set")
    for name, label in [
        ("occupations", _("Training: ROME codes")),
        ("formacodes", _("Training: Formacodes")),
    ]:
        yield Field(f"training.{name}", label, read.codes, frozenset(), "set")
    yield Field("training.level", _("Training: level"), read.choice(Training.Level), None)
    yield Field("training.hours", _("Training: hours"), read.whole_number(0, 32_767), None)
    yield Field("training.weeks", _("Training: weeks"), read.whole_number(0, 32_767), None)
    yield Field("training.way_of_learning", _("Training: way of learning"), WAY, LEAVE)
    yield Field("training.cpf_eligible", _("Training: CPF eligible"), read.yes_no, False)
    yield Field("training.fast_entry", _("Training: fast entry"), read.yes_no, False)
    yield Field("training.rncp_code", _("Training: RNCP or RS code"), read.certification_code)
    for name, label in [
        ("summary", _("Training: summary")),
        ("prerequisites", _("Training: prerequisites")),
        ("learning_objectives", _("Training: learning objectives")),
        ("programme", _("Training: programme")),
        ("outcomes", _("Training: outcomes")),
        ("certification", _("Training: certification")),
        ("price_notes", _("Training: price and funding")),
        ("supporting_documents", _("Training: supporting documents")),
    ]:
        yield Field(f"training.{name}", label, **TEXT)
    yield Field("training.is_published", _("Training: published"), read.yes_no, LEAVE)


def _centre_fields():
    yield Field("centre.name", _("Centre: name"), read.short_text(200), MUST)
    yield Field("centre.code", _("Centre: code (UAI)"), read.short_text(60))
    yield Field("centre.address", _("Centre: address"), read.short_text(200))
    yield Field("centre.postal_code", _("Centre: postal code"), read.postal_code, LEAVE)
    yield Field("centre.city", _("Centre: city"), read.short_text(100), LEAVE)
    yield Field("centre.commune", _("Centre: INSEE code of the commune"), read.insee_code, LEAVE)
    yield Field("centre.department", _("Centre: department"), read.short_text(80), LEAVE)
    yield Field("centre.latitude", _("Centre: latitude"), read.degrees(90), LEAVE)
    yield Field("centre.longitude", _("Centre: longitude"), read.degrees(180), LEAVE)
    yield Field("centre.contact_email", _("Centre: e-mail"), read.email)
    yield Field("centre.contact_phone", _("Centre: phone"), read.short_text(30))


def _session_fields():
    yield Field("session.number", _("Session: number"), read.identifier(30), MUST, "code")
    yield Field("session.starts_on", _("Session: starts on"), read.day, LEAVE)
    yield Field("session.ends_on", _("Session: ends on"), read.day, LEAVE)
    month = read.whole_number(1, 12)
    yield Field("session.month", _("Session: month of entry (1 to 12)"), month, LEAVE)
    yield Field("session.since", _("Session: first month of entry of the file"), read.month_of_year)
    months = read.whole_number(1, 60)
    yield Field("session.months", _("Session: months, when no end is given"), months, LEAVE)
    yield Field("session.permanent", _("Session: entry at any time"), read.yes_no, False)
    opens, closes = _("Session: registration opens on"), _("Session: registration closes on")
    yield Field("session.registration_opens_on", opens, read.day, LEAVE)
    yield Field("session.registration_closes_on", closes, read.day, LEAVE)
    yield Field("session.way_of_learning", _("Session: way of learning"), WAY, LEAVE)
    yield Field("session.work_study", _("Session: work-study"), read.yes_no, False)
    yield Field("session.cpf_eligible", _("Session: CPF eligible"), read.yes_no, False)
    state = read.choice(Session.State)
    yield Field("session.state", _("Session: state"), state, LEAVE)


def _seats_fields():
    for value, label in [
        (Funding.COLLECTIVE, _("Seats: collective funding")),
        (Funding.INDIVIDUAL, _("Seats: individual funding")),
        (Funding.JOBSEEKER, _("Seats: job seeker")),
    ]:
        yield Field(f"seats.{value}", label, SEATS, LEAVE)


_PARTS = [_training_fields, _centre_fields, _session_fields, _seats_fields]
FIELDS = {field.name: field for part in _PARTS for field in part()}


def field_choices():
    return [(name, field.label) for name, field in FIELDS.items()]
