# Loaded first, so that what it registers can be taken away below.
import allauth.account.admin  # noqa: F401
from allauth.account.models import EmailAddress
from django.contrib import admin

from . import organisations, partner_requests, people  # noqa: F401  they register themselves

# allauth's own page would change addresses behind the services' back.
admin.site.unregister(EmailAddress)
