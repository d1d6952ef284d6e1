"""Theme and text size: kept in a cookie, written in the page by the server, so nothing flashes."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

CHOICES = {
    "theme": {"auto": _("Automatic"), "light": _("Light"), "dark": _("Dark")},
    "text_size": {
        "small": _("Smaller text"),
        "normal": _("Normal text"),
        "large": _("Larger text"),
    },
}
DEFAULTS = {"theme": "auto", "text_size": "normal"}
KEPT_FOR = int(timedelta(days=365).total_seconds())


def chosen(request, name):
    value = request.COOKIES.get(name)
    return value if value in CHOICES[name] else DEFAULTS[name]


def keep(response, name, value):
    """Remember a choice in the browser; an unknown one is left aside."""
    if value in CHOICES[name]:
        response.set_cookie(
            name, value, max_age=KEPT_FOR, samesite="Lax", httponly=True, secure=settings.PRODUCTION
        )
