"""Step 3 of the sign-up: an existing organisation, or a new one."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, OrganisationType
from accounts.name_policy import validate_findable_name, validate_line
from accounts.services.signup_organisations import (
    organisations_like,
    organisations_named,
    suggest_organisations,
)
from portal.web.numbers import as_id

NEW = "new"


class TypeSelect(forms.Select):
    """Marks « Autre », which the style sheet waits for to show its free text."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value and value.instance.asks_details:
            option["attrs"]["data-asks-details"] = ""
        return option


def spoken_counts():
    """What is spoken when suggestions appear."""
    return {
        "data-autocomplete-one": _("1 organisation found"),
        "data-autocomplete-count": _("{count} organisations found"),
        "data-autocomplete-none": _("No suggestion"),
    }


class OrganisationForm(forms.Form):
    """One organisation comes out of it, in `organisation`, or None for one to create.

    `picked` comes from the type-ahead; `choice` from the list that is shown
    without JavaScript, or when what was typed resembles organisations that exist.
    """

    none_of_these = gettext_lazy(
        "None of these. This organisation will be created when the registration is validated."
    )
    for_individuals = gettext_lazy(
        "Organisation, department, company, association, etc. Out of work or without an "
        "organisation? Enter the one that supports you, such as France Travail or your mission "
        "locale."
    )
    will_be_created = gettext_lazy(
        "This organisation will be created when the registration is validated."
    )

    name = forms.CharField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("Organisation, department, company, association, etc."),
        max_length=200,
        validators=[validate_findable_name],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    picked = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    choice = forms.CharField(
        label=gettext_lazy("Is it one of these?"),
        required=False,
        max_length=20,
        widget=forms.HiddenInput,
    )
    type = forms.ModelChoiceField(
        OrganisationType.objects.all(),
        label=gettext_lazy("Type of organisation"),
        empty_label=gettext_lazy("Choose"),
        widget=TypeSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose a type in the list.")},
    )
    type_details = forms.CharField(
        label=gettext_lazy("Specify the type of organisation"),
        # Without JavaScript the field is always seen.
        help_text=gettext_lazy("To be filled in only if no type of the list fits."),
        required=False,
        max_length=100,
        validators=[validate_line],
    )

    def __init__(self, data=None, *, asks_type, **kwargs):
        super().__init__(data, **kwargs)
        self.asks_type = asks_type
        self.asks_to_choose = False
        self.organisation = None
        self.fields["name"].widget.attrs |= self.type_ahead()
        if not asks_type:
            self.fields["name"].help_text = self.for_individuals
            del self.fields["type"], self.fields["type_details"]

    def type_ahead(self):
        """What the script reads from the field: docs/components.md."""
        return {
            "data-autocomplete-url": reverse("accounts:signup_organisations"),
            "data-autocomplete-value": self["picked"].auto_id,
            "data-autocomplete-note": f"{self['picked'].auto_id}-note",
            "data-autocomplete-note-for": NEW,
            "data-autocomplete-also": self["type"].auto_id if self.asks_type else "",
            **spoken_counts(),
        }

    def is_decided(self):
        """Whether all is right and nothing is left to ask."""
        return self.is_valid() and not self.asks_to_choose

    def search(self):
        """« Rechercher », without JavaScript: show what is found, save nothing."""
        self.full_clean()
        for field in ("type", "type_details", "choice"):
            self.errors.pop(field, None)
        if not self.errors:
            self._offer(suggest_organisations(self.data.get("name", "")))

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("type")
        if kind and kind.asks_details and not cleaned.get("type_details"):
            self.add_error("type_details", _('Say which, for example "third place".'))
        if kind and not kind.asks_details:
            cleaned["type_details"] = ""
        if "name" in cleaned and not self._errors.keys() & {"picked", "choice"}:
            self._decide(cleaned["name"], cleaned.get("picked") or cleaned.get("choice"))
        return cleaned

    def _decide(self, name, chosen):
        if chosen and chosen != NEW:
            self._take(chosen)
            return
        same = organisations_named(name)
        if len(same) == 1:
            self.organisation = same[0]
        elif same and chosen:
            self._offer(same)
            self.add_error("name", _("Others have this very name. Add the town of yours to it."))
        elif not chosen:
            self._ask(name, same or organisations_like(name))

    def _take(self, chosen):
        self.organisation = Organisation.objects.filter(pk=as_id(chosen)).first()
        if self.organisation is None:
            self.add_error(
                "name", _("This organisation no longer exists. Choose another, or type its name.")
            )

    def _ask(self, name, suggestions):
        """Similar names exist: never merged nor doubled without asking.

        The first time it is a question; only who leaves it unanswered has something to correct.
        """
        if suggestions:
            self._offer(suggestions)
            if self.data.get("asked", "").strip() == name:
                self.add_error(
                    "choice", _("Choose yours in the list, or say that it is not there.")
                )

    def _offer(self, suggestions):
        """Ask which of these it is, with a new one as the last answer."""
        self.asks_to_choose = True
        field = self.fields["choice"]
        field.required = True
        new = self.none_of_these
        if not suggestions:
            self["choice"].label = _("No organisation has this name")
            new = self.will_be_created
        choices = [(found.pk, found.name_and_place) for found in suggestions]
        field.widget = forms.RadioSelect(choices=[*choices, (NEW, new)])
