from django import forms

from portal.notices import services
from portal.notices.models import Frequency


class PreferencesForm(forms.Form):
    """One choice for each kind of optional message that exists."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for name, kind, frequency in services.frequencies_of(user):
            self.fields[name] = forms.ChoiceField(
                label=kind.label, choices=Frequency.choices, initial=frequency
            )

    def save(self):
        for name in self.changed_data:
            services.choose_frequency(self.user, name, self.cleaned_data[name])
