"""Who somebody is, asked alike wherever it is typed."""

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.name_policy import validate_person_name


class PersonForm(forms.Form):
    """Civility and names: by the person, or by somebody else who turns `autocomplete` off."""

    civility = forms.ChoiceField(
        label=gettext_lazy("Form of address"),
        choices=User.Civility.choices,
        widget=forms.RadioSelect,
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=100,
        validators=[validate_person_name],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=100,
        validators=[validate_person_name],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
