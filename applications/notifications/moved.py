"""A request has moved: told to the candidate and the advisor; its withdrawal also to the agents."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.agents import who_is_told
from applications.stages import (
    ADVISOR,
    CANCELLED,
    COMPANY,
    FUNDING,
    INTERVIEW,
    PATHWAY,
    RECEIVED,
    REFUSED,
    VALIDATED,
    WITHDRAWN,
)
from applications.words import interview_words
from portal.outbox.notifications import register

from .base import ToAdvisor, ToAgent, ToCandidate

# What each stage means for the candidate, in plain words.
EXPLANATIONS = {
    RECEIVED: gettext_lazy("The centre is going to look at your request and contact you."),
    PATHWAY: gettext_lazy(
        "You and the centre are working out the pathway that suits you. The centre will "
        "contact you."
    ),
    COMPANY: gettext_lazy(
        "You are looking for a company, and the centre can support you in this search."
    ),
    FUNDING: gettext_lazy(
        "A seat is held for you while the funding or the contract is being settled."
    ),
    VALIDATED: gettext_lazy(
        "You have a seat in this session. The centre will tell you how it starts."
    ),
}

# Rows given with an interview in the previews.
_SAMPLE_INTERVIEW = {
    "interview": {
        "at": "2026-09-14T09:30:00+02:00",
        "kind": "individual",
        "place": "12 rue de la République, 59000 Lille",
    }
}


def messages(event):
    """The messages of a transition."""
    to_candidate, to_advisor = _BY_TARGET.get(event.target, (CandidateMoved, AdvisorMoved))
    messages = [to_candidate(event), to_advisor(event)]
    if "interview_cancelled" in event.effects:
        for message in messages:
            message.spare_unsent_invitation()
    if event.target == WITHDRAWN:
        centre = event.request.prescription.session.centre
        told = [agent for agent in who_is_told(centre) if agent.pk != event.actor_id]
        messages += [AgentWithdrawn(event, agent) for agent in told]
    return messages


class ToAdvisorByBell(ToAdvisor):
    """The bell tells the advisor where the request stands."""

    def bell(self):
        return _("Request %(reference)s: %(stage)s.") % {
            "reference": self.request.reference,
            "stage": self.request.stage.label,
        }


@register
class CandidateMoved(ToCandidate):
    name = "applications.candidate_moved"
    label = gettext_lazy("Prescription at another stage, to the candidate")
    sample_stage = PATHWAY

    def context(self):
        return {
            **super().context(),
            "explanation": EXPLANATIONS[self.event.target],
            "back": self.event.goes_back,
        }


@register
class AdvisorMoved(ToAdvisorByBell):
    name = "applications.advisor_moved"
    label = gettext_lazy("Prescription at another stage, to the advisor")
    sample_stage = PATHWAY


class WithInterview:
    """The invitation, with its calendar file."""

    sample_stage = INTERVIEW
    sample_details = _SAMPLE_INTERVIEW

    def context(self):
        words = interview_words(self.event.details["interview"], self.session.centre)
        return {
            **super().context(),
            "interview": words,
            "changed": self.event.source == INTERVIEW,
        }

    def facts(self):
        words = interview_words(self.event.details["interview"], self.session.centre)
        when = _("%(day)s at %(time)s (%(zone)s)") % words
        return [
            (_("Appointment"), words["kind"]),
            (_("Date and time"), when),
            (_("Place of the interview"), words["place"]),
            *super().facts(),
        ]

    def attachments(self):
        return [self.calendar_file(self.event.details["interview"], "REQUEST")]


@register
class CandidateInterview(WithInterview, ToCandidate):
    name = "applications.candidate_interview"
    label = gettext_lazy("Prescription: interview, to the candidate")


@register
class AdvisorInterview(WithInterview, ToAdvisorByBell):
    name = "applications.advisor_interview"
    label = gettext_lazy("Prescription: interview, to the advisor")


class OfTheEnd(ToCandidate):
    """The candidate is proposed for the training no longer."""

    reason = gettext_lazy(
        "You receive this message because an employment advisor had proposed you for a training."
    )


class WithRefusal:
    sample_stage = REFUSED

    def context(self):
        return {**super().context(), "refusal": self.request.refusal_reason.label}


@register
class CandidateRefused(WithRefusal, OfTheEnd):
    name = "applications.candidate_refused"
    label = gettext_lazy("Prescription refused, to the candidate")


@register
class AdvisorRefused(WithRefusal, ToAdvisorByBell):
    name = "applications.advisor_refused"
    label = gettext_lazy("Prescription refused, to the advisor")


class WithWithdrawal:
    sample_stage = WITHDRAWN

    def context(self):
        return {**super().context(), "by_advisor": self.event.role == ADVISOR}


@register
class CandidateWithdrawn(WithWithdrawal, OfTheEnd):
    name = "applications.candidate_withdrawn"
    label = gettext_lazy("Prescription withdrawn, to the candidate")


@register
class AdvisorWithdrawn(WithWithdrawal, ToAdvisor):
    name = "applications.advisor_withdrawn"
    label = gettext_lazy("Prescription withdrawn, to the advisor")


@register
class AgentWithdrawn(WithWithdrawal, ToAgent):
    name = "applications.agent_withdrawn"
    label = gettext_lazy("Prescription withdrawn, to the centre's agents")

    def bell(self):
        return _("Request %(reference)s has been withdrawn.") % {
            "reference": self.request.reference
        }


@register
class CandidateCancelled(OfTheEnd):
    name = "applications.candidate_cancelled"
    label = gettext_lazy("Prescription cancelled with its session, to the candidate")
    sample_stage = CANCELLED


@register
class AdvisorCancelled(ToAdvisorByBell):
    name = "applications.advisor_cancelled"
    label = gettext_lazy("Prescription cancelled with its session, to the advisor")
    sample_stage = CANCELLED


_BY_TARGET = {
    INTERVIEW: (CandidateInterview, AdvisorInterview),
    REFUSED: (CandidateRefused, AdvisorRefused),
    WITHDRAWN: (CandidateWithdrawn, AdvisorWithdrawn),
    CANCELLED: (CandidateCancelled, AdvisorCancelled),
}
