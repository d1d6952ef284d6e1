from .communities import save_community
from .decisions import approve_membership, refuse_membership
from .joining import leave_community, request_membership, set_listed, withdraw_request
from .locking import NotPossible
from .roles import add_member, make_member, make_moderator

__all__ = [
    "NotPossible",
    "add_member",
    "approve_membership",
    "leave_community",
    "make_member",
    "make_moderator",
    "refuse_membership",
    "request_membership",
    "save_community",
    "set_listed",
    "withdraw_request",
]
