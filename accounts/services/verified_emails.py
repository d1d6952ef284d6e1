"""The verified addresses that allauth keeps beside the accounts."""

from allauth.account.models import EmailAddress
from django.db import transaction


@transaction.atomic
def replace_verified_email(user):
    """Make the account's address the one verified address that allauth knows of."""
    EmailAddress.objects.filter(user=user).delete()
    return EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
