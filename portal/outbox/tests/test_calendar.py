from datetime import UTC, date, datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar

from portal.outbox.calendar import invitation

PARIS = ZoneInfo("Europe/Paris")


def read(attachment):
    calendar = Calendar.from_ical(attachment.content)
    return calendar, next(iter(calendar.walk("VEVENT")))


def test_invitation_is_read_by_calendar_programs():
    start, end = datetime(2026, 7, 1, 9, tzinfo=PARIS), datetime(2026, 7, 1, 10, tzinfo=PARIS)
    attachment = invitation(
        "demande-1@portail",
        0,
        start,
        end,
        "Entretien à l’école",
        "Hénin-Beaumont",
        "Salle 2, œuvre",
    )
    assert attachment.name.endswith(".ics")
    assert "à l’école" in attachment.content.decode("utf-8")
    calendar, event = read(attachment)
    assert calendar["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        "demande-1@portail",
        0,
        "CONFIRMED",
    )
    assert event["SUMMARY"] == "Entretien à l’école"
    assert event.start == datetime(2026, 7, 1, 7, tzinfo=UTC)


def test_answers_go_to_the_organizer_given_else_to_the_portal():
    start, end = datetime(2026, 7, 1, 9, tzinfo=PARIS), datetime(2026, 7, 1, 10, tzinfo=PARIS)
    centre = {"organizer": "accueil@centre.example", "organizer_name": "Centre de Lille"}
    _calendar, event = read(invitation("x", 0, start, end, "Entretien", **centre))
    assert event["ORGANIZER"] == "mailto:accueil@centre.example"
    assert event["ORGANIZER"].params["CN"] == "Centre de Lille"
    _calendar, event = read(invitation("x", 0, start, end, "Entretien"))
    assert event["ORGANIZER"] == f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


def test_change_and_cancellation_keep_the_uid():
    start, end = datetime(2026, 7, 1, 9, tzinfo=PARIS), datetime(2026, 7, 1, 10, tzinfo=PARIS)
    calendar, event = read(invitation("x", 2, start, end, "Entretien", method="CANCEL"))
    assert calendar["METHOD"] == event["STATUS"].removesuffix("LED") == "CANCEL"
    assert (event["UID"], event["SEQUENCE"]) == ("x", 2)


def test_whole_days_are_dates():
    _, event = read(invitation("x", 0, date(2026, 7, 1), date(2026, 7, 3), "Session"))
    assert event.start == date(2026, 7, 1)
