"""The events that lead a demo request to its stage, over the last weeks."""

from datetime import timedelta

from django.utils import timezone

from applications.models import Prescription
from applications.stages import (
    ADVISOR,
    AGENT,
    CANCELLED,
    COMPANY,
    FUNDING,
    INTERVIEW,
    PATHWAY,
    PORTAL,
    RECEIVED,
    REFUSED,
    VALIDATED,
    WITHDRAWN,
)
from applications.words import place_words

# What the agent wrote beside each reason of the list.
REFUSED_BECAUSE = {
    "Prérequis de la formation non atteints": "Le niveau demandé en calcul n’est pas atteint. "
    "Une remise à niveau est conseillée.",
    "Projet professionnel à préciser": "Le projet mérite d’être précisé, par exemple au cours d’un "
    "stage, avant une nouvelle demande.",
    "Formation sans lien avec le projet": "Le projet présenté mène à un autre métier.",
    "Financement impossible": "Aucun financement n’est ouvert pour cette formation cette année.",
    "Plus de place dans la session": "La dernière place est prise. D’autres sessions suivront.",
    "Personne injoignable ou absente à l’entretien": "Trois appels et un courrier sont restés sans "
    "réponse.",
}
OTHERWISE = "Cette session ne convient pas. Nous vous proposons d’en parler par téléphone."
WITHDRAWN_BECAUSE = [
    "A trouvé un emploi.",
    "Préfère une session plus proche de son domicile.",
    "Garde d’enfant impossible sur cette période.",
]


class History:
    """Built from the first event to the last; `events` are the fields of the history's rows."""

    def __init__(self, stage, session, advisor, agent, reasons, draw):
        # A centre without agent leaves its requests waiting.
        self.stage = stage if agent or stage in (CANCELLED, WITHDRAWN) else RECEIVED
        self.session, self.advisor, self.agent, self.draw = session, advisor, agent, draw
        self.refusal = draw.choice(reasons) if self.stage == REFUSED else None
        self.funding = draw.choice([seats.funding for seats in session.seats.all()])
        self.interview_fields = {}
        self.events = []
        self.path = self.path_to_stage()
        pace = timedelta(hours=draw.randint(30, 130))
        waited = timedelta(hours=draw.randint(26, 120))
        self.at = timezone.now() - pace * (len(self.path) - 1) - waited
        self.add("file", "", RECEIVED, advisor, ADVISOR)
        self.filed_at = self.events[0]["at"]
        for source, target in zip(self.path, self.path[1:], strict=False):
            self.at += pace
            self.move(source, target)

    def path_to_stage(self):
        """The stages passed; those that end the request leave from anywhere before funding."""
        usual = [RECEIVED, INTERVIEW, PATHWAY]
        if self.session.work_study:
            usual.append(COMPANY)
        usual += [FUNDING, VALIDATED]
        if self.stage in (REFUSED, WITHDRAWN, CANCELLED):
            passed = self.draw.randint(1, 3) if self.agent else 1
            return [*usual[:passed], self.stage]
        return usual[: usual.index(self.stage) + 1]

    def move(self, source, target):
        if target == REFUSED:
            reason = REFUSED_BECAUSE.get(self.refusal.label, OTHERWISE)
            details = {"refusal": self.refusal.pk}
            self.add("refuse", source, target, self.agent, AGENT, reason, details)
        elif target == WITHDRAWN:
            reason = self.draw.choice(WITHDRAWN_BECAUSE)
            self.add("withdraw", source, target, self.advisor, ADVISOR, reason)
        elif target == CANCELLED:
            self.add("cancel", source, target, None, PORTAL)
        else:
            passes_over = (source, target) == (PATHWAY, FUNDING)
            name = "pass_over_company" if passes_over else f"advance_to_{target}"
            self.add(name, source, target, self.agent, AGENT, details=self.details_of(target))

    def details_of(self, target):
        if target == FUNDING:
            return {"funding": self.funding}
        if target != INTERVIEW:
            return {}
        # Still to come for those who wait for it, over for the others.
        ahead = timedelta(days=self.draw.randint(1, 12)) if self.stage == INTERVIEW else None
        moment = timezone.now() + ahead if ahead else self.at + timedelta(hours=20)
        moment = timezone.localtime(moment, self.session.centre.zone)
        moment = moment.replace(hour=self.draw.choice([9, 10, 14]), minute=30, second=0)
        self.interview_fields = {
            "interview_at": moment.replace(microsecond=0),
            "interview_kind": self.draw.choice(Prescription.InterviewKind.values),
            "interview_place": place_words(self.session.centre),
            "interview_sequence": 1,
        }
        interview = Prescription(**self.interview_fields).interview
        return {"interview": interview}

    def add(self, transition, source, target, actor, role, reason="", details=None):
        # In working hours; the pace is long enough for the order to hold.
        at = timezone.localtime(self.at).replace(
            hour=self.draw.randint(9, 16), minute=self.draw.randint(0, 59)
        )
        self.events.append(
            {
                "at": at,
                "actor": actor,
                "role": role,
                "transition": transition,
                "source": source,
                "target": target,
                "reason": reason,
                "details": details or {},
                "effects": {},
            }
        )

    def settle_funding(self, funding):
        """Write the funding of the seat really taken into the history."""
        for event in self.events:
            if event["target"] == FUNDING:
                event["details"] = {"funding": funding}
                event["effects"] = {"seat_taken": funding}
