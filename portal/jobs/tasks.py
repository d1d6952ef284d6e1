from celery import shared_task

from portal.jobs import services
from portal.jobs.wakeup import wake_up


@shared_task(name="portal.jobs.run_entry")
def run_entry(name):
    """One turn of an entry of the schedule; a sweep that has more to do asks for another."""
    if services.run_if_due(name):
        wake_up(name)
