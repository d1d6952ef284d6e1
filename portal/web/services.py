from django.contrib.auth import get_user_model


def keep_language(user, language):
    """The language chosen in the footer follows the account; also used by its mails."""
    get_user_model().objects.filter(pk=user.pk).update(language=language)
