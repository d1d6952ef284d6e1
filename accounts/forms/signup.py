"""The steps of the sign-up: what is typed, and the sentence when it will not do."""

import uuid

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.email_policy import suggestion
from accounts.keys import email_key, username_key
from accounts.models import User
from accounts.name_policy import validate_line
from portal.territories.models import Territory
from portal.web.numbers import IdsField

from .credentials import AddressField, password_field
from .person import PersonForm
from .proof_of_work import ProofField, is_proof, spend

SHORTEST_IDENTIFIER = 3


class IdentityForm(PersonForm):
    """Step 1."""

    kind = forms.ChoiceField(
        label=gettext_lazy("You are"), choices=User.Kind.choices, widget=forms.RadioSelect
    )
    email = AddressField(
        help_text=gettext_lazy("Employment partners: your professional e-mail address.")
    )
    # Asked only where the address looks mistyped: the one meant, or the one typed.
    address = forms.CharField(
        label=gettext_lazy("Which of the two is your address?"),
        required=False,
        max_length=254,
        widget=forms.HiddenInput,
    )
    form_id = forms.Field(widget=forms.HiddenInput, required=False)
    proof = ProofField(label=gettext_lazy("I am not a robot"))
    # Sent without JavaScript, or by somebody whose browser cannot tick the box.
    without_proof = forms.BooleanField(widget=forms.HiddenInput, required=False)

    IDENTITY = ("kind", "civility", "last_name", "first_name", "email")
    field_order = IDENTITY

    def __init__(self, data=None, *, asks_proof=True, known_address="", **kwargs):
        super().__init__(data, **kwargs)
        self.asks_proof = asks_proof
        self.known_address = known_address
        self.asks_address = False
        if not asks_proof:
            del self.fields["proof"], self.fields["without_proof"]

    def clean_form_id(self):
        try:
            return uuid.UUID(self.cleaned_data["form_id"] or "")
        except ValueError:
            return uuid.uuid4()

    def is_decided(self):
        """Whether all is right and nothing is left to ask."""
        return self.is_valid() and not self.asks_address

    def clean(self):
        cleaned = super().clean()
        self._doubt_address(cleaned)
        if self.asks_address and not self.errors:
            # The proof serves once: when all is sent for good.
            return cleaned
        if self.asks_proof and not self.errors and cleaned["proof"]:
            payload = cleaned["proof"]
            if not is_proof(payload) or not spend(payload):
                used = _("The check was already used or has expired. Tick the box again.")
                self.add_error("proof", used)
        elif self.asks_proof and not cleaned.get("proof") and not cleaned.get("without_proof"):
            self.add_error("proof", _("Tick this box: it keeps robots away."))
        return cleaned

    def _doubt_address(self, cleaned):
        """Ask once about a domain that looks mistyped; it is a question, never a refusal."""
        typed = cleaned.get("email", "")
        meant = suggestion(typed)
        if not meant or typed == self.known_address:
            return
        if cleaned.get("address") == meant:
            cleaned["email"] = meant
        elif self.data.get("asked") != typed:
            self.asks_address = True
            field = self.fields["address"]
            field.required = True
            field.widget = forms.RadioSelect(choices=[(meant, meant), (typed, typed)])

    @property
    def identity(self):
        return {name: self.cleaned_data[name] for name in self.IDENTITY}


class TerritoriesForm(forms.Form):
    """Step 4."""

    territories = IdsField(
        Territory.objects.all(),
        label=gettext_lazy("Region or department where you work"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one region or department."),
            "invalid_choice": gettext_lazy("Choose among the regions and departments listed."),
            "invalid_pk_value": gettext_lazy("Choose among the regions and departments listed."),
        },
    )


class PasswordForm(forms.Form):
    """Step 5."""

    username = forms.CharField(
        label=gettext_lazy("Identifier"),
        help_text=gettext_lazy('Your e-mail address, or a name of your own without "@".'),
        max_length=254,
        validators=[validate_line],
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = password_field(gettext_lazy("Password"), "new-password")
    terms = forms.BooleanField(
        label=gettext_lazy("I accept the terms of use"),
        error_messages={"required": gettext_lazy("Accept the terms of use to continue.")},
    )
    terms_version = forms.Field(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, draft, terms, **kwargs):
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.current_terms = terms
        if terms is None:
            del self.fields["terms"], self.fields["terms_version"]

    def clean_username(self):
        username = self.cleaned_data["username"]
        key = username_key(username)
        if len(key) > 254:
            raise forms.ValidationError(_("This identifier is too long."), code="max_length")
        if any(char.isspace() for char in username):
            raise forms.ValidationError(_("Choose an identifier without spaces."), code="invalid")
        if not any(char.isalnum() for char in key):
            raise forms.ValidationError(_("Enter at least one letter or digit."), code="invalid")
        if len(key) < SHORTEST_IDENTIFIER:
            raise forms.ValidationError(
                _("An identifier has at least %(number)s characters."),
                code="min_length",
                params={"number": SHORTEST_IDENTIFIER},
            )
        if "@" in key and key != email_key(self.draft.email):
            raise forms.ValidationError(
                _('An identifier with "@" must be your own address. Otherwise leave out the "@".'),
                code="invalid",
            )
        return username

    def clean_password(self):
        password = self.cleaned_data["password"]
        person = User(
            username=self.cleaned_data.get("username", ""),
            email=self.draft.email,
            first_name=self.draft.first_name,
            last_name=self.draft.last_name,
        )
        validate_password(password, person)
        return password

    def clean(self):
        cleaned = super().clean()
        if self.current_terms and cleaned.get("terms_version") != str(self.current_terms.pk):
            self.add_error(
                "terms", _("The terms of use have just changed. Read them before you accept.")
            )
        return cleaned
