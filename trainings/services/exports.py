"""What the catalogue puts in files for spreadsheets: the trainings found, and sessions."""

from itertools import islice

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.web.exports import Table
from trainings.models import Funding

# Rows read from the database at once.
BATCH = 500


def trainings_table(catalogue):
    """The trainings that the search found, in its order."""
    return Table(
        name=_("trainings"),
        title=_("Courses"),
        notes=catalogue_notes(catalogue),
        columns=[
            _("Code"),
            _("Title"),
            _("Kind of training"),
            _("Level"),
            _("Duration in hours"),
            _("Duration in weeks"),
            _("Way of learning"),
            _("CPF eligible"),
            _("Fast entry"),
            _("RNCP or RS code"),
            _("Domains"),
            _("Scheduled sessions"),
            _("Next start"),
            _("Address"),
        ],
        rows=_training_rows(catalogue),
    )


def _training_rows(catalogue):
    found = catalogue.results().prefetch_related("domains").iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        for training in catalogue.with_sessions(batch):
            yield _training_row(training)


def _training_row(training):
    return [
        training.code,
        training.title,
        training.kind.name,
        training.get_level_display(),
        training.hours,
        training.weeks,
        training.get_way_of_learning_display(),
        training.cpf_eligible,
        training.fast_entry,
        training.rncp_code,
        ", ".join(domain.name for domain in training.domains.all()),
        training.session_count,
        training.next_start,
        _absolute(training),
    ]


def sessions_table(sessions, notes):
    """These sessions, as the pages show them."""
    return Table(
        name=_("sessions"),
        title=_("Sessions"),
        notes=notes,
        columns=[
            _("Session no."),
            _("Code"),
            _("Training"),
            _("Region"),
            _("Department"),
            _("Institution"),
            _("Street"),
            _("Postal code"),
            _("Town"),
            _("Start date"),
            _("End date"),
            _("Registration opens on"),
            _("Registration closes on"),
            _("Way of learning"),
            _("CPF"),
            _("Work-study training"),
            _("Seats left"),
            _("Seats"),
            *(_("Seats left: %(funding)s") % {"funding": label} for label in Funding.labels),
            _("Address"),
        ],
        rows=_session_rows(sessions),
    )


def _session_rows(sessions):
    sessions = sessions.with_list_data().prefetch_related("seats")
    for session in sessions.iterator(chunk_size=BATCH):
        yield _session_row(session)


def _session_row(session):
    centre, department = session.centre, session.centre.department
    left = {seats.funding: seats.left for seats in session.seats.all()}
    return [
        session.number,
        session.training.code,
        session.training.title,
        department.parent.name,
        department.name,
        centre.name,
        centre.address,
        centre.postal_code,
        centre.city,
        session.starts_on,
        session.ends_on,
        session.registration_opens_on,
        session.registration_closes_on,
        session.get_way_of_learning_display(),
        session.cpf_eligible,
        session.work_study,
        session.seats_left,
        session.seats_capacity,
        *(left.get(funding) for funding in Funding.values),
        _absolute(session.training),
    ]


def _absolute(training):
    return settings.SITE_URL + training.get_absolute_url()


# What the rows are --------------------------------------------------------------


def catalogue_notes(catalogue):
    labels = [str(active.label) for active in catalogue.active_filters()]
    return notes_of(labels, catalogue.filters.address)


def notes_of(filters, address):
    """The lines that say which filters were applied, where, and when."""
    return [
        [_("Filters applied"), ", ".join(filters) or _("none")],
        [_("Address"), settings.SITE_URL + address],
        [_("Exported on"), timezone.now()],
    ]
