from django.conf import settings

from . import display
from .registry import layout as layout_registry
from .registry import menu


def layout(request):
    """What the base layout shows on every page."""
    user = getattr(request, "user", None)
    entries = menu.for_user(user) if user is not None else []
    return {
        "site_name": settings.SITE_NAME,
        "header_menu": [entry for entry in entries if entry.place == "header"],
        "space_menu": [entry for entry in entries if entry.place == "space"],
        "mailbox_enabled": settings.MAILBOX_ENABLED,
        "languages": settings.LANGUAGES,
        "theme": display.chosen(request, "theme"),
        "themes": display.CHOICES["theme"],
        "text_size": display.chosen(request, "text_size"),
        "text_sizes": display.CHOICES["text_size"],
        "bell": None,
        "footer_pages": [],
        **layout_registry.for_request(request),
    }
