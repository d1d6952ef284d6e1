"""Theme and text size: kept in a cookie, written in the page by the server, so nothing flashes."""

from django.utils.translation import gettext_lazy as _

THEMES = {"auto": _("Like my device"), "light": _("Light"), "dark": _("Dark")}
TEXT_SIZES = ["small", "normal", "large", "larger"]

THEME_COOKIE = "theme"
TEXT_SIZE_COOKIE = "text_size"


def theme_of(request):
    chosen = request.COOKIES.get(THEME_COOKIE)
    return chosen if chosen in THEMES else "auto"


def text_size_of(request):
    chosen = request.COOKIES.get(TEXT_SIZE_COOKIE)
    return chosen if chosen in TEXT_SIZES else "normal"
