from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.stages import PRESCRIPTION
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

    @property
    def goes_back(self):
        """Whether the request returned to an earlier stage of the path."""
        if not self.source:
            return False
        source, target = (PRESCRIPTION.stage(code) for code in (self.source, self.target))
        return bool(source.number and target.number and target.number < source.number)

    class Meta(HistoryEvent.Meta):
        constraints = [
            # A request is filed once: the first row, and only it, comes from nowhere.
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(source=""), name="request_filed_once"
            ),
        ]
