import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.email_policy import clean_address, suggestion
from accounts.name_policy import validate_line

MESSAGE_LENGTH = 300
# What mail programs make a link of: an address, or two words around a dot of any script.
LINK = re.compile(r"https?:|www|@|\w[.\u3002\uff0e\uff61][^\W\d_]{2}", re.IGNORECASE)


def validate_without_link(text):
    """The words are a stranger's to who receives them: they lead nowhere."""
    if LINK.search(text):
        raise ValidationError(
            _("Write without any link or address, and put a space after each full stop."),
            code="link",
        )


class ShareForm(forms.Form):
    """« Envoyer à un ami »."""

    email = forms.CharField(
        label=_("Your friend's e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    message = forms.CharField(
        label=_("Your message"),
        help_text=_("A few words, without any link. Your name is given with them."),
        max_length=MESSAGE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    meant = ""

    def clean_email(self):
        return clean_address(self.cleaned_data["email"])

    def clean(self):
        """A domain that looks mistyped is asked about once; it is a question, never a refusal."""
        cleaned = super().clean()
        email = cleaned.get("email", "")
        meant = suggestion(email)
        if meant and self.data.get("corrected") == meant:
            cleaned["email"] = meant
        elif meant and self.data.get("asked") != email:
            self.meant = meant
        return cleaned

    def clean_message(self):
        message = " ".join(self.cleaned_data["message"].split())
        validate_line(message)
        validate_without_link(message)
        return message
