"""A candidate has been enrolled: told to the candidate, the advisor and the centre's agents."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.agents import who_is_told
from applications.models import Request
from portal.outbox.notifications import register
from portal.pages.services import get_site_settings

from .base import PrescriptionNotification, ToAdvisor, ToAgent, ToCandidate


def messages(event):
    """The messages of a request just filed."""
    centre = event.request.prescription.session.centre
    return [
        CandidateReceived(event),
        AdvisorReceived(event),
        *(AgentReceived(event, agent) for agent in who_is_told(centre)),
    ]


class WhileLive(PrescriptionNotification):
    """Matters until the request ends, wherever it stands."""

    @classmethod
    def still_matters(cls, event, user):
        return Request.objects.live().filter(pk=event.request_id).exists()


@register
class CandidateReceived(ToCandidate):
    name = "applications.candidate_received"
    label = gettext_lazy("Prescription received, to the candidate")

    def context(self):
        return {**super().context(), "site": get_site_settings()}

    @classmethod
    def still_matters(cls, event, user):
        """Always: it is how the candidate learns that their data has been recorded."""
        return True


@register
class AdvisorReceived(ToAdvisor, WhileLive):
    name = "applications.advisor_received"
    label = gettext_lazy("Prescription received, to the advisor")


@register
class AgentReceived(ToAgent, WhileLive):
    name = "applications.agent_received"
    label = gettext_lazy("Prescription received, to the centre's agents")

    def bell(self):
        return _("New request %(reference)s: %(training)s.") % {
            "reference": self.request.reference,
            "training": self.session.training.title,
        }
