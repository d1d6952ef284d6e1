"""Where the measured pages are in a seeded portal: asked of its rows."""

from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from accounts.seed import PARTNER
from communities.models import Community
from trainings.models import Session, Training

SESSIONS = 25
ADVISORS = 50


def training_with_sessions():
    """A training that fills a page of sessions, and hardly more."""
    visible = Session.objects.visible_to(AnonymousUser()).order_by().values("training")
    counted = visible.annotate(n=Count("pk"))
    found = counted.filter(n__gte=SESSIONS).order_by("n", "training").first()
    found = found or counted.order_by("-n", "training").first()
    return Training.objects.get(pk=found["training"]).get_absolute_url()


def largest_community():
    return Community.objects.order_by("-member_count", "pk").first().get_home_url()


def open_session():
    sessions = Session.objects.open_for_registration().with_seats_left()
    session = sessions.filter(centre__agents__isnull=False).order_by("pk").first()
    return reverse("applications:prescribe", args=[session.number])


@cache
def advisors():
    """Several: one alone would soon have sent too many forms."""
    approved = User.objects.filter(partner_status="approved").exclude(username=PARTNER)
    return list(approved.order_by("pk").values_list("username", flat=True)[:ADVISORS])


def candidate_form(number, run):
    """(who sends it, its fields): never the same candidate twice."""
    return advisors()[number % len(advisors())], {
        "civility": "mrs",
        "last_name": f"Petit {in_letters(run)} {in_letters(number)}",
        "first_name": "Amina",
        "birth_date": "02/04/1998",
        "email": f"candidat-{run}-{number}@exemple.fr",
        "phone": "06 12 34 56 78",
        "postal_code": "59000",
        "city": "Lille",
        "consent": "on",
    }


def in_letters(number):
    return "".join("abcdefghij"[int(digit)] for digit in str(number))
