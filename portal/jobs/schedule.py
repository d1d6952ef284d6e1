"""The one declared schedule, read by `manage.py work` and by Celery beat alike.

Blocks and apps register their entries in `AppConfig.ready()`:

    schedule.register("pages.purge", purge, every=timedelta(days=1), at=time(3, 30))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.get_fixed_timezone(0))


@dataclass(frozen=True)
class Entry:
    """Call `function` every `every`, or once a day (a week) at a local time.

    Each turn is run by one worker only, and again if that worker died on the
    way. `everywhere` leaves that out: for sweeps that any number of workers may
    do at once, since they claim row by row.
    """

    name: str
    function: Callable[[], object]
    every: timedelta
    at: time | None = None
    weekday: int | None = None
    everywhere: bool = False

    def turn(self, now):
        """When the turn that is due at `now` began."""
        if self.at is None:
            return now - (now - _EPOCH) % self.every
        today = timezone.localtime(now)
        turn = timezone.make_aware(datetime.combine(today.date(), self.at))
        while turn > now or (self.weekday is not None and turn.weekday() != self.weekday):
            turn = timezone.make_aware(datetime.combine(turn.date() - timedelta(days=1), self.at))
        return turn


_entries = {}


def register(name, function, *, every, at=None, weekday=None, everywhere=False):
    """Declare that `function()` is to be called regularly."""
    if name in _entries:
        raise ValueError(f"The schedule has two entries named {name!r}")
    if at is not None and every not in {timedelta(days=1), timedelta(weeks=1)}:
        raise ValueError(f"{name}: a time of day goes with every day or every week")
    if (weekday is not None) != (at is not None and every == timedelta(weeks=1)):
        raise ValueError(f"{name}: a day of the week goes with every week")
    _entries[name] = Entry(name, function, every, at, weekday, everywhere)


def entries():
    return list(_entries.values())


def get(name):
    return _entries[name]
