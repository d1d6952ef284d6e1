"""The search form of « Suivre mes demandes »: everything is in the address."""

from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.keys import email_key
from applications.stages import PRESCRIPTION
from portal.search.text import fold
from portal.territories.models import Territory

# How the filters are called in the address, which people share and keep.
ADDRESS_NAMES = {
    "last_name": "nom",
    "first_name": "prenom",
    "email": "adresse",
    "region": "region",
    "training": "formation",
    "status": "statut",
}


def region_choices():
    """Read only when the form is shown or a region is asked for."""
    regions = Territory.objects.regions().order_by("name_key").values_list("code", "name")
    return [("", _("All regions")), *regions]


class FollowingForm(forms.Form):
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=100)
    first_name = forms.CharField(label=_("First name"), required=False, max_length=100)
    email = forms.CharField(
        label=pgettext_lazy("candidate", "E-mail address"), required=False, max_length=254
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    training = forms.CharField(label=_("Course"), required=False, max_length=200)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All statuses")), *PRESCRIPTION.choices]
    )

    def __init__(self, data):
        # A fault in the address (too long, unknown region) leaves that filter out.
        super().__init__(data)
        self.fields["region"].choices = cache(region_choices)
        for field in self.fields.values():
            chosen = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if chosen else "form-control"
            field.widget.attrs["autocomplete"] = "off"
        self.is_valid()
        self.filters = {name: value for name, value in self.cleaned_data.items() if value}

    def add_prefix(self, field_name):
        return ADDRESS_NAMES.get(field_name, field_name)

    def address_query(self, **changes):
        """The query of the address with these filters changed; an empty one is left out."""
        filters = {**self.filters, **changes}
        return {ADDRESS_NAMES[name]: value for name, value in filters.items() if value}

    def apply(self, requests):
        """Narrow the requests; the status apart, which the bar counts."""
        lookups = {
            "prescription__last_name_key__contains": fold(self.filters.get("last_name", "")),
            "prescription__first_name_key__contains": fold(self.filters.get("first_name", "")),
            "prescription__email_key__contains": email_key(self.filters.get("email", "")),
            "prescription__session__centre__department__parent__code": self.filters.get("region"),
        }
        requests = requests.filter(**{key: value for key, value in lookups.items() if value})
        for word in fold(self.filters.get("training", "")).split()[:10]:
            requests = requests.filter(prescription__session__training__title_key__contains=word)
        return requests

    def apply_status(self, requests):
        status = self.filters.get("status")
        return requests.filter(status=status) if status else requests
