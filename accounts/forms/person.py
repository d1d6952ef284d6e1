"""Who somebody is, asked alike wherever it is typed."""

import re

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.name_policy import validate_person_name, validate_postal_code
from portal.territories.services import may_be_postal_code


def clean_postal_code(typed):
    """The five digits of `typed`; raises ValidationError where no French code begins so."""
    digits = re.sub(r"\s", "", typed)
    validate_postal_code(digits)
    if not may_be_postal_code(digits):
        raise forms.ValidationError(
            _("No town has this postal code. Check it. Example: 59000."), code="unknown"
        )
    return digits


def complete_city(form):
    """Have the script propose the towns of the postal code: docs/components.md."""
    form.fields["postal_code"].widget.attrs |= {
        "data-communes-url": reverse("communes"),
        "data-communes-field": form["city"].auto_id,
        "data-communes-one": _("Town filled in: {name}."),
        "data-communes-many": _("{count} towns have this postal code: choose yours in the field."),
    }


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
