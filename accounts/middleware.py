import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.pages.services import current_terms_id, pending_terms

# What stays open meanwhile: reading the terms, help, signing out, stopping mails.
OPEN_ROUTES = {
    "accounts:terms",
    "account_logout",
    "page",
    "help",
    "terms",
    "unsubscribe",
    "health",
    "alive",
}
ACCEPTED = "accepted_terms"

STAFF_IDLE_MINUTES = 30
SEEN_AT = "seen_at"


class TermsMiddleware:
    """Asks a signed-in person to accept a new version of the terms at their next page.

    Only the opening of a page is stopped: what is being sent from a form is never lost.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "GET" or not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in OPEN_ROUTES or not self._must_accept(request):
            return None
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('accounts:terms')}?{query}")

    def _must_accept(self, request):
        """What was accepted is remembered in the session: one small question per page."""
        terms_id = current_terms_id()
        if terms_id is None or request.session.get(ACCEPTED) == terms_id:
            return False
        if pending_terms(request.user):
            return True
        request.session[ACCEPTED] = terms_id
        return False


class StaffIdleMiddleware:
    """Signs staff out after half an hour without a request: they see other people's data.

    The embedded run holds demo data only, and leaves them signed in.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not settings.EMBEDDED and request.user.is_authenticated and request.user.is_staff:
            self._watch(request)
        return self.get_response(request)

    def _watch(self, request):
        now = int(time.time())
        idle = now - request.session.get(SEEN_AT, now)
        if idle >= STAFF_IDLE_MINUTES * 60:
            logout(request)
            messages.info(
                request,
                _("You were signed out after %(minutes)s minutes without activity.")
                % {"minutes": STAFF_IDLE_MINUTES},
            )
        elif idle >= 60 or SEEN_AT not in request.session:
            # Once a minute at most: each time is a write.
            request.session[SEEN_AT] = now
