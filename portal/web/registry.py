"""What lower layers show for upper ones.

Each app registers its entries in `AppConfig.ready()`; nothing imports upwards.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


def everyone(user):
    return True


def signed_in(user):
    return user.is_authenticated


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the header (`place="header"`) or of the side menu (`place="space"`)."""

    label: str | Promise
    route: str
    position: int
    place: str = "space"
    icon: str = ""
    shown_to: Callable = signed_in


@dataclass(frozen=True)
class Block:
    """A block of the home page or of the dashboard.

    `context(request)` returns what `template` shows, or None to leave the block out.
    """

    name: str
    title: str | Promise
    template: str
    context: Callable
    position: int
    shown_to: Callable = signed_in


class Registry:
    def __init__(self):
        self._entries = []

    def register(self, entry):
        self._entries.append(entry)
        self._entries.sort(key=lambda item: item.position)
        return entry

    def for_user(self, user):
        return [entry for entry in self._entries if entry.shown_to(user)]


menu = Registry()
dashboard_blocks = Registry()
home_blocks = Registry()
