"""Known devices: a long-lived signed cookie says which accounts signed in here before."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction

from accounts.notifications.security import NewDevice
from portal.audit.services import record
from portal.notices.services import notify

COOKIE = "device"
LIFETIME = timedelta(days=365)
_SALT = "accounts.device"
_MOST_ACCOUNTS = 10
_BROWSERS = {
    # In this order: Edge and Opera say Chrome too, Chrome says Safari.
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}


def remember_device(request, response, user, *, warn):
    """Note on the device that `user` signed in; tell the person when it is a new one."""
    known = _known_accounts(request)
    account = str(user.public_id)
    if account not in known and warn:
        _tell(user, browser_name(request))
    known = [account, *(other for other in known if other != account)][:_MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=_SALT),
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@transaction.atomic
def _tell(user, browser):
    event = record("accounts.new_device", user, actor=user, browser=browser)
    notify(NewDevice(user, event))


def _known_accounts(request):
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return []


def browser_name(request):
    """The browser's name, without its version; empty when unknown."""
    agent = request.headers.get("user-agent", "")
    return next((name for sign, name in _BROWSERS.items() if f"{sign}/" in agent), "")
