"""What upper layers put on the pages of the trainings."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise


@dataclass(frozen=True)
class SessionAction:
    """What a person can do with a session: a link in the row of the sessions table.

    `href(session)` gives the address. `shown_to(user)` says who has the link. Sessions that are
    full or whose registration is not open have no link. `hint` tells them, on the page of all
    trainings, how to come to it.
    """

    label: str | Promise
    href: Callable
    shown_to: Callable
    position: int = 0
    hint: str | Promise = ""


class SessionActions:
    def __init__(self):
        self._actions = []

    def register(self, action):
        self._actions.append(action)
        self._actions.sort(key=lambda item: item.position)
        return action

    def exist(self):
        return bool(self._actions)

    def for_user(self, user):
        return [action for action in self._actions if action.shown_to(user)]


class SessionChange(StrEnum):
    """What of a session those concerned are told."""

    CANCELLED = "cancelled"
    CLOSED = "closed"
    DATES = "dates"
    PLACE = "place"


class ChangedSession(NamedTuple):
    session: object
    what: set  # of SessionChange
    before: dict  # its `starts_on`, `ends_on` and `centre` as they were


class Concerned(NamedTuple):
    """Whom the end of a session concerns: how many requests, and how many people are told."""

    requests: int
    people: int


class SessionChanged:
    """Who follows what happens to sessions, in the transaction that changes them.

    A listener is called as `listener(changes, by=actor)` with a list of ChangedSession, the
    sessions' rows locked. `concerned(session)` says whom it would tell that it is cancelled.
    """

    def __init__(self):
        self.listeners = []
        self.concerned = lambda session: Concerned(0, 0)

    def register(self, listener, concerned=None):
        self.listeners.append(listener)
        self.concerned = concerned or self.concerned
        return listener

    def tell(self, changes, *, by):
        if changes:
            for listener in self.listeners:
                listener(changes, by=by)


session_actions = SessionActions()
session_changed = SessionChanged()
