# Loaded first, so that what it registers can be taken away below.
import allauth.account.admin  # noqa: F401
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.shortcuts import redirect

from . import organisations, partner_requests, people  # noqa: F401  they register themselves

# allauth's own page would change addresses behind the services' back.
admin.site.unregister(EmailAddress)


def password_change(request, extra_context=None):
    """One page changes passwords: with the rules shown, the audit and the mail."""
    return redirect("accounts:password")


admin.site.password_change = password_change
