"""Who may act as an approved partner, and what the others are told."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from portal.pages.services import get_site_settings

# The dashboard, the trainings and the 403 page say the same words: printed guides quote them.
PENDING_TITLE = _("Account being validated")
PENDING_TEXT = _(
    "Your account is being validated. You will have access to all the services of your "
    "personal space as soon as it has been validated."
)
REFUSED_TEXT = _(
    "Your partner account is not validated. Your personal space says why and lets you ask again."
)
PARTNERS_ONLY_TEXT = _("This page is for employment partners whose account has been validated.")


class NotApproved(PermissionDenied):
    """Refused to a partner whom staff has not approved: the 403 page shows their banner."""

    template = "accounts/_partner_banner.html"

    def __init__(self, user):
        super().__init__(PENDING_TEXT if user.is_pending_partner else REFUSED_TEXT)
        self.context = {"partner": partner_banner(user)}


def partner_banner(user):
    """What a partner who cannot prescribe yet, or no longer, must know; None for the others."""
    if not user.is_authenticated:
        return None
    if user.is_pending_partner:
        return {
            "state": "pending",
            "title": PENDING_TITLE,
            "text": PENDING_TEXT,
            "urgent_phone": get_site_settings().urgent_phone,
        }
    if user.is_refused_partner:
        last = user.partner_requests.turned_down().last()
        # An administrator may have refused before requests were kept.
        return {"state": last.status if last else "refused", "reason": last.reason if last else ""}
    return None


def require_approved_partner(user):
    """Raise PermissionDenied with the reason to show, unless staff approved this partner."""
    if user.is_approved_partner:
        return
    if user.is_pending_partner or user.is_refused_partner:
        raise NotApproved(user)
    raise PermissionDenied(PARTNERS_ONLY_TEXT)


def approved_partner_required(view):
    """Only approved partners see `view`; visitors are asked to sign in."""

    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        require_approved_partner(request.user)
        return view(request, *args, **kwargs)

    return checked
