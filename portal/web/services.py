from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user_model


def keep_language(user, language):
    """The language chosen in the footer follows the account; also used by its mails."""
    get_user_model().objects.filter(pk=user.pk).update(language=language)


def purge_sessions():
    """Erase the sessions that are over, with what was typed in them; run by the schedule."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
