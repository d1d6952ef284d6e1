"""A session has other dates, another place, is closed or cancelled: told to those concerned.

The requests that go on are told to their candidate and advisor; the session itself to the agents
of its centre, once. Requests that end with it have their own messages (`moved`).
"""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from applications.agents import works_for
from applications.models import Request
from applications.words import place_words
from portal.outbox.models import OutgoingEmail
from portal.outbox.notifications import Category, Notification, Recipient, register
from portal.web.dates import date_words
from trainings.models import Session
from trainings.registry import ChangedSession, SessionChange

from .base import ToAdvisor, ToCandidate, sample_session


def messages(request, change, change_id):
    """The messages about one live request; `change_id` is the same for all that changed at once."""
    event = request.events.last()
    return [kind(event, change, change_id) for kind in (CandidateSession, AdvisorSession)]


def what_changed(change):
    """What changed, in words: one sentence each, with what it was before."""
    session, what, before = change
    if SessionChange.CANCELLED in what:
        return [_("It is cancelled.")]
    sentences = []
    if SessionChange.DATES in what:
        for field, text in [
            ("starts_on", _("It starts on %(now)s instead of %(before)s.")),
            ("ends_on", _("It ends on %(now)s instead of %(before)s.")),
        ]:
            now, was = getattr(session, field), before[field]
            if now != was:
                sentences.append(text % {"now": date_words(now), "before": date_words(was)})
    if SessionChange.PLACE in what:
        text = _("It takes place at another address: %(now)s. The address was: %(before)s.")
        places = {"now": place_words(session.centre), "before": place_words(before["centre"])}
        sentences.append(text % places)
    if SessionChange.CLOSED in what:
        text = _("It takes no more candidates: requests already filed are still handled.")
        sentences.append(text)
    return sentences


def sample_change():
    session = sample_session()
    session.pk = 0
    start = session.starts_on - timedelta(days=30)
    before = {"starts_on": start, "ends_on": session.ends_on, "centre": session.centre}
    return ChangedSession(session, {SessionChange.DATES, SessionChange.CLOSED}, before)


class SessionNotification:
    sample_details = {}

    def __init__(self, event, change, change_id=""):
        super().__init__(event)
        self.change = change
        self.change_id = change_id
        self.cancelled_interview = None

    @property
    def dedupe_key(self):
        return f"session:{self.change_id}:{self.request.pk}:{self.audience}"

    @property
    def subject_reference(self):
        return ("applications.request", str(self.request.pk))

    def context(self):
        return {
            **super().context(),
            "changes": what_changed(self.change),
            # A session that only closes changes nothing for those who asked for it.
            "only_closed": self.change.what == {SessionChange.CLOSED},
        }

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
        return cls(super().sample().event, sample_change())


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


@register
class AgentSession(Notification):
    """One for each session, whatever the number of its requests: each agent says how it comes."""

    name = "applications.agent_session_changed"
    label = gettext_lazy("Sessions of my centres that change, close or are cancelled")
    reason = gettext_lazy("You receive this message because you are an agent of this centre.")
    category = Category.CONTENT
    staff_only = True

    def __init__(self, change, agent, change_id="", ended=0):
        self.change, self.agent, self.change_id, self.ended = change, agent, change_id, ended
        self.session = change.session

    @property
    def recipient(self):
        return Recipient.of(self.agent)

    @property
    def dedupe_key(self):
        return f"session:{self.change_id}:{self.session.pk}:agent:{self.agent.pk}"

    @property
    def subject_reference(self):
        return ("trainings.session", str(self.session.pk))

    def context(self):
        return {
            "number": self.session.number,
            "training": self.session.training.title,
            "facts": [
                (_("Course"), self.session.training.title),
                (_("Session"), self.session.number),
                (_("Place of the course"), place_words(self.session.centre)),
            ],
            "changes": [*what_changed(self.change), *self.end_of_requests()],
        }

    def end_of_requests(self):
        if not self.ended:
            return []
        text = ngettext(
            "%(count)d request has ended, the people concerned are told.",
            "%(count)d requests have ended, the people concerned are told.",
            self.ended,
        )
        return [text % {"count": self.ended}]

    def action(self):
        address = reverse("admin:applications_prescription_changelist")
        return (_("See the requests"), f"{address}?q={self.session.number}")

    def bell(self):
        context = self.context()
        text = _("Session %(number)s, %(training)s: %(changes)s")
        return text % {**context, "changes": " ".join(context["changes"])}

    @classmethod
    def still_relevant(cls, message):
        """Not to somebody who has left the centre or is no agent any more."""
        session = Session.objects.filter(pk=message.subject_id).select_related("centre").first()
        return session is not None and works_for(message.recipient, session.centre)

    @classmethod
    def sample(cls):
        agent = User(pk=0, first_name="Sami", last_name="Benali", email="agent@exemple.fr")
        return cls(sample_change(), agent)
