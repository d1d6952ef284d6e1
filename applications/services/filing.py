"""An advisor enrols a candidate: checks, duplicates, and one request however often it is sent."""

import hashlib
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import require_approved_partner
from applications.models import Prescription, Request, RequestEvent
from applications.notifications import received
from applications.references import new_reference
from applications.stages import ADVISOR, RECEIVED
from portal.audit.services import record
from portal.notices.services import notify
from trainings.models import Session
from trainings.services.seats import lock_session


class FilingRefused(Exception):
    """The candidate was not enrolled; `str()` is the sentence to show."""


class AlreadyEnrolled(FilingRefused):
    """The advisor's organisation has a live request for this person and session."""

    def __init__(self, request):
        super().__init__(
            _(
                "Your organisation has already enrolled this candidate in this session: "
                "request %(reference)s."
            )
            % {"reference": request.reference}
        )
        self.request = request


@dataclass(frozen=True)
class Candidate:
    """The person proposed for the training, as typed by the advisor."""

    civility: str
    last_name: str
    first_name: str
    birth_date: date
    email: str
    phone: str
    postal_code: str
    city: str


def why_closed(session):
    """The sentence for a session that takes no candidate now, or "" when it does."""
    now = timezone.now()
    if session.state == Session.State.CANCELLED:
        return _("This session is cancelled.")
    if session.is_open_for_registration:
        if Session.objects.not_full().filter(pk=session.pk).exists():
            return ""
        return _("This session is full.")
    if session.state == Session.State.OPEN and now < session.registration_starts_at:
        return _("Registration for this session is not open yet.")
    return _("Registration for this session is closed.")


def file_prescription(*, by, session, candidate, funding="", form_token):
    """Enrol `candidate` in `session` and tell the candidate, the advisor and the agents.

    The consent or information of the candidate has been declared. The same
    form sent again returns the request that it made. Raises FilingRefused.
    """
    require_approved_partner(by)
    prescription = Prescription(
        session=session, funding=funding, consent_declared_at=timezone.now(), **vars(candidate)
    )
    prescription.set_keys()
    submission_key = _digest(
        form_token,
        by.pk,
        session.pk,
        prescription.email_key,
        prescription.last_name_key,
        prescription.first_name_key,
        prescription.birth_date,
    )
    try:
        return _file(prescription, by, submission_key)
    except IntegrityError:
        # Sent twice at the same moment: the constraints held, say what exists.
        sent, existing = _filed_before(prescription, by, submission_key)
        if sent:
            return sent
        if existing:
            raise AlreadyEnrolled(existing) from None
        raise


@transaction.atomic
def _file(prescription, by, submission_key):
    session = lock_session(prescription.session_id)
    sent, existing = _filed_before(prescription, by, submission_key)
    if sent:
        return sent
    if sentence := why_closed(session):
        raise FilingRefused(sentence)
    if existing:
        raise AlreadyEnrolled(existing)

    request = Request.objects.create(
        reference=_free_reference(),
        kind=Request.Kind.PRESCRIPTION,
        status=RECEIVED,
        filed_by=by,
        organisation=by.organisation,
        submission_key=submission_key,
    )
    prescription.request = request
    prescription.enrolment_key = enrolment_key(prescription, by)
    prescription.save(force_insert=True)
    event = RequestEvent.objects.create(
        request=request,
        at=request.filed_at,
        actor=by,
        role=ADVISOR,
        transition="file",
        target=RECEIVED,
    )
    record("applications.prescription_filed", request, actor=by, session=session.pk)
    notify(*received.messages(event))
    return request


def _filed_before(prescription, by, submission_key):
    """What this very form filed, and the first live request for this person and session.

    Either may be None; the requests of the advisor's organisation count. One statement.
    """
    same_form = Request.objects.filter(submission_key=submission_key).order_by()
    found = sorted(same_form.union(_of_same_person(prescription, by)), key=attrgetter("pk"))
    sent = [request for request in found if request.submission_key == submission_key]
    return next(iter(sent), None), next(iter(found), None)


def _of_same_person(prescription, by):
    # Few of a session are one person's: found first, by the indexes, then looked up as requests.
    theirs = Prescription.objects.filter(session=prescription.session_id).of_person(
        email_key=prescription.email_key,
        last_name_key=prescription.last_name_key,
        first_name_key=prescription.first_name_key,
        birth_date=prescription.birth_date,
    )
    requests = Request.objects.live().filter(pk__in=theirs.order_by().values("pk"))
    if by.organisation_id:
        requests = requests.filter(organisation=by.organisation_id)
    else:
        requests = requests.filter(filed_by=by)
    return requests.order_by()


def enrolment_key(prescription, by):
    """What is unique while the request lives: the session, the organisation and the address."""
    owner = f"organisation:{by.organisation_id}" if by.organisation_id else f"account:{by.pk}"
    return _digest(prescription.session_id, owner, prescription.email_key)


def _digest(*parts):
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()


def _free_reference():
    """A reference that nobody has; among the 64 million of a year a second try is rare."""
    year = timezone.localdate().year
    while True:
        reference = new_reference(year)
        if not Request.objects.filter(reference=reference).exists():
            return reference
