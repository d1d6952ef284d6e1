"""What a transition asks for, as form fields."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.name_policy import validate_line
from applications.models import Prescription, RefusalReason
from applications.services.moves import Interview
from portal.web.dates import date_words
from trainings.models import Funding

REASON_LENGTH = 2000


BOTH_READ = gettext_lazy("The candidate and the advisor will read it.")


class ReasonField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Reason"),
            max_length=REASON_LENGTH,
            widget=forms.Textarea(attrs={"rows": 4}),
            **kwargs,
        )


class WithdrawForm(forms.Form):
    reason = ReasonField(help_text=gettext_lazy("The centre's agents will read it."))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TransitionForm(forms.Form):
    """The fields of a transition's `asks`, and the history event that the agent had in sight.

    Times are those of the centre, `zone`; the session starts on the day `starts_on`.
    """

    interview_day = forms.DateField(
        label=gettext_lazy("Day of the interview"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    interview_time = forms.TimeField(
        label=gettext_lazy("Time"),
        help_text=gettext_lazy("At the centre's local time."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M"],
    )
    interview_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of interview"), choices=Prescription.InterviewKind.choices
    )
    interview_place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=300,
        validators=[validate_line],
        widget=forms.TextInput(attrs={"size": 60}),
    )
    funding = forms.ChoiceField(label=gettext_lazy("Funding"), choices=Funding.choices)
    refusal = forms.ModelChoiceField(
        RefusalReason.objects.filter(is_active=True), label=gettext_lazy("Reason for the refusal")
    )
    reason = ReasonField()
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # The day last shown as later than the start of the session: sent again, it is meant.
    checked_day = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    FIELDS = {
        "interview": (
            "interview_day",
            "interview_time",
            "interview_kind",
            "interview_place",
            "checked_day",
        ),
        "funding": ("funding",),
        "refusal": ("refusal",),
        "reason": ("reason",),
    }
    HELP = {
        "refuse": BOTH_READ,
        "step_back": BOTH_READ,
        "withdraw": gettext_lazy("The advisor will read it."),
    }

    def __init__(self, *args, asks, zone, starts_on, transition="", fundings=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.starts_on = starts_on
        for ask, names in self.FIELDS.items():
            if ask not in asks:
                for name in names:
                    del self.fields[name]
        if "reason" in self.fields:
            self.fields["reason"].help_text = self.HELP.get(
                transition.split("_to_")[0],
                gettext_lazy("It stays in the history; the advisor will read it."),
            )
        if "funding" in self.fields:
            self.fields["funding"].choices = [("", _("Choose")), *fundings]

    def clean(self):
        cleaned = super().clean()
        day, time = cleaned.get("interview_day"), cleaned.get("interview_time")
        if day and time:
            cleaned["interview_at"] = timezone.datetime.combine(day, time, tzinfo=self.zone)
            if cleaned["interview_at"] <= timezone.now():
                self.add_error("interview_day", _("The interview must be in the future."))
            elif day >= self.starts_on and cleaned.get("checked_day") != day.isoformat():
                self._doubt(day)
        return cleaned

    def _doubt(self, day):
        """Ask once about an interview after the beginning of the training; never refuse it."""
        self.data = self.data.copy()
        self.data[self.add_prefix("checked_day")] = day.isoformat()
        text = _("The session starts on %(start)s. Confirm if the interview does take place later.")
        self.add_error("interview_day", text % {"start": date_words(self.starts_on)})

    def data_for(self, transition):
        """What `move_prescription` takes for this transition: no more than it asks for."""
        cleaned = self.cleaned_data
        given = {name: cleaned.get(name) for name in ("funding", "refusal", "reason")}
        if "interview_at" in cleaned:
            given["interview"] = Interview(
                at=cleaned["interview_at"],
                kind=cleaned["interview_kind"],
                place=cleaned["interview_place"],
            )
        return {name: given[name] for name in transition.asks}
