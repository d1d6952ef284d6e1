"""Identifiers, passwords and addresses: forgotten, reset, changed."""

import re
import unicodedata

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.email_policy import clean_address
from accounts.keys import email_key


def password_field(label, autocomplete):
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class AddressField(forms.CharField):
    """An e-mail address by the portal's own policy."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("E-mail"))
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(max_length=254, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        return clean_address(value) if value else value


class ForgottenForm(forms.Form):
    email = AddressField()


class NewPasswordForm(forms.Form):
    """Used with the link of the mail, signed out."""

    password = password_field(_("New password"), "new-password")

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class CurrentPasswordMixin(forms.Form):
    """Asks for the current password before what would give the account away."""

    def clean_current_password(self):
        password = self.cleaned_data["current_password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your current password."), code="wrong")
        return password


class PasswordChangeForm(CurrentPasswordMixin, NewPasswordForm):
    current_password = password_field(_("Current password"), "current-password")

    field_order = ["current_password", "password"]

    def clean_password(self):
        if self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(
                _("This is already your password. Choose another."), code="same"
            )
        return super().clean_password()


class EmailChangeForm(CurrentPasswordMixin):
    email = AddressField(label=_("New e-mail"))
    current_password = password_field(_("Current password"), "current-password")

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email_key(email) == self.user.email_key:
            raise forms.ValidationError(_("This is already your address."), code="same")
        return email


class CodeForm(forms.Form):
    """The code of a mail: step 2 of the sign-up, and a new address."""

    code = forms.CharField(
        label=_("Confirmation code"),
        help_text=_("The six digits of the message."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "form-control-short",
            }
        ),
    )

    def clean_code(self):
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        code = re.sub(r"[\s\-.]", "", typed)
        if not re.fullmatch(r"[0-9]{6}", code):
            raise forms.ValidationError(_("The code has six digits."), code="invalid")
        return code
