from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib import admin

from . import organisations, partner_requests, people  # noqa: F401  they register themselves

# allauth's own pages would change addresses behind the services' back.
for model in (EmailAddress, EmailConfirmation):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
