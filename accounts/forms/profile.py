"""« Mes données personnelles »: one small form per tile."""

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.name_policy import validate_line, validate_person_name

from .person import clean_postal_code, complete_city
from .signup_organisation import OrganisationForm


class PhoneField(forms.CharField):
    """A French number by default; others with their country code."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        super().__init__(max_length=30, widget=widget, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        return clean_phone(value) if value else ""


def clean_phone(typed):
    """Return `typed` as people write it; raise ValidationError when it is no phone number."""
    try:
        number = phonenumbers.parse(typed, "FR")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise forms.ValidationError(
            _("This phone number is not correct. Example: 06 12 34 56 78, or +32 470 12 34 56."),
            code="invalid",
        )
    french = number.country_code == 33
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if french else style.INTERNATIONAL)


class ProfileForm(forms.ModelForm):
    """Reads and checks; saving is the service's (accounts/services/profile.py)."""

    def changes(self):
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def _post_clean(self):
        """Leave the signed-in account as it is stored: the page around the form shows it."""


class IdentityForm(ProfileForm):
    class Meta:
        model = User
        fields = ["civility", "last_name", "first_name", "language"]
        labels = {"language": _("Language of the site")}
        widgets = {
            "civility": forms.RadioSelect,
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "language": forms.RadioSelect,
        }

    def clean_last_name(self):
        validate_person_name(self.cleaned_data["last_name"])
        return self.cleaned_data["last_name"]

    def clean_first_name(self):
        validate_person_name(self.cleaned_data["first_name"])
        return self.cleaned_data["first_name"]


class MoreForm(ProfileForm):
    """« Mes informations complémentaires »: everything optional."""

    phone = PhoneField(label=_("Phone"), required=False)

    class Meta:
        model = User
        fields = [
            "phone",
            "postal_code",
            "city",
            "job_title",
            "employer",
            "authority_type",
            "authority_size",
        ]
        widgets = {
            "postal_code": forms.TextInput(attrs={"autocomplete": "postal-code"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "employer": forms.TextInput(attrs={"autocomplete": "organization"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("authority_type", "authority_size"):
            self.fields[name].choices = [("", _("Choose")), *self.fields[name].choices[1:]]
        for name in ("city", "job_title", "employer"):
            self.fields[name].validators.append(validate_line)
        complete_city(self)

    def clean_postal_code(self):
        """Five digits, spaces apart; what was accepted before (another country's) may stay."""
        typed = self.cleaned_data["postal_code"]
        if typed.strip() and typed != self.initial.get("postal_code"):
            return clean_postal_code(typed)
        return typed


class ProfileOrganisationForm(OrganisationForm):
    """The organisation as it was chosen at sign-up, outside of the sign-up."""

    none_of_these = _("None of these. This organisation will be created when you save.")
    will_be_created = _("This organisation will be created when you save.")
