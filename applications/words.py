"""Places, interviews and history put into words, for mails and pages alike."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.models import Prescription
from applications.stages import PRESCRIPTION
from portal.web.dates import date_words
from trainings.models import Funding, TimeZone


def listed(*parts):
    """The parts that are known, in one line."""
    return ", ".join(part for part in parts if part)


def place_words(centre):
    town = f"{centre.postal_code} {centre.city}".strip()
    return listed(centre.name, centre.address, town)


def centre_contact(centre):
    return listed(centre.name, centre.contact_phone, centre.contact_email)


def interview_words(interview, centre):
    """The day, time, kind and place of an interview of the history, in words, or None."""
    if not interview:
        return None
    at = timezone.localtime(parse_instant(interview["at"]), centre.zone)
    return {
        "day": date_words(at, "l j F Y"),
        "time": date_words(at, "TIME_FORMAT"),
        "zone": zone_words(centre),
        "kind": Prescription.InterviewKind(interview["kind"]).label,
        "place": interview["place"],
    }


def zone_words(centre):
    if centre.time_zone == TimeZone.PARIS:
        return _("Paris time")
    return _("local time, %(place)s") % {"place": centre.get_time_zone_display()}


def parse_instant(text):
    return datetime.fromisoformat(text)


def interview_sentence(interview, centre):
    """The same in one line."""
    words = interview_words(interview, centre)
    return _("%(kind)s on %(day)s at %(time)s (%(zone)s), %(place)s") % words


def timeline(request, viewer):
    """The history of a request, newest first, as the `timeline` component shows it."""
    events = request.events.select_related("actor").order_by("-pk")
    return [
        {"at": event.at, "title": event_title(event), "text": event_text(event, request, viewer)}
        for event in events
    ]


def event_title(event):
    if not event.source:
        return _("Request filed")
    if event.source == event.target:
        return PRESCRIPTION.transition(event.transition).label
    return PRESCRIPTION.stage(event.target).label


def who_words(event):
    """The person's name and part; those who have closed their account are their part only."""
    role = PRESCRIPTION.roles[event.role]
    if event.actor is None or event.actor.closed_at:
        return role
    return f"{event.actor.get_full_name()} ({role})"


def event_text(event, request, viewer):
    """Who did it, what was given with it, what followed, and why."""
    centre = request.prescription.session.centre
    who = _("you") if event.actor_id == viewer.pk else who_words(event)
    parts = [_("By %(who)s.") % {"who": who}]
    if "interview" in event.details:
        parts.append(interview_sentence(event.details["interview"], centre) + ".")
    if "interview_cancelled" in event.effects:
        parts.append(_("The interview is cancelled."))
    if "seat_taken" in event.effects:
        funding = Funding(event.effects["seat_taken"]).label
        parts.append(_("A seat is held: %(funding)s.") % {"funding": funding})
    if "seat_freed" in event.effects:
        parts.append(_("The seat is given back."))
    if "refusal" in event.details:
        parts.append(_("Reason: %(reason)s.") % {"reason": request.refusal_reason.label})
    if event.reason:
        parts.append(event.reason)
    return " ".join(parts)
