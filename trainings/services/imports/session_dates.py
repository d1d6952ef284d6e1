"""The dates of a session that a file does not give, by one rule each."""

import calendar
from datetime import date, timedelta

from django.utils.translation import gettext as _

OPENS_BEFORE = timedelta(days=180)


def complete_dates(offer):
    """Turn a month of entry and a length into dates; reject dates that go backwards."""
    session = offer.session
    month, since = session.pop("month", None), session.pop("since", None)
    months = session.pop("months", None)
    if "starts_on" not in session and month:
        if not since:
            return offer.reject(_("The profile does not say of which year."), "session.month")
        # The first such month that is not before the first month of the file.
        session["starts_on"] = date(since.year + (month < since.month), month, 1)
    start = session.get("starts_on")
    if start and "ends_on" not in session and months:
        session["ends_on"] = add_months(start, months) - timedelta(days=1)
    end = session.get("ends_on")
    if start and end and end < start:
        offer.reject(_("The session cannot end before it starts."), "session.ends_on")
    if session.pop("permanent", False) and start and end:
        # One may enter until the end, from the first month of the file or as usual.
        session.setdefault("registration_opens_on", min(since or start - OPENS_BEFORE, start))
        session.setdefault("registration_closes_on", end)
    opens, closes = session.get("registration_opens_on"), session.get("registration_closes_on")
    if opens and closes and closes < opens:
        offer.reject(
            _("Registration cannot close before it opens."), "session.registration_closes_on"
        )
    return None


def add_months(day, number):
    months = day.month - 1 + number
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def registration_window(values, before=None):
    """When registration opens and closes, where the file says nothing of it.

    Half a year before the start, until the first day. What staff chose otherwise stays.
    """
    start = values["starts_on"]
    opens, closes = start - OPENS_BEFORE, start
    if before is not None:
        usual = (before.starts_on - OPENS_BEFORE, before.starts_on)
        now = (before.registration_opens_on, before.registration_closes_on)
        if now != usual:
            opens, closes = now
    opens = values.get("registration_opens_on", opens)
    closes = values.get("registration_closes_on", closes)
    # One that is given moves the other along, never past it.
    if "registration_opens_on" in values:
        closes = max(opens, closes)
    return {"registration_opens_on": min(opens, closes), "registration_closes_on": closes}
