"""All contact with django-allauth: authentication, mail, redirects."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class IdentifierBackend(AuthenticationBackend):
    """Signs in with the identifier or the e-mail address, by their folded keys."""

    def _authenticate_by_username(self, username, password):
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            return None
        return self._check_password(user, password)

    def _authenticate_by_email(self, email, password):
        return None


class AccountAdapter(DefaultAccountAdapter):
    """The portal's choices where allauth asks."""
