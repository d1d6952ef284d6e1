"""Partner accounts: received, approved, refused; and what waits, for staff."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, PartnerRequest, User
from portal.jobs.models import Job
from portal.outbox.notifications import Notification, Recipient, register

Status = PartnerRequest.Status


class PartnerRequestNotification(Notification):
    """To the partner, about their own request."""

    reason = _("You receive this message because you asked for a partner account.")
    status = None

    def __init__(self, request):
        self.request = request
        self.user = request.user

    @property
    def recipient(self):
        return Recipient.of(self.user)

    @property
    def dedupe_key(self):
        return f"partner-request:{self.request.pk}:{self.status}"

    @property
    def subject_reference(self):
        return ("accounts.partnerrequest", str(self.request.pk))

    def context(self):
        return {"decision_reason": self.request.reason}

    def action(self):
        return (_("Open my personal space"), reverse("accounts:dashboard"))

    @classmethod
    def still_relevant(cls, message):
        return PartnerRequest.objects.filter(pk=message.subject_id, status=cls.status).exists()

    @classmethod
    def sample(cls):
        user = User(first_name="Claire", email="claire@exemple.fr", kind=User.Kind.PARTNER)
        return cls(PartnerRequest(pk=0, user=user, reason="L’adresse n’est pas professionnelle."))


@register
class PartnerReceived(PartnerRequestNotification):
    name = "accounts.partner_received"
    label = _("Partner account: request received")
    status = Status.PENDING

    def context(self):
        """Those who ask again have been signing in for long."""
        earlier = PartnerRequest.objects.filter(user=self.request.user_id, pk__lt=self.request.pk)
        return super().context() | {"is_first": not earlier.exists()}


@register
class PartnerApproved(PartnerRequestNotification):
    name = "accounts.partner_approved"
    label = _("Partner account: validated")
    status = Status.APPROVED

    def bell(self):
        return _("Your partner account has been validated.")


@register
class PartnerRefused(PartnerRequestNotification):
    name = "accounts.partner_refused"
    label = _("Partner account: refused")
    status = Status.REFUSED

    def bell(self):
        return _("Your partner account has not been validated.")


@register
class PartnerWithdrawn(PartnerRequestNotification):
    name = "accounts.partner_withdrawn"
    label = _("Partner account: validation withdrawn")
    status = Status.WITHDRAWN

    def bell(self):
        return _("The validation of your partner account has been withdrawn.")


@register
class PartnersAwaiting(Notification):
    """The daily digest to staff: partner accounts that wait for a decision."""

    name = "accounts.partners_awaiting"
    label = _("Partner accounts to validate (daily, to staff)")
    reason = _("You receive this message because you validate the accounts of this site.")

    def __init__(self, staff, waiting, total, day):
        self.staff = staff
        self.waiting = waiting
        self.total = total
        self.day = day

    @property
    def recipient(self):
        return Recipient.of(self.staff)

    @property
    def dedupe_key(self):
        return f"partners-awaiting:{self.day.isoformat()}:{self.staff.pk}"

    @property
    def subject_reference(self):
        return ("accounts.user", str(self.staff.pk))

    def context(self):
        return {
            "total": self.total,
            "more": self.total - len(self.waiting),
            "requests": [
                {
                    "organisation": request.organisation and request.organisation.name,
                    "asked_at": request.created_at,
                }
                for request in self.waiting
            ],
        }

    def action(self):
        return (
            _("Open the accounts to validate"),
            reverse("admin:accounts_partnerrequest_changelist"),
        )

    @classmethod
    def still_relevant(cls, message):
        return PartnerRequest.objects.pending().exists()

    @classmethod
    def sample(cls):
        organisation = Organisation(name="Mission locale du Val d’Exemple")
        request = PartnerRequest(organisation=organisation, created_at=timezone.now())
        staff = User(pk=0, email="admin@exemple.fr", is_staff=True)
        return cls(staff, [request], total=3, day=timezone.localdate())


@register
class TrustedApproved(Notification):
    """To whoever trusted a domain for which many waited: they are approved now."""

    name = "accounts.trusted_approved"
    label = _("Partner accounts approved by a trusted domain (to whoever added it)")
    reason = _("You receive this message because you trusted an e-mail domain.")

    def __init__(self, staff, organisation, job):
        self.staff = staff
        self.organisation = organisation
        self.job = job

    @property
    def recipient(self):
        return Recipient.of(self.staff)

    @property
    def dedupe_key(self):
        return f"trusted-approved:{self.job.pk}"

    @property
    def subject_reference(self):
        return ("accounts.organisation", str(self.organisation.pk))

    def context(self):
        return {
            "organisation": self.organisation.name,
            "waiting": PartnerRequest.objects.pending()
            .filter(organisation=self.organisation.pk)
            .count(),
        }

    def action(self):
        return (
            _("Open the accounts to validate"),
            reverse("admin:accounts_partnerrequest_changelist"),
        )

    def bell(self):
        return gettext(
            "%(organisation)s: those who waited with a trusted address are approved."
        ) % {"organisation": self.organisation.name}

    @classmethod
    def sample(cls):
        staff = User(pk=0, email="admin@exemple.fr", is_staff=True)
        organisation = Organisation(pk=0, name="Mission locale du Val d’Exemple")
        return cls(staff, organisation, Job(pk=0))
