from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.name_policy import validate_line
from trainings.services.saved_searches import NAME_LENGTH


class NameForm(forms.Form):
    """How a saved search is called."""

    name = forms.CharField(
        label=_("Name of the search"), max_length=NAME_LENGTH, validators=[validate_line]
    )


class SaveForm(NameForm):
    """« Enregistrer cette recherche »."""

    alert = forms.BooleanField(label=_("Tell me of new sessions by e-mail"), required=False)
