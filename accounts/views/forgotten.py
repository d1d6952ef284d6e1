"""« Identifiants oubliés » and its link: no page tells a stranger who has an account."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.credentials import ForgottenForm, NewPasswordForm
from accounts.keys import email_key
from accounts.passwords import RULES
from accounts.services.credentials import (
    LinkNotUsable,
    last_change,
    reset_password,
    send_reminder,
)
from accounts.services.reset_links import read_reset_token
from portal.links.rate_limits import rate_limit

TOKEN = "reset_token"  # noqa: S105  the session's key, not a token
SENT_TO = "reminder_sent_to"
PER = timedelta(hours=1)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request):
    form = ForgottenForm(request.POST or None)
    if request.method == "POST":
        rate_limit(request, "forgotten", 20, PER)
        if form.is_valid():
            return _send(request, form.cleaned_data["email"])
    return render(request, "accounts/forgotten.html", {"form": form})


def _send(request, email):
    rate_limit(request, "forgotten-account", 5, PER, key=email_key(email))
    send_reminder(email)
    request.session[SENT_TO] = email
    return redirect("accounts:forgotten_sent")


@never_cache
@require_safe
def forgotten_sent(request):
    """The same words for every address; it is named once, then the session forgets it."""
    if SENT_TO not in request.session:
        return redirect("accounts:forgotten")
    email = request.session[SENT_TO]
    if email:
        request.session[SENT_TO] = ""
    return render(request, "accounts/forgotten_sent.html", {"email": email})


@never_cache
@require_safe
def reset(request, token):
    """The link of the mail: moves the token into the session, out of logs and referrers."""
    request.session[TOKEN] = token
    return redirect("accounts:reset_form")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def reset_form(request):
    token = request.session.get(TOKEN, "")
    link = read_reset_token(token)
    if link is None or link.is_used or link.is_expired:
        return _not_usable(request, link)
    form = NewPasswordForm(request.POST or None, user=link.user)
    if request.method == "POST":
        rate_limit(request, "reset", 30, PER)
        if form.is_valid():
            return _reset(request, token, form.cleaned_data["password"])
    context = {"form": form, "identifier": link.user.username, "password_rules": RULES}
    return render(request, "accounts/reset.html", context)


def _reset(request, token, password):
    try:
        reset_password(token, password)
    except LinkNotUsable:
        return redirect("accounts:reset_form")
    request.session.pop(TOKEN, None)
    messages.success(request, _("Your password has been changed. You can now sign in."))
    return redirect("account_login")


def _not_usable(request, link):
    """Say which, when, and offer a new link right there."""
    context = {"state": "unknown"}
    if link is not None:
        used = link.is_used
        context = {
            "state": "used" if used else "expired",
            "at": (last_change(link.user) if used else link.expires_at) or timezone.now(),
        }
    return render(request, "accounts/reset_not_usable.html", context, status=410)


@never_cache
@require_http_methods(["POST"])
def renew_reset(request):
    """« Recevoir un nouveau lien »: to the account that the used or expired link was for."""
    link = read_reset_token(request.session.get(TOKEN, ""))
    if link is None:
        return redirect("accounts:forgotten")
    rate_limit(request, "forgotten", 20, PER)
    rate_limit(request, "forgotten-account", 5, PER, key=link.user.email_key)
    send_reminder(link.user.email)
    messages.success(request, _("A new link is on its way to your mailbox."))
    return redirect(reverse("account_login"))
