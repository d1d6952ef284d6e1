from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable

from portal.outbox.upkeep import outbox_age

TOO_LONG = timedelta(minutes=15)


@dataclass
class OutboxAge(HealthCheck):
    """Part of `/sante/`: mail leaves, or somebody should look why."""

    def run(self):
        try:
            age = outbox_age()
        finally:
            connection.close()  # of this thread, made for the check
        if age > TOO_LONG:
            minutes = int(age.total_seconds() // 60)
            raise ServiceUnavailable(f"The oldest message has been waiting for {minutes} minutes")
