"""A session has other dates, another place, or is closed: told to those whose requests go on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Request
from portal.outbox.models import OutgoingEmail
from portal.outbox.notifications import register
from trainings.registry import SessionChange

from .base import ToAdvisor, ToCandidate


def messages(request, changes, change_id):
    """The messages about one live request; `change_id` is the same for all that changed at once."""
    event = request.events.last()
    return [kind(event, changes, change_id) for kind in (CandidateSession, AdvisorSession)]


class SessionNotification:
    sample_details = {}

    def __init__(self, event, changes=frozenset(SessionChange), change_id=""):
        super().__init__(event)
        self.changes = changes
        self.change_id = change_id
        self.cancelled_interview = None

    @property
    def dedupe_key(self):
        return f"session:{self.change_id}:{self.request.pk}:{self.audience}"

    @property
    def subject_reference(self):
        return ("applications.request", str(self.request.pk))

    def context(self):
        told = {f"new_{change.value}": change in self.changes for change in SessionChange}
        return {**super().context(), **told}

    @classmethod
    def still_relevant(cls, message):
        """While the request is live, and nothing newer has been said of its session."""
        newer = OutgoingEmail.objects.filter(
            kind=message.kind, subject_id=message.subject_id, to=message.to, pk__gt=message.pk
        )
        live = Request.objects.live().filter(pk=message.subject_id)
        return live.exists() and not newer.exists()

    @classmethod
    def sample(cls):
        return cls(super().sample().event)


@register
class CandidateSession(SessionNotification, ToCandidate):
    name = "applications.candidate_session_changed"
    label = gettext_lazy("Prescription: the session has changed, to the candidate")


@register
class AdvisorSession(SessionNotification, ToAdvisor):
    name = "applications.advisor_session_changed"
    label = gettext_lazy("Prescription: the session has changed, to the advisor")

    def bell(self):
        return _("Request %(reference)s: its session has changed.") % {
            "reference": self.request.reference
        }
