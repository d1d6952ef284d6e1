"""Telling Celery that there is work.

It only makes things faster, since workers look by themselves every second or
two. So it may never slow or break a page: one second at most, then no further
try for a while.
"""

import threading
import time
from dataclasses import dataclass
from functools import cache

import structlog
from celery import Celery
from django.conf import settings
from django.db import transaction

log = structlog.get_logger(__name__)

PATIENCE = 1.0
QUIET = 30.0

_quiet_until = 0.0


@dataclass(frozen=True)
class _WakeUp:
    entry: str

    def __call__(self):
        wake_up(self.entry)


def wake_up_after_commit(entry):
    """Have `entry` of the schedule run once this transaction is committed, told once per commit."""
    call = _WakeUp(entry)
    planned = (
        function for _savepoints, function, _robust in transaction.get_connection().run_on_commit
    )
    if settings.CELERY_BROKER_URL and call not in planned:
        transaction.on_commit(call, robust=True)


def wake_up(entry):
    """Ask Celery to run `entry` now; give up quietly when the broker does not take it."""
    global _quiet_until
    if not settings.CELERY_BROKER_URL or time.monotonic() < _quiet_until:
        return
    taken = threading.Event()
    # In a thread, since no setting of the client library bounds the whole of looking the
    # host up, connecting, shaking hands and trying again.
    sender = threading.Thread(target=_send, args=(entry, taken), daemon=True)
    sender.start()
    sender.join(PATIENCE)
    if not taken.is_set():
        _quiet_until = time.monotonic() + QUIET
        log.warning("broker_does_not_answer", entry=entry, quiet_for=QUIET)


def _send(entry, taken):
    try:
        _celery(settings.CELERY_BROKER_URL).send_task(
            "portal.jobs.run_entry", [entry], retry=False, ignore_result=True, expires=60
        )
        taken.set()
    except Exception as error:  # whatever it is, the sweep does the work
        log.warning("broker_refused", error=type(error).__name__)


@cache
def _celery(url):
    """Only for sending: the worker's own application is put together in the roof."""
    app = Celery("wake-up", broker=url, set_as_current=False)
    app.conf.broker_transport_options = {
        "socket_connect_timeout": PATIENCE,
        "socket_timeout": PATIENCE,
    }
    return app
