from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.models import HistoryEvent

from .request import Request


class RequestEvent(HistoryEvent):
    """One row of a request's history."""

    request = models.ForeignKey(
        Request,
        models.PROTECT,
        editable=False,
        related_name="events",
        verbose_name=_("request"),
    )

    class Meta(HistoryEvent.Meta):
        constraints = [
            # A request is filed once: the first row, and only it, comes from nowhere.
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(source=""), name="request_filed_once"
            ),
        ]
