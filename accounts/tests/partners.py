"""Partners' requests as tests make them, and what was mailed."""

from accounts.factories import PartnerRequestFactory
from accounts.models import PartnerRequest, TrustedDomain
from portal.outbox.models import OutgoingEmail

Status = PartnerRequest.Status
PENDING, APPROVED = Status.PENDING, Status.APPROVED
REFUSED, WITHDRAWN = Status.REFUSED, Status.WITHDRAWN


def request_in(status):
    return PartnerRequestFactory(**{} if status == PENDING else {status: True})


def trust(domain, *organisations):
    for organisation in organisations:
        TrustedDomain.objects.create(organisation=organisation, domain=domain)


def kinds_sent():
    return sorted(OutgoingEmail.objects.values_list("kind", flat=True))
