"""All contact with django-allauth: authentication, sign-in, limits, redirects, addresses.

`accounts/tests/test_auth.py` holds what we rely on: read it before upgrading allauth.
"""

import uuid
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context as allauth_context
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.keys import email_key
from accounts.models import User
from accounts.services.devices import remember_device
from portal.links.rate_limits import TooManyRequests
from portal.outbox.services import enqueue_rendered

# Failed attempts per account, under its identifier and its address together.
ACCOUNT_LIMIT = "8/5m/key"


class IdentifierBackend(AuthenticationBackend):
    """Signs in with the identifier or the e-mail address, by their folded keys.

    allauth hashes the password of an unknown account too: the time taken says nothing.
    An account that was tried too often is refused like a wrong password: another sentence
    would tell that the two names typed are one account.
    """

    def _authenticate(self, request, **credentials):
        identifier = typed_identifier(credentials)
        user = find_account(identifier)
        attempt = ratelimit.consume(
            request,
            app="accounts",
            action="account_failed",
            config={"account_failed": ACCOUNT_LIMIT},
            key=str(user.pk) if user else f"typed:{email_key(identifier)}",
            limit_get=True,
        )
        if attempt is None:
            return None
        if found := self._check_password(user, credentials["password"]):
            attempt.rollback()
        return found


def typed_identifier(credentials):
    return credentials.get("username") or credentials.get("email") or ""


def find_account(identifier):
    """The account of an identifier or an e-mail address, or None."""
    try:
        return User.objects.get_by_natural_key(identifier)
    except User.DoesNotExist:
        return None


class AccountAdapter(DefaultAccountAdapter):
    """The portal's choices where allauth asks."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for both, which says nothing of what exists.
        "username_password_mismatch": gettext_lazy("The identifier or the password is incorrect."),
        "email_password_mismatch": gettext_lazy("The identifier or the password is incorrect."),
        "too_many_login_attempts": gettext_lazy(
            "Too many failed attempts. Wait five minutes, or ask for a new password."
        ),
    }

    def is_safe_url(self, url):
        """After signing in one stays on this site: same host, same scheme."""
        return url_has_allowed_host_and_scheme(
            url,
            allowed_hosts={self.request.get_host()},
            require_https=self.request.is_secure(),
        )

    def get_login_redirect_url(self, request):
        """Back to the page that sent a visitor to sign in or sign up, else the dashboard."""
        wanted = request.session.pop("next", "")
        if wanted and self.is_safe_url(wanted):
            return wanted
        return super().get_login_redirect_url(request)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """The limit that shows depends on the typed text alone, so it tells of no account."""
        return f"typed:{email_key(typed_identifier(credentials))}"

    def respond_user_inactive(self, request, user):
        messages.error(request, _("This account is deactivated. Contact us to know more."))
        return HttpResponseRedirect(reverse("account_login"))

    def send_mail(self, template_prefix, email, context):
        """allauth's own messages leave through the outbox, like all others."""
        request = allauth_context.request
        context = {
            "request": request,
            "email": email,
            "current_site": get_current_site(request),
            **context,
        }
        mail = self.render_mail(template_prefix, email, context)
        alternatives = getattr(mail, "alternatives", [])
        enqueue_rendered(
            to=email,
            subject=mail.subject,
            text=mail.body,
            html=next((body for body, kind in alternatives if kind == "text/html"), ""),
            kind=f"allauth.{template_prefix.rpartition('/')[2]}",
            dedupe_key=f"allauth:{uuid.uuid4().hex}",
            sensitive=True,
            lifetime=timedelta(hours=1),
            user=context.get("user"),
            language=get_language(),
        )

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """The portal says itself what is worth saying."""

    def logout(self, request):
        super().logout(request)
        messages.success(request, _("You are signed out."))

    def login(self, request, user):
        # The very first sign-in follows the sign-up on the same device: no warning.
        request.first_sign_in = user.last_login is None
        super().login(request, user)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        # One sign-in may have gone where its own link said: the next must not go there.
        request.session.pop("next", None)
        remember_device(request, response, user, warn=not request.first_sign_in)
        return response


def too_many_requests(request):
    """allauth went over a limit: answered by the site's own 429 page (`handler429`)."""
    raise TooManyRequests(retry_after=60)
