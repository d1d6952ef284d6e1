"""How each model of this app that speaks of a person is exported and erased."""

from django.utils.translation import gettext_lazy as _

from accounts.models import DashboardPreference, EmailChange, PartnerRequest, SignupDraft, User
from portal.privacy.registry import register


def register_personal_data():
    register("accounts.User", export=export_account, erase=erase_account)
    register(
        "accounts.PartnerRequest",
        export=export_partner_requests,
        erase=erase_partner_requests,
        kept_because=_("Trace of who opened the access to candidates' data: it holds no name."),
    )
    register("accounts.DashboardPreference", export=export_preferences, erase=erase_preferences)
    register("accounts.EmailChange", export=export_email_change, erase=erase_email_change)
    register("accounts.SignupDraft", export=export_drafts, erase=erase_drafts)
    register("account.EmailAddress", export=export_addresses, erase=erase_addresses)
    register(
        "admin.LogEntry",
        export=export_admin_log,
        kept_because=_(
            "Trace of what staff did: it is kept even when what it describes is erased."
        ),
    )
    register(
        "audit.AuditEvent",
        export=export_audit,
        kept_because=_(
            "Trace of who did what, by numbers only: "
            "it is kept even when what it describes is erased."
        ),
    )


def export_account(user):
    return [
        {
            "identifier": user.username,
            "email": user.email,
            "kind": user.get_kind_display(),
            "civility": user.get_civility_display(),
            "last_name": user.last_name,
            "first_name": user.first_name,
            "organisation": user.organisation.name if user.organisation else "",
            "organisation_type": str(user.organisation_type or ""),
            "organisation_type_details": user.organisation_type_details,
            "territories": [str(territory) for territory in user.territories.all()],
            "partner_status": user.get_partner_status_display() if user.partner_status else "",
            "phone": user.phone,
            "postal_code": user.postal_code,
            "city": user.city,
            "job_title": user.job_title,
            "employer": user.employer,
            "authority_type": user.get_authority_type_display(),
            "authority_size": user.get_authority_size_display(),
            "language": user.get_language_display(),
            "date_joined": user.date_joined,
            "last_login": user.last_login,
        }
    ]


def erase_account(user):
    """Leave a row without a person: what others need points to it as « Compte supprimé »."""
    user.username = f"closed-{user.public_id}"
    user.email = f"{user.public_id}@closed.invalid"
    for field in [
        "last_name",
        "first_name",
        "phone",
        "postal_code",
        "city",
        "job_title",
        "employer",
        "authority_type",
        "authority_size",
        "organisation_type_details",
    ]:
        setattr(user, field, "")
    user.civility = User.Civility.UNSPECIFIED
    user.kind = User.Kind.INDIVIDUAL
    user.partner_status = User.PartnerStatus.NONE
    user.organisation = user.organisation_type = None
    user.last_login = None
    user.is_active = False
    user.set_unusable_password()
    user.save()
    user.territories.clear()
    user.groups.clear()
    user.user_permissions.clear()


def export_partner_requests(user):
    return [
        {
            "asked_on": request.created_at,
            "organisation": request.organisation.name if request.organisation else "",
            "status": request.get_status_display(),
            "decided_on": request.decided_at,
            "withdrawn_on": request.withdrawn_at,
            "reason": request.reason,
        }
        for request in PartnerRequest.objects.filter(user=user).select_related("organisation")
    ]


def erase_partner_requests(user):
    """What waits is withdrawn; what was decided stays, without the words typed about the person."""
    requests = PartnerRequest.objects.filter(user=user)
    requests.pending().delete()
    requests.exclude(reason="").update(reason="—")


def export_preferences(user):
    return list(DashboardPreference.objects.filter(user=user).values("order", "hidden"))


def erase_preferences(user):
    DashboardPreference.objects.filter(user=user).delete()


def export_email_change(user):
    return list(EmailChange.objects.filter(user=user).values("email", "asked_at"))


def erase_email_change(user):
    EmailChange.objects.filter(user=user).delete()


def export_drafts(user):
    """A finished sign-up keeps only whose it was, for a day."""
    return list(SignupDraft.objects.filter(user=user).values("created_at", "expires_at"))


def erase_drafts(user):
    SignupDraft.objects.filter(user=user).delete()


def export_addresses(user):
    return list(user.emailaddress_set.values("email", "verified", "primary"))


def erase_addresses(user):
    user.emailaddress_set.all().delete()


def export_admin_log(user):
    from django.contrib.admin.models import LogEntry

    entries = LogEntry.objects.filter(user=user).values("action_time", "change_message")
    return list(entries)


def export_audit(user):
    from portal.audit.models import AuditEvent

    return list(
        AuditEvent.objects.filter(actor=user).values("at", "action", "object_type", "object_id")
    )
