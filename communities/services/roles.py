"""Who leads a community: staff put people in and name moderators."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Membership
from communities.notifications import MemberAdded, ModeratorNamed
from portal.audit.services import record
from portal.notices.services import notify

from .locking import (
    NotPossible,
    count_members,
    lock_community,
    lock_membership,
    other_people_in_charge,
)

Role, Status = Membership.Role, Membership.Status


@transaction.atomic
def add_member(community, user, by, role=Role.MEMBER):
    """Put a person into a community, whatever its policy, and tell them; staff only."""
    _require_staff(by, "communities.add_membership")
    community = lock_community(community.pk)
    if user.pk == by.pk:
        raise NotPossible(_("Nobody decides on their own request."))
    if not user.is_active:
        raise NotPossible(_("This account is closed."))
    if community.memberships.live().filter(user=user).exists():
        raise NotPossible(_("This person is already a member, or has a pending request."))
    membership = Membership.objects.create(
        community=community,
        user=user,
        role=role,
        status=Status.ACTIVE,
        decided_at=timezone.now(),
        decided_by=by,
    )
    count_members(community)
    event = record("communities.member_added", membership, actor=by, role=role)
    _tell(membership, event)
    return membership


@transaction.atomic
def make_moderator(membership, by):
    """Put a member in charge and tell them; doing it twice changes nothing."""
    return _set_role(lock_membership(membership), by, Role.MODERATOR)


@transaction.atomic
def make_member(membership, by):
    """Take a moderator's charge away, unless they are the last in charge."""
    return _set_role(lock_membership(membership), by, Role.MEMBER)


def _set_role(membership, by, role):
    _require_staff(by, "communities.change_membership")
    if membership.user_id == by.pk:
        raise NotPossible(_("Nobody changes their own role."))
    if not membership.is_active:
        raise NotPossible(_("Only members of the community have a role in it."))
    if membership.role == role:
        return membership
    if membership.is_moderator and not other_people_in_charge(membership).exists():
        raise NotPossible(_("The only moderator keeps the role until another one is named."))
    membership.role = role
    membership.save(update_fields=["role"])
    event = record("communities.role_changed", membership, actor=by, role=role)
    if membership.is_moderator:
        _tell(membership, event)
    return membership


def _require_staff(user, permission):
    if not (user.is_staff and user.has_perm(permission)):
        raise PermissionDenied(_("Only the staff of the site give roles in a community."))


def _tell(membership, event):
    """One message: to lead a community says that one is in it."""
    is_moderator = membership.is_moderator
    notify(ModeratorNamed(membership, event) if is_moderator else MemberAdded(membership))
