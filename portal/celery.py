"""Celery, for runs with a broker: it runs the entries of the one declared schedule.

celery -A portal worker
celery -A portal beat
"""

import os
from datetime import timedelta

import django
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402

from portal.jobs import schedule  # noqa: E402

# Beat proposes each entry at least this often; whether its turn has come is decided,
# once for all workers, in portal.jobs. So a turn missed while beat was down is made up for.
LONGEST_PAUSE = timedelta(minutes=1)


def beat_schedule():
    return {
        entry.name: {
            "task": "portal.jobs.run_entry",
            "schedule": min(entry.every, LONGEST_PAUSE),
            "args": [entry.name],
            # A busy worker need not do later what beat will propose again.
            "options": {"expires": min(entry.every, LONGEST_PAUSE).total_seconds()},
        }
        for entry in schedule.entries()
    }


app = Celery("portal")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    # Above the longest task, or Redis would hand a running task to a second worker.
    broker_transport_options={"visibility_timeout": int(timedelta(hours=6).total_seconds())},
    # A task is given back when its worker dies; what it does is claimed row by row.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    worker_hijack_root_logger=False,
    timezone=settings.TIME_ZONE,
    beat_schedule=beat_schedule(),
    beat_schedule_filename=str(settings.VAR_DIR / "celerybeat-schedule"),
)
app.autodiscover_tasks()
