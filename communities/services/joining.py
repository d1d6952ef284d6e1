"""What people do for themselves: ask, take back, leave, appear."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Membership
from communities.notifications import MembershipRequested
from portal.audit.services import record
from portal.notices.services import notify
from portal.web.dates import date_words

from .locking import (
    NotPossible,
    count_members,
    lock_community,
    lock_membership,
    other_people_in_charge,
)
from .reminders import settle_request

Status = Membership.Status


@transaction.atomic
def request_membership(community, user, *, message="", is_listed=False):
    """Join an open community at once, or ask the moderators of one on approval.

    Asking again while a request is pending, or once a member, returns what exists.
    """
    community = lock_community(community.pk)
    if live := community.memberships.live().filter(user=user).first():
        return live
    if obstacle := obstacle_to_joining(community, user):
        raise NotPossible(obstacle)
    membership = Membership(community=community, user=user, is_listed=is_listed)
    if community.needs_approval:
        membership.message = message.strip()
        membership.save()
        record("communities.membership_requested", membership, actor=user)
        _tell_moderators(membership)
    else:
        membership.status = Status.ACTIVE
        membership.automatic = True
        membership.decided_at = timezone.now()
        membership.save()
        count_members(community)
        record("communities.joined", membership, actor=user)
    return membership


def obstacle_to_joining(community, user):
    """Why `user` may not ask to join now, as a sentence; empty when they may."""
    if not community.is_published:
        return _("This community is not open yet.")
    if community.is_by_invitation:
        return _("This community is joined by invitation: its moderators invite their members.")
    past = community.memberships.filter(user=user)
    if past.filter(status=Status.EXCLUDED).exists():
        return _("You have been excluded from this community: you cannot ask to join it.")
    barring = past.filter(barred_until__gt=timezone.localdate()).order_by("-barred_until").first()
    if barring:
        return _("Your request was refused. You can ask again from %(date)s.") % {
            "date": date_words(barring.barred_until)
        }
    return ""


@transaction.atomic
def withdraw_request(membership, user):
    """Take one's own pending request back; doing it twice changes nothing."""
    membership = _lock_own(membership, user)
    if membership.status == Status.WITHDRAWN:
        return membership
    if membership.is_active:
        raise NotPossible(
            _("Your request has been accepted in the meantime: you are a member. You can leave.")
        )
    if not membership.is_pending:
        raise NotPossible(_("This request has already been decided."))
    membership.status = Status.WITHDRAWN
    membership.ended_at = timezone.now()
    membership.save()
    settle_request(membership)
    record("communities.request_withdrawn", membership, actor=user)
    return membership


@transaction.atomic
def leave_community(membership, user):
    """Leave; the last person in charge hands over first. Leaving twice changes nothing."""
    membership = _lock_own(membership, user)
    if membership.status == Status.LEFT:
        return membership
    if not membership.is_active:
        raise NotPossible(_("You are not a member of this community."))
    if membership.is_moderator and not other_people_in_charge(membership).exists():
        raise NotPossible(
            _("You are the only moderator: another one must be named before you leave.")
        )
    membership.status = Status.LEFT
    membership.role = Membership.Role.MEMBER
    membership.ended_at = timezone.now()
    membership.save()
    count_members(membership.community)
    record("communities.left", membership, actor=user)
    return membership


@transaction.atomic
def set_listed(membership, user, is_listed):
    """Appear among the members, or no longer."""
    membership = _lock_own(membership, user)
    if not membership.is_active:
        raise NotPossible(_("You are not a member of this community."))
    if membership.is_listed != is_listed:
        membership.is_listed = is_listed
        membership.save(update_fields=["is_listed"])
        record("communities.listed", membership, actor=user, is_listed=is_listed)
    return membership


def _lock_own(membership, user):
    if membership.user_id != user.pk:
        raise ValueError("Only one's own membership.")
    return lock_membership(membership)


def _tell_moderators(membership):
    in_charge = membership.community.memberships.in_charge().select_related("user")
    notify(*[MembershipRequested(membership, moderator.user) for moderator in in_charge])
