"""Partner accounts: asked, approved at once by a trusted domain, approved or refused by staff.

Every decision takes the same path: lock the account, then its request, check,
write, audit, tell. Deciding the same again changes nothing and mails nobody.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.keys import email_domain
from accounts.models import Organisation, PartnerRequest, TrustedDomain, User
from accounts.notifications.partners import (
    PartnerApproved,
    PartnerReceived,
    PartnerRefused,
    PartnersAwaiting,
    PartnerWithdrawn,
)
from portal.audit.services import record
from portal.notices.services import notify
from portal.web.dates import date_words

Status = PartnerRequest.Status
LISTED_IN_DIGEST = 20


class DecisionImpossible(Exception):
    """The decision was not taken; `str()` is the sentence to show."""


@transaction.atomic
def request_approval(user):
    """Ask staff to approve this partner; a trusted e-mail domain approves at once.

    Called by the sign-up once the address is confirmed. Asking again while a
    request is pending, or once approved, changes nothing.
    """
    user = _lock_account(user.pk)
    if user.kind != User.Kind.PARTNER:
        raise ValueError("Only partners ask for approval.")
    if request := user.partner_requests.pending().first():
        return request
    if user.is_approved_partner:
        return _current_approval(user)
    return _ask(user)


def _ask(user):
    lock_trust(user.organisation_id)
    request = PartnerRequest.objects.create(user=user, organisation=user.organisation)
    record("accounts.partner_requested", request, actor=user)
    if _has_trusted_address(user):
        return _decide(request, user, Status.APPROVED, automatic=True)
    _set_status(user, Status.PENDING)
    notify(PartnerReceived(request))
    return request


def _has_trusted_address(user):
    """Whether the confirmed address is at a trusted domain of the declared organisation.

    It opens nothing again to those whose approval was withdrawn, until staff approve them.
    """
    opened = user.partner_requests.filter(status__in=[Status.APPROVED, Status.WITHDRAWN]).last()
    if opened and opened.status == Status.WITHDRAWN:
        return False
    domains = TrustedDomain.objects.filter(organisation=user.organisation_id)
    return domains.filter(domain=email_domain(user.email)).exists()


@transaction.atomic
def organisation_changed(user):
    """A partner declared another organisation: what staff approved was for the one before.

    An approved account awaits approval again, a pending request is now for the new
    organisation; one that was refused asks again when the person wishes.
    """
    user = _lock_account(user.pk)
    if request := user.partner_requests.pending().first():
        lock_trust(user.organisation_id)
        request.organisation = user.organisation
        request.save(update_fields=["organisation"])
        record("accounts.partner_request_moved", request, actor=user)
        if _has_trusted_address(user):
            _decide(request, user, Status.APPROVED, automatic=True)
    elif user.is_approved_partner:
        _ask(user)


@transaction.atomic
def address_changed(user, before):
    """A partner's address is at another domain: what was approved was for the one before."""
    if email_domain(user.email) == email_domain(before):
        return
    request = user.partner_requests.pending().first()
    if request and _has_trusted_address(user):
        _decide(request, user, Status.APPROVED, automatic=True)
    elif user.is_approved_partner:
        _ask(user)


@transaction.atomic
def ask_again(user):
    """A refused partner asks once more; returns the pending request."""
    user = _lock_account(user.pk)
    if user.is_approved_partner:
        raise DecisionImpossible(_("Your partner account is already validated."))
    if not user.is_refused_partner and not user.is_pending_partner:
        raise DecisionImpossible(_("Your account is not a partner account."))
    return request_approval(user)


@transaction.atomic
def approve_partner(request, by):
    """Approve a partner's request. Approving twice is a success that mails nobody."""
    request, user = _lock(request)
    if _is_repeated(request, user, by, Status.APPROVED):
        return request
    return _decide(request, user, Status.APPROVED, by=by)


@transaction.atomic
def refuse_partner(request, by, reason):
    """Refuse a partner's request with the reason that the person will read."""
    reason = _said(reason)
    request, user = _lock(request)
    if _is_repeated(request, user, by, Status.REFUSED):
        return request
    return _decide(request, user, Status.REFUSED, by=by, reason=reason)


@transaction.atomic
def approve_after_all(request, by):
    """Approve a partner whom staff had turned down: the earlier decision stays in the history."""
    request, user = _lock(request)
    if user.pk == by.pk:
        raise DecisionImpossible(_("Nobody decides on their own request."))
    if user.is_approved_partner:
        return _current_approval(user)
    if not is_last_word(request):
        raise DecisionImpossible(already_decided(request))
    if user.closed_at:
        raise DecisionImpossible(_("This account has been closed since."))
    if user.organisation_id != request.organisation_id:
        raise DecisionImpossible(organisation_has_changed())
    again = PartnerRequest.objects.create(user=user, organisation=user.organisation)
    record("accounts.partner_reconsidered", again, actor=by)
    return _decide(again, user, Status.APPROVED, by=by)


def is_last_word(request):
    """Whether it is by this request that its partner is turned down now."""
    turned_down = request.user.partner_requests.turned_down()
    return request.user.is_refused_partner and request == turned_down.last()


@transaction.atomic
def withdraw_approval(request, by, reason):
    """Take an approval back, with the reason that the person will read.

    They can no longer prescribe; what they have filed stays. Doing it twice mails nobody.
    """
    reason = _said(reason)
    request, user = _lock(request)
    if user.pk == by.pk:
        raise DecisionImpossible(_("Nobody decides on their own request."))
    if request.status == Status.WITHDRAWN:
        return request
    if not is_current_approval(request):
        raise DecisionImpossible(_("This account is not validated by this request."))
    request.status = Status.WITHDRAWN
    request.withdrawn_at = timezone.now()
    request.withdrawn_by = by
    request.reason = reason
    request.save()
    _set_status(user, User.PartnerStatus.REFUSED)
    record("accounts.partner_withdrawn", request, actor=by, user=user.pk)
    notify(PartnerWithdrawn(request))
    return request


def is_current_approval(request):
    """Whether this request is the one by which its partner may prescribe now."""
    return request.user.is_approved_partner and request == _current_approval(request.user)


def _current_approval(user):
    return user.partner_requests.filter(status=Status.APPROVED).last()


def waiting_for(organisation, by):
    """The requests for an organisation that this person may see approved by a trusted domain.

    Nobody opens their own account so, nor without the right to validate accounts.
    """
    waiting = PartnerRequest.objects.pending()
    if not by.has_perm("accounts.change_partnerrequest"):
        return waiting.none()
    return waiting.filter(organisation=organisation).exclude(user=by).order_by("user_id")


@transaction.atomic
def approve_if_trusted(seen):
    """Approve a request whose address is at a domain that its organisation trusts."""
    try:
        request, user = _lock(seen)
    except DecisionImpossible:  # Gone to another organisation just now.
        return
    if request.status == Status.PENDING and not user.closed_at and _has_trusted_address(user):
        _decide(request, user, Status.APPROVED, automatic=True)


def lock_trust(organisation_id):
    """Have whoever trusts a domain of the organisation and whoever asks for it pass one by one.

    Else a request filed at that very moment would see no domain, and be seen by nobody.
    """
    organisations = Organisation.objects.select_for_update(no_key=True)
    return organisations.filter(pk=organisation_id).first()


def _said(reason):
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why: the person will read it."), code="required")
    return reason


def _lock_account(pk):
    return User.objects.select_for_update(no_key=True).get(pk=pk)


def _lock(request):
    """Lock the account first, then the request: every path in this order.

    `request` is what the one who decides saw: they decide about that organisation.
    """
    user = _lock_account(request.user_id)
    locked = PartnerRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.organisation_id != request.organisation_id:
        raise DecisionImpossible(organisation_has_changed())
    return locked, user


def organisation_has_changed():
    return _(
        "This person has named another organisation since. Look at the request again; "
        "nothing has been decided."
    )


def _is_repeated(request, user, by, status):
    """Whether the very same was decided before; a refusal to decide is raised."""
    if user.pk == by.pk:
        raise DecisionImpossible(_("Nobody decides on their own request."))
    if request.status == status:
        return True
    if request.status != Status.PENDING:
        raise DecisionImpossible(already_decided(request))
    if user.closed_at:
        raise DecisionImpossible(_("This account has been closed since."))
    return False


def already_decided(request):
    """What was decided before, and when, for the one who comes second."""
    at = request.withdrawn_at or request.decided_at
    when = date_words(timezone.localtime(at), "DATETIME_FORMAT")
    if request.status == Status.WITHDRAWN:
        return _("This validation was withdrawn on %(when)s. Nothing has changed.") % {"when": when}
    if request.status == Status.APPROVED:
        return _("This account was already validated on %(when)s. Nothing has changed.") % {
            "when": when
        }
    return _("This account was already refused on %(when)s. Nothing has changed.") % {"when": when}


def _decide(request, user, status, *, by=None, reason="", automatic=False):
    request.status = status
    request.decided_at = timezone.now()
    request.decided_by = by
    request.reason = reason
    request.automatic = automatic
    request.save()
    _set_status(user, status)
    record(f"accounts.partner_{status}", request, actor=by, user=user.pk, automatic=automatic)
    notify(PartnerApproved(request) if status == Status.APPROVED else PartnerRefused(request))
    return request


def _set_status(user, status):
    if user.partner_status != status:
        user.partner_status = status
        user.save(update_fields=["partner_status"])


def send_awaiting_digest():
    """Once a day: tell those who validate accounts what waits for them."""
    waiting = list(PartnerRequest.objects.pending().with_accounts()[:LISTED_IN_DIGEST])
    if not waiting:
        return
    total = PartnerRequest.objects.pending().count()
    day = timezone.localdate()
    for staff in User.objects.who_may("accounts.change_partnerrequest"):
        notify(PartnersAwaiting(staff, waiting, total, day))
