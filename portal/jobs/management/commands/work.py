import signal
import threading

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from portal.jobs import schedule, services

log = structlog.get_logger(__name__)
PAUSE = 1.0


class Command(BaseCommand):
    help = (
        "Deliver mail, run the schedule and take jobs, without a broker. "
        "Any number may run at once. SIGTERM stops it when the work in hand is done."
    )
    requires_system_checks = []  # the web process makes them

    def handle(self, *args, **options):
        stop = threading.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: stop.set())
        lanes = self.start_lanes(stop)
        while not stop.wait(PAUSE):
            pass
        for lane in lanes:
            lane.join()

    def start_lanes(self, stop):
        """One thread for each sweep and one for the rest: a long job keeps no mail waiting."""
        sweeps = [[entry] for entry in schedule.entries() if entry.everywhere]
        others = [entry for entry in schedule.entries() if not entry.everywhere]
        lanes = [
            threading.Thread(target=run_lane, args=(entries, stop)) for entries in [*sweeps, others]
        ]
        for lane in lanes:
            lane.start()
        return lanes


def run_lane(entries, stop):
    """Call these entries when they are due, until told to stop."""
    pause = max(PAUSE, min(entry.every.total_seconds() for entry in entries)) if entries else PAUSE
    try:
        while not stop.is_set():
            try:
                run_once(entries, stop)
            except Exception:
                # The database restarts, say: try again in a moment.
                log.exception("work_interrupted")
            close_old_connections()
            stop.wait(min(pause, 60))
    finally:
        connection.close()


def run_once(entries, stop):
    for entry in services.due(entries):
        while services.run_if_due(entry.name) and not stop.is_set():
            pass
