"""A session as an event that calendar programs take: whole days, at the centre's address."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from portal.web.text import without_control_characters


def session_calendar(session):
    """The .ics of a session. Its UID stays the same: taken again, it replaces the event."""
    training, centre = session.training, session.centre
    address = settings.SITE_URL + session.get_absolute_url()
    event = Event()
    event.add("uid", f"session-{session.number}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", session.starts_on)
    # The day after the last one.
    event.add("dtend", session.ends_on + timedelta(days=1))
    event.add("summary", without_control_characters(training.title))
    event.add("location", without_control_characters(address_line(centre)))
    number = _("Session no. %(number)s") % {"number": session.number}
    event.add("description", f"{number}\n{address}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    if session.state == session.State.CANCELLED:
        event.add("status", "CANCELLED")
        # Later than what was taken while it was open.
        event.add("sequence", 1)
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def address_line(centre):
    """Name and address on one line."""
    town = f"{centre.postal_code} {centre.city}"
    return ", ".join(part for part in [centre.name, centre.address, town] if part)
