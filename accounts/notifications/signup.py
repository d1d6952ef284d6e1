"""The sign-up: the code, the address already known, the account ready.

None of them greets by name before the address is confirmed: a stranger may
have typed both, and would have us write their words to somebody else.
"""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import SignupDraft, User
from portal.links import codes
from portal.outbox.notifications import Notification, Recipient, register


class SignupNotification(Notification):
    reason = _("You receive this message because this address was typed in the sign-up form.")

    @property
    def dedupe_key(self):
        return f"signup-code:{self.code.id}"

    @property
    def subject_reference(self):
        return ("accounts.signupdraft", str(self.draft.pk))

    @classmethod
    def still_relevant(cls, message):
        return SignupDraft.objects.filter(
            pk=message.subject_id, email_confirmed_at=None, user=None
        ).exists()


@register
class SignupCode(SignupNotification):
    name = "accounts.signup_code"
    label = _("Sign-up: confirmation code")
    sensitive = True
    lifetime = codes.LIFETIME

    def __init__(self, draft, language, code):
        self.draft = draft
        self.language = language
        self.code = code

    @property
    def recipient(self):
        return Recipient(email=self.draft.email, language=self.language)

    def context(self):
        return {
            "code": self.code.text,
            "minutes": int(codes.LIFETIME.total_seconds() // 60),
        }

    def action(self):
        return (_("Back to the sign-up"), reverse("accounts:signup_confirmation"))

    @classmethod
    def sample(cls):
        return cls(
            SignupDraft(pk=0, email="claire@exemple.fr"),
            "fr",
            codes.NewCode(id=0, text="123456", expires_at=None),
        )


@register
class SignupAddressKnown(SignupNotification):
    """In place of the code, to an address that has an account."""

    name = "accounts.signup_address_known"
    label = _("Sign-up: address already known")
    lifetime = timedelta(hours=1)

    def __init__(self, draft, account, code):
        self.draft = draft
        self.account = account
        self.code = code

    @property
    def recipient(self):
        return Recipient.of(self.account)

    def context(self):
        return {"forgotten_path": reverse("accounts:forgotten")}

    def action(self):
        return (_("Sign in"), reverse("account_login"))

    @classmethod
    def sample(cls):
        return cls(
            SignupDraft(pk=0, email="claire@exemple.fr"),
            User(pk=0, email="claire@exemple.fr"),
            codes.NewCode(id=0, text="", expires_at=None),
        )


@register
class SignupComplete(Notification):
    name = "accounts.signup_complete"
    label = _("Sign-up: account ready")
    reason = _("You receive this message because you have just created an account.")

    def __init__(self, user):
        self.user = user

    @property
    def recipient(self):
        return Recipient.of(self.user)

    @property
    def dedupe_key(self):
        return f"signup-complete:{self.user.pk}"

    @property
    def subject_reference(self):
        return ("accounts.user", str(self.user.pk))

    def context(self):
        return {"identifier": self.user.username}

    def action(self):
        return (_("Sign in"), reverse("account_login"))

    @classmethod
    def sample(cls):
        return cls(User(pk=0, first_name="Claire", username="claire", email="claire@exemple.fr"))
