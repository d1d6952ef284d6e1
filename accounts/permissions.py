"""Who may act as an approved partner, and what the others are told."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

# The dashboard and the 403 page say the same words: printed guides quote them.
PENDING_TITLE = _("Account being validated")
PENDING_TEXT = _(
    "Your account is being validated. You will have access to all the services of your "
    "personal space as soon as it has been validated."
)
REFUSED_TEXT = _(
    "Your partner account is not validated. Your personal space says why and lets you ask again."
)
PARTNERS_ONLY_TEXT = _("This page is for employment partners whose account has been validated.")


def require_approved_partner(user):
    """Raise PermissionDenied with the reason to show, unless staff approved this partner."""
    if user.is_approved_partner:
        return
    if user.is_pending_partner:
        raise PermissionDenied(PENDING_TEXT)
    if user.is_refused_partner:
        raise PermissionDenied(REFUSED_TEXT)
    raise PermissionDenied(PARTNERS_ONLY_TEXT)


def approved_partner_required(view):
    """Only approved partners see `view`; visitors are asked to sign in."""

    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        require_approved_partner(request.user)
        return view(request, *args, **kwargs)

    return checked
