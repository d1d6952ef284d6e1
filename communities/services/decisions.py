"""Approving and refusing requests: from the portal and from the admin, singly and in bulk."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Membership
from communities.notifications import MembershipApproved, MembershipRefused
from portal.audit.services import record
from portal.notices.services import notify

from .locking import NotPossible, count_members, lock_membership, on_day
from .reminders import settle_request

Status = Membership.Status


def may_decide(user, community):
    """The community's moderators, and staff who may change memberships."""
    if user.is_staff and user.has_perm("communities.change_membership"):
        return True
    return user.is_authenticated and community.memberships.moderators().filter(user=user).exists()


@transaction.atomic
def approve_membership(membership, by):
    """Let the person in. Approving twice is a success that mails nobody."""
    membership = lock_membership(membership)
    if _is_repeated(membership, by, Status.ACTIVE):
        return membership
    _decide(membership, by, Status.ACTIVE)
    count_members(membership.community)
    notify(MembershipApproved(membership))
    return membership


@transaction.atomic
def refuse_membership(membership, by, reason, barred_until=None):
    """Refuse with the reason that the person reads; `barred_until`: no new request before."""
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why: the person will read it."), code="required")
    membership = lock_membership(membership)
    if _is_repeated(membership, by, Status.REFUSED):
        return membership
    membership.reason = reason
    membership.barred_until = barred_until
    _decide(membership, by, Status.REFUSED)
    notify(MembershipRefused(membership))
    return membership


def _is_repeated(membership, by, status):
    """Whether the very same was decided before; raises what forbids deciding."""
    if membership.user_id == by.pk:
        raise NotPossible(_("Nobody decides on their own request."))
    if not may_decide(by, membership.community):
        raise PermissionDenied(_("Only the moderators of the community decide on requests."))
    if membership.status == status:
        return True
    if not membership.is_pending:
        raise NotPossible(_already_settled(membership))
    if status == Status.ACTIVE and not membership.user.is_active:
        raise NotPossible(_("This account has been closed since."))
    return False


def _already_settled(membership):
    """What happened before, and when, for the one who comes second."""
    sentences = {
        Status.ACTIVE: _("This request was already approved on %(date)s. Nothing has changed."),
        Status.REFUSED: _("This request was already refused on %(date)s. Nothing has changed."),
        Status.WITHDRAWN: _("The person withdrew this request on %(date)s. Nothing has changed."),
        Status.LEFT: _("The person left the community on %(date)s. Nothing has changed."),
        Status.EXCLUDED: _("The person was excluded on %(date)s. Nothing has changed."),
    }
    when = membership.ended_at or membership.decided_at
    return sentences[membership.status] % {"date": on_day(when)}


def _decide(membership, by, status):
    membership.status = status
    membership.decided_at = timezone.now()
    membership.decided_by = by
    membership.save()
    # The other moderators need not be called any more.
    settle_request(membership)
    record(f"communities.membership_{status}", membership, actor=by)
