"""Change of password and of e-mail address, by the signed-in person."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.credentials import CodeForm, EmailChangeForm, PasswordChangeForm
from accounts.passwords import RULES
from accounts.services.credentials import (
    EMAIL_CODE,
    AddressNotFree,
    ask_email_change,
    awaited_address,
    change_email,
    change_password,
    code_subject,
    give_up_email_change,
    send_email_code,
)
from portal.links.codes import (
    CodeExpired,
    TooManyTries,
    TooSoon,
    WrongCode,
    check_code,
    next_code_at,
)
from portal.links.rate_limits import rate_limit

PER = timedelta(hours=1)


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request):
    form = PasswordChangeForm(request.POST or None, user=request.user)
    if request.method == "POST":
        rate_limit(request, "current-password", 10, PER, key=str(request.user.pk))
        if form.is_valid():
            user = change_password(request.user, form.cleaned_data["password"])
            update_session_auth_hash(request, user)
            messages.success(
                request,
                _("Your password has been changed. Your other devices have been signed out."),
            )
            return redirect("accounts:profile")
    return render(request, "accounts/password.html", {"form": form, "password_rules": RULES})


@login_required
@sensitive_post_parameters("current_password")
@require_http_methods(["GET", "HEAD", "POST"])
def email(request):
    form = EmailChangeForm(request.POST or None, user=request.user)
    if request.method == "POST":
        rate_limit(request, "current-password", 10, PER, key=str(request.user.pk))
        if form.is_valid():
            ask_email_change(request.user, form.cleaned_data["email"])
            return _send_code(request, form.cleaned_data["email"])
    context = {"form": form, "starts_again": request.user.is_approved_partner}
    return render(request, "accounts/email.html", context)


def _send_code(request, address):
    rate_limit(request, "email-code", 10, PER, key=str(request.user.pk))
    try:
        send_email_code(request.user, address)
    except TooSoon:
        messages.info(
            request, _("A code was already sent: you can ask for another a little later.")
        )
    return redirect("accounts:email_code")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def email_code(request):
    address = awaited_address(request.user)
    if not address:
        messages.info(request, _("Type your new address first: we will send it a code."))
        return redirect("accounts:email")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = _code_problem(request.user, address, form.cleaned_data["code"])
        if problem is None:
            return _change(request, address)
        form.add_error("code", problem)
    context = {
        "form": form,
        "address": address,
        "next_code_at": next_code_at(EMAIL_CODE, code_subject(request.user, address)),
    }
    return render(request, "accounts/email_code.html", context)


def _code_problem(user, address, typed):
    """The sentence to show, or None when the code is right."""
    try:
        check_code(EMAIL_CODE, code_subject(user, address), typed)
    except WrongCode as refusal:
        return _("This code is not correct. Tries left: %(left)s.") % {"left": refusal.tries_left}
    except TooManyTries:
        return _("Too many wrong codes. Wait a few minutes, then ask for a new one.")
    except CodeExpired:
        return _("This code is no longer valid. Ask for a new one.")
    return None


def _change(request, address):
    try:
        user = change_email(request.user, address)
    except AddressNotFree:
        give_up_email_change(request.user)
        messages.error(
            request, _("This address can no longer be used for your account. Choose another.")
        )
        return redirect("accounts:email")
    sentence = _("Your new e-mail address has been saved.")
    if request.user.is_approved_partner and user.is_pending_partner:
        sentence = _(
            "Your new e-mail address has been saved. Your account now awaits validation again."
        )
    messages.success(request, sentence)
    return redirect("accounts:profile")


@login_required
@require_http_methods(["POST"])
def email_code_again(request):
    address = awaited_address(request.user)
    return _send_code(request, address) if address else redirect("accounts:email")
