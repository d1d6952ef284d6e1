"""What staff do to keep the catalogue up, each change recorded and the search told."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.services import record
from portal.search.services import mark_stale
from portal.territories.services import position_of
from portal.web.dates import date_words
from trainings.models import (
    Centre,
    Domain,
    FormerSlug,
    Occupation,
    Session,
    SessionSeats,
    Training,
)
from trainings.registry import ChangedSession, SessionChange, session_changed

from .publication import now_published
from .seats import lock_session

# What of a centre says where one goes.
PLACE = ["name", "address", "postal_code", "city"]


class NotPossible(Exception):
    """The change would break a rule; the text says which."""


@transaction.atomic
def save_training(training, *, actor):
    """Save a training; an address that changes leads to the new one."""
    before = Training.objects.select_for_update().filter(pk=training.pk).first()
    training.save()
    FormerSlug.objects.keep(before and before.slug, training)
    if before and training.is_published and not before.is_published:
        now_published([training])
    record("trainings.training_saved", training, actor=actor, added=before is None)
    mark_stale(training)


@transaction.atomic
def delete_training(training, *, actor):
    """Delete a training that never had a session; the others are unpublished instead."""
    mark_stale(training)
    record("trainings.training_deleted", training, actor=actor)
    training.delete()


def training_words_changed(training):
    """Have a training read again by the search."""
    mark_stale(training)


def words_changed(source):
    """Have the trainings of a domain, a subject or an occupation read again by the search.

    An occupation itself, too: its job titles complete what people type.
    """
    mark_stale(*source.trainings.all())
    if isinstance(source, Occupation):
        certified = Training.objects.filter(rncp_sheet__occupations=source)
        mark_stale(source, *certified)


@transaction.atomic
def save_subject(subject, *, actor):
    """Save an occupation or a subject of the Formacode: trainings are found by its words."""
    subject.save()
    record(f"trainings.{subject._meta.model_name}_saved", subject, actor=actor)
    words_changed(subject)


@transaction.atomic
def delete_subject(subject, *, actor):
    """Delete a domain, an occupation or a subject of the Formacode."""
    words_changed(subject)
    record(f"trainings.{subject._meta.model_name}_deleted", subject, actor=actor)
    subject.delete()


@transaction.atomic
def save_domain(domain, *, actor):
    """Save a domain, and under which first-level domain it and those inside it are counted."""
    domains = {d.pk: d for d in Domain.objects.select_for_update().order_by("pk")}
    parent = domains.get(domain.parent_id)
    ancestor = parent
    while ancestor is not None:
        if ancestor.pk == domain.pk:
            raise NotPossible(_("A domain cannot be inside itself."))
        ancestor = domains.get(ancestor.parent_id)
    domain.root_id = (parent.root_id or parent.pk) if parent else None
    domain.save()
    inside, root = [domain.pk], domain.root_id or domain.pk
    for pk in inside:
        inside += [other.pk for other in domains.values() if other.parent_id == pk]
    Domain.objects.filter(pk__in=inside[1:]).update(root=root)
    record("trainings.domain_saved", domain, actor=actor)
    words_changed(domain)


@transaction.atomic
def save_centre(centre, *, actor):
    """Save a centre; its sessions follow its time zone, its place and its closing."""
    before = Centre.objects.select_for_update().filter(pk=centre.pk).first()
    place_centre(centre, before)
    centre.save()
    if before:
        _move_sessions(centre, before, actor)
    record("trainings.centre_saved", centre, actor=actor)
    mark_stale(centre, *Training.objects.filter(sessions__centre=centre).distinct())


@transaction.atomic
def delete_centre(centre, *, actor):
    """Delete a centre that never had a session; the others are closed instead."""
    mark_stale(centre)
    record("trainings.centre_deleted", centre, actor=actor)
    centre.delete()


def place_centre(centre, before=None):
    """Give a centre the coordinates of its commune, unless somebody gave it better ones."""
    moved = before and before.postal_code != centre.postal_code
    if moved and (before.latitude, before.longitude) == (centre.latitude, centre.longitude):
        centre.latitude = centre.longitude = None
    if centre.latitude is None and centre.longitude is None:
        centre.latitude, centre.longitude = position_of(centre.postal_code) or (None, None)


def _move_sessions(centre, before, actor):
    """What the sessions of a centre follow, and those concerned are told."""
    changes = set()
    if [getattr(before, name) for name in PLACE] != [getattr(centre, name) for name in PLACE]:
        changes.add(SessionChange.PLACE)
    if centre.closed_on and centre.closed_on != before.closed_on:
        changes.add(SessionChange.CLOSED)
    if not changes and before.time_zone == centre.time_zone:
        return
    sessions = list(centre.sessions.select_for_update(of=("self",)).order_by("pk"))
    told = []
    for session in sessions:
        session.centre = centre
        session.set_registration_instants()
        what = changes & {SessionChange.PLACE}
        if session.state == Session.State.OPEN and centre.is_closed_on(session.ends_on):
            session.state = Session.State.CLOSED
            what = changes
        if what and session.ends_on >= centre.today():
            dates = {"starts_on": session.starts_on, "ends_on": session.ends_on}
            told.append(ChangedSession(session, what, {**dates, "centre": before}))
    fields = ["registration_starts_at", "registration_ends_at", "state"]
    Session.objects.bulk_update(sessions, fields, batch_size=500)
    session_changed.tell(told, by=actor)


@transaction.atomic
def save_session(session, *, actor):
    """Save a session; those concerned are told when it is cancelled, closed or moved."""
    before = lock_with_centre(session)
    if refusal := why_not_open(session.state, session.centre, session.ends_on):
        raise NotPossible(refusal)
    session.save()
    record("trainings.session_saved", session, actor=actor, state=session.state)
    mark_stale(session.training, *([before.training] if before else []))
    changes = what_changed(vars(before), session) if before else None
    if changes:
        dates = {"starts_on": before.starts_on, "ends_on": before.ends_on}
        was = {**dates, "centre": before.centre}
        session_changed.tell([ChangedSession(session, changes, was)], by=actor)


@transaction.atomic
def end_session(session, state, *, actor):
    """Close or cancel a session; says whom that concerns."""
    session = lock_with_centre(session)
    if session.state in {state, Session.State.CANCELLED}:
        raise NotPossible(_("it is so already, or cancelled."))
    session.state = state
    concerned = session_changed.concerned(session)
    save_session(session, actor=actor)
    return concerned


def lock_with_centre(session):
    """Lock its centre, which may be about to close, then the session, which it returns if saved."""
    session.centre = Centre.objects.select_for_update().get(pk=session.centre_id)
    return lock_session(session.pk) if session.pk else None


def why_not_open(state, centre, ends_on):
    """The sentence for a session that cannot be in that state at that centre, or ""."""
    if state != Session.State.OPEN or not centre.is_closed_on(ends_on):
        return ""
    return _(
        "This centre closes on %(date)s: a session that lasts until then or later cannot be open."
    ) % {"date": date_words(centre.closed_on)}


def what_changed(before, session):
    """What those concerned are told of a session; `before` holds the fields as they were."""
    state, states = session.state, Session.State
    if state == states.CANCELLED:
        return {SessionChange.CANCELLED} if before["state"] != state else set()
    changes = set()
    if state == states.CLOSED and before["state"] == states.OPEN:
        changes.add(SessionChange.CLOSED)
    if (before["starts_on"], before["ends_on"]) != (session.starts_on, session.ends_on):
        changes.add(SessionChange.DATES)
    if before["centre_id"] != session.centre_id:
        changes.add(SessionChange.PLACE)
    return changes


@transaction.atomic
def delete_session(session, *, actor):
    """Delete a session that nobody asked for; the others are closed or cancelled."""
    mark_stale(session.training)
    record("trainings.session_deleted", session, actor=actor)
    session.delete()


@transaction.atomic
def set_capacity(session, funding, capacity, *, actor):
    """Give the session that many seats for a funding, never fewer than are taken."""
    lock_session(session.pk)
    seats, _created = SessionSeats.objects.get_or_create(session=session, funding=funding)
    if capacity is not None and capacity < seats.held:
        raise NotPossible(capacity_too_low(seats.held))
    if capacity != seats.capacity:
        record(
            "trainings.capacity_changed",
            session,
            actor=actor,
            funding=funding,
            before=seats.capacity,
            after=capacity,
        )
        seats.capacity = capacity
        seats.save(update_fields=["capacity"])
    return seats


def capacity_too_low(held):
    return ngettext(
        "%(held)s seat is taken: the capacity cannot be lower.",
        "%(held)s seats are taken: the capacity cannot be lower.",
        held,
    ) % {"held": held}
