"""A candidate has been enrolled: told to the candidate, the advisor and the centre's agents."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Request, RequestEvent
from portal.outbox.notifications import register
from portal.pages.services import get_site_settings

from .base import ToAdvisor, ToAgent, ToCandidate, agents_of


def messages(event):
    """The messages of a request just filed."""
    return [
        CandidateReceived(event),
        AdvisorReceived(event),
        *(AgentReceived(event, agent) for agent in agents_of(event.request)),
    ]


@register
class CandidateReceived(ToCandidate):
    name = "applications.candidate_received"
    label = gettext_lazy("Prescription received, to the candidate")

    def context(self):
        return {**super().context(), "site": get_site_settings()}

    @classmethod
    def still_relevant(cls, message):
        """Always: it is how the candidate learns that their data has been recorded."""
        return True


@register
class AdvisorReceived(ToAdvisor):
    name = "applications.advisor_received"
    label = gettext_lazy("Prescription received, to the advisor")

    @classmethod
    def still_relevant(cls, message):
        return _is_live(message)


@register
class AgentReceived(ToAgent):
    name = "applications.agent_received"
    label = gettext_lazy("Prescription received, to the centre's agents")

    def bell(self):
        return _("New request %(reference)s: %(training)s.") % {
            "reference": self.request.reference,
            "training": self.session.training.title,
        }

    @classmethod
    def still_relevant(cls, message):
        return _is_live(message)


def _is_live(message):
    events = RequestEvent.objects.filter(pk=message.subject_id)
    return Request.objects.live().filter(events__in=events).exists()
