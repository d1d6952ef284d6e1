"""The numbers and the six-stage bar of « Suivre mes demandes » and of the dashboard."""

from urllib.parse import urlencode

from django.urls import reverse

from .forms.following import FollowingForm
from .stages import PRESCRIPTION, VALIDATED


def stage_bar(counts, form=None):
    """The stages of the path with their counts, as the `stage_bar` component shows them.

    A click filters on the stage, keeping the other filters of `form`; a click
    on the present one shows all again.
    """
    form = form or FollowingForm({})
    address = reverse("applications:prescriptions")
    bar = []
    for stage in PRESCRIPTION.path:
        current = form.filters.get("status") == stage.code
        query = urlencode(form.address_query(status="" if current else stage.code))
        bar.append(
            {
                "label": stage.label,
                "count": counts.get(stage.code, 0),
                "href": f"{address}?{query}" if query else address,
                "current": current,
            }
        )
    return bar


def progress_of(counts):
    """How many requests are in progress (stages 1 to 5), have arrived, and ended on the way."""
    arrived = counts.get(VALIDATED, 0)
    on_the_path = sum(counts.get(stage.code, 0) for stage in PRESCRIPTION.path)
    return {
        "running": on_the_path - arrived,
        "validated": arrived,
        "ended": sum(counts.values()) - on_the_path,
    }
