"""« Demande de formation pour un candidat »: what the advisor types about the person."""

import re
import uuid

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.email_policy import suggestion
from accounts.forms.credentials import AddressField
from accounts.forms.person import PersonForm, clean_postal_code, complete_city
from accounts.forms.profile import PhoneField
from accounts.name_policy import validate_line
from applications.services.filing import Candidate
from portal.territories.services import is_unknown_postal_code

YOUNGEST, OLDEST = 15, 100
SHORT_YEAR = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{2})")


def years_before(day, years):
    """The same day `years` ago; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


# The advisor types about somebody else: not « votre nom ».
MISSING = {
    "civility": gettext_lazy("Choose the form of address."),
    "last_name": gettext_lazy("Enter the last name."),
    "first_name": gettext_lazy("Enter the first name."),
    "birth_date": gettext_lazy("Enter the date of birth."),
    "email": gettext_lazy("Enter the candidate's address."),
    "phone": gettext_lazy("Enter the phone number."),
    "postal_code": gettext_lazy("Enter the postal code."),
    "city": gettext_lazy("Enter the town."),
}


class BirthDateInput(forms.DateInput):
    """Typed, or picked in a calendar that shows the dates taken."""

    template_name = "applications/widgets/date.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        today = timezone.localdate()
        context["widget"]["earliest"] = years_before(today, OLDEST + 1).isoformat()
        context["widget"]["latest"] = years_before(today, YOUNGEST).isoformat()
        return context


class BirthDateField(forms.DateField):
    """JJ/MM/AAAA; between the youngest and the oldest age that a trainee can have."""

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d", "%d%m%Y"],
            widget=BirthDateInput(
                format="%d/%m/%Y", attrs={"autocomplete": "off", "maxlength": 10}
            ),
            error_messages={
                "invalid": gettext_lazy(
                    "Enter a date that exists, with day, month and year. Example: 27/03/1998."
                )
            },
            **kwargs,
        )

    def to_python(self, value):
        """A year of two digits is the last that leaves somebody old enough."""
        if isinstance(value, str) and (found := SHORT_YEAR.fullmatch(value.strip())):
            day, month, short = found.groups()
            latest = timezone.localdate().year - YOUNGEST
            year = latest - (latest - int(short)) % 100
            value = f"{day}/{month}/{year}"
        return super().to_python(value)

    def clean(self, value):
        born = super().clean(value)
        if born is None:
            return born
        today = timezone.localdate()
        if born > today:
            raise forms.ValidationError(
                _("The date of birth is in the future. Check the year."), code="future"
            )
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if not YOUNGEST <= age <= OLDEST:
            raise forms.ValidationError(
                _(
                    "The candidate must be between %(youngest)s and %(oldest)s years old. "
                    "Check the date."
                ),
                code="age",
                params={"youngest": YOUNGEST, "oldest": OLDEST},
            )
        return born


class CandidateForm(PersonForm):
    birth_date = BirthDateField(
        label=gettext_lazy("Date of birth"), help_text=gettext_lazy("DD/MM/YYYY")
    )
    email = AddressField(
        label=gettext_lazy("Email"),
        help_text=gettext_lazy(
            "The candidate's own address: they will be told of each step there."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(label=gettext_lazy("Phone number"))
    postal_code = forms.CharField(
        label=gettext_lazy("Postal code"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 8}),
    )
    city = forms.CharField(
        label=gettext_lazy("City"),
        max_length=100,
        validators=[
            validate_line,
            RegexValidator(r"[^\W\d_]", gettext_lazy("Enter the name of a town.")),
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    funding = forms.ChoiceField(label=gettext_lazy("Funding, if known"), required=False)
    consent = forms.BooleanField(
        label=gettext_lazy(
            "I declare that I have obtained the candidate's prior consent, or informed them, as "
            "the case may be, that these data are sent for this training request"
        ),
        error_messages={
            "required": gettext_lazy(
                "Tick this box once the candidate has agreed or has been informed."
            )
        },
    )
    consent.summary_label = gettext_lazy("Agreement of the candidate")
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # What was last shown as doubtful: sent again, it is right as it is.
    checked_email = forms.CharField(widget=forms.HiddenInput, required=False, max_length=254)
    checked_postal_code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    CANDIDATE = (
        "civility",
        "last_name",
        "first_name",
        "birth_date",
        "email",
        "phone",
        "postal_code",
        "city",
    )

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["funding"].choices = [
            ("", _("I do not know")),
            *((funding.value, funding.label) for funding in session.fundings),
        ]
        # A browser would fill in the advisor's own.
        for name, sentence in MISSING.items():
            self.fields[name].error_messages["required"] = sentence
        for name in ("last_name", "first_name", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.initial.setdefault("form_token", uuid.uuid4())
        self.suggested_email = self.unknown_postal_code = None
        complete_city(self)

    def clean_postal_code(self):
        return clean_postal_code(self.cleaned_data["postal_code"])

    def clean_form_token(self):
        return self.cleaned_data["form_token"] or uuid.uuid4()

    def clean(self):
        cleaned = super().clean()
        email = cleaned.get("email")
        if email and cleaned.get("checked_email") != email:
            self.suggested_email = suggestion(email)
        code = cleaned.get("postal_code")
        if code and cleaned.get("checked_postal_code") != code and is_unknown_postal_code(code):
            self.unknown_postal_code = code
        return cleaned

    @property
    def asks_to_check(self):
        """Something looks mistyped: it is shown once, never refused."""
        return self.is_valid() and bool(self.suggested_email or self.unknown_postal_code)

    def show_checked(self):
        """Have the next sending of these very answers taken as they are."""
        self.data = self.data.copy()
        for name in ("email", "postal_code"):
            self.data[self.add_prefix(f"checked_{name}")] = self.cleaned_data[name]

    @property
    def candidate(self):
        return Candidate(**{name: self.cleaned_data[name] for name in self.CANDIDATE})
