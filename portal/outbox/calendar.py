"""Invitations that calendar programs understand, to attach to a message."""

from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress

from portal.outbox.notifications import Attachment


def invitation(
    uid,
    sequence,
    start,
    end,
    summary,
    location="",
    description="",
    method="REQUEST",
    organizer="",
    organizer_name="",
    attendee="",
):
    """The .ics of an event: the same `uid` and a higher `sequence` replace it, CANCEL takes it out.

    `start` and `end` are aware datetimes, or dates for whole days. `organizer`
    is the address that answers go to, the portal's own by default.
    """
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", _in_utc(start))
    event.add("dtend", _in_utc(end))
    event.add("summary", summary)
    if location:
        event.add("location", location)
    if description:
        event.add("description", description)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _organizer(organizer, organizer_name))
    if attendee:
        event.add("attendee", vCalAddress(f"mailto:{attendee}"))
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return Attachment("invitation.ics", f"text/calendar; method={method}", calendar.to_ical())


def _in_utc(moment):
    """Each program shows it in its reader's zone; whole days stay dates."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def _organizer(address, name):
    own_name, own_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address or own_address}")
    organizer.params["cn"] = name or own_name
    return organizer
