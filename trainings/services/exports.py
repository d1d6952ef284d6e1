"""What the catalogue puts in files for spreadsheets: the trainings found, and sessions."""

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.web.exports import Table
from trainings.models import Funding, Session

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
            capfirst(_("RNCP or RS code")),
            _("Domains"),
            _("Documents to provide"),
            _("Scheduled sessions"),
            _("Next start"),
            _("Address"),
        ],
        rows=_training_rows(catalogue),
    )


def _training_rows(catalogue):
    for places in _batches(catalogue.results()):
        trainings = catalogue.cards(places)
        prefetch_related_objects(trainings, "domains")
        yield from map(_training_row, trainings)


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
        training.supporting_documents,
        training.session_count,
        training.next_start,
        _absolute(training),
    ]


def found_sessions_table(catalogue):
    """The sessions that the search found, the soonest first."""
    visible = Session.objects.visible_to(catalogue.user).order_by("starts_on", "pk")
    sessions = (
        session
        for ids in _batches(catalogue.session_ids())
        for session in _with_seats(visible.filter(pk__in=ids))
    )
    return _sessions_table(sessions, catalogue_notes(catalogue))


def sessions_table(sessions, notes):
    """These sessions of one training, as its page shows them."""
    return _sessions_table(_with_seats(sessions).iterator(chunk_size=BATCH), notes)


def _with_seats(sessions):
    return sessions.with_list_data().prefetch_related("seats")


def _batches(found):
    return (found[start : start + BATCH] for start in range(0, len(found), BATCH))


def _sessions_table(sessions, notes):
    return Table(
        name=_("sessions"),
        title=_("Sessions"),
        notes=notes,
        columns=[
            _("Session no."),
            _("Code"),
            _("Course"),
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
        rows=map(_session_row, sessions),
    )


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
    active = [(found.title, found.label) for found in catalogue.active_filters()]
    return notes_of(active, catalogue.filters.address)


def notes_of(filters, address):
    """The lines that say which filters, as (title, label), were applied, where, and when."""
    return [
        [_("Filters applied"), in_words(filters) or _("none")],
        [_("Address"), settings.SITE_URL + address],
        [_("Exported on"), moment_in_words(timezone.localtime())],
    ]


def in_words(filters):
    """« Mots : technicien ; Région : Bretagne, Corse ; Éligible au CPF »."""
    labels = {}
    for title, label in filters:
        labels.setdefault(title, []).append(str(label))
    return _("; ").join(
        str(title)
        if found == [str(title)]
        else _("%(title)s: %(labels)s") % {"title": title, "labels": ", ".join(found)}
        for title, found in labels.items()
    )


def moment_in_words(moment):
    return f"{moment:%Y-%m-%d %H:%M} ({_('Paris time')})"
