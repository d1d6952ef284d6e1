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
    """An entry of the header (`place="header"`) or of the side menu (`place="space"`).

    `query` ("?…") follows the route's address.
    """

    label: str | Promise
    route: str
    position: int
    place: str = "space"
    icon: str = ""
    shown_to: Callable = signed_in
    query: str = ""


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


class BlockRegistry(Registry):
    def for_request(self, request):
        """The blocks to show, as (block, what its template shows): see web/blocks.html."""
        return filled(self.for_user(request.user), request)


def filled(blocks, request):
    """Those of the blocks that have something to show, with it."""
    return [(block, values) for block in blocks if (values := block.context(request)) is not None]


class LayoutRegistry:
    """What other blocks add to every page: the bell, the links of the footer.

    `layout.register(function)`: called with the request, it returns a dictionary. Every page
    pays for it, errors too: values that need a query are lazy (`SimpleLazyObject`).
    """

    def __init__(self):
        self._functions = []

    def register(self, function):
        self._functions.append(function)
        return function

    def for_request(self, request):
        values = {}
        for function in self._functions:
            values.update(function(request))
        return values


menu = Registry()
dashboard_blocks = BlockRegistry()
home_blocks = BlockRegistry()
layout = LayoutRegistry()
