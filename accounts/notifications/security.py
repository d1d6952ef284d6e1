"""Identifiers, passwords, addresses and devices: what the person must know at once."""

from dataclasses import replace
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal.outbox.notifications import Notification, Recipient, register
from portal.pages.services import get_site_settings

RESET_LIFETIME = timedelta(hours=1)


def sample_user():
    return User(pk=0, first_name="Claire", username="claire.durand", email="claire@exemple.fr")


class ForgottenNotification(Notification):
    """Answers to « Identifiants oubliés »: every address gets one, so that none is betrayed."""

    reason = _("You receive this message because your address was typed on the sign-in page.")
    sensitive = True
    lifetime = RESET_LIFETIME

    @property
    def dedupe_key(self):
        return f"forgotten:{self.event}"


@register
class ForgottenIdentifiers(ForgottenNotification):
    """The identifier, and a link that sets a new password."""

    name = "accounts.forgotten_identifiers"
    label = _("Forgotten identifiers")

    def __init__(self, user, link, event):
        self.user = user
        self.link = link
        self.event = event

    @property
    def recipient(self):
        return Recipient.of(self.user)

    @property
    def subject_reference(self):
        return ("accounts.user", str(self.user.pk))

    def context(self):
        return {"identifier": self.user.username}

    def action(self):
        return (_("Choose a new password"), self.link)

    @classmethod
    def sample(cls):
        return cls(sample_user(), reverse("accounts:reset", args=["exemple"]), "exemple")


@register
class NoAccount(ForgottenNotification):
    """The same page was filled with an address that no account uses."""

    name = "accounts.no_account"
    label = _("Forgotten identifiers: no account with this address")

    def __init__(self, email, language, event):
        self.email = email
        self.language = language
        self.event = event

    @property
    def recipient(self):
        return Recipient(email=self.email, language=self.language)

    @property
    def subject_reference(self):
        return ("accounts.user", "")

    def context(self):
        return {"email": self.email}

    def action(self):
        return (_("Create an account"), reverse("accounts:signup"))

    @classmethod
    def sample(cls):
        return cls("claire@exemple.fr", "fr", "exemple")


class SecurityNotification(Notification):
    """To the person, about something that changed in their account."""

    reason = _("You receive this message because it concerns the security of your account.")

    def __init__(self, user, event):
        self.user = user
        self.event = event

    @property
    def recipient(self):
        return Recipient.of(self.user)

    @property
    def dedupe_key(self):
        return f"audit:{self.event.pk}:{self.name}"

    @property
    def subject_reference(self):
        return ("accounts.user", str(self.user.pk))

    def context(self):
        return {"at": self.event.at}

    def action(self):
        return (_("This was not me"), reverse("accounts:forgotten"))

    @classmethod
    def sample(cls):
        return cls(sample_user(), sample_event())


def sample_event(**details):
    from portal.audit.models import AuditEvent

    return AuditEvent(pk=0, at=timezone.now(), details=details)


@register
class PasswordChanged(SecurityNotification):
    name = "accounts.password_changed"
    label = _("Password changed")


@register
class NewDevice(SecurityNotification):
    name = "accounts.new_device"
    label = _("New sign-in from a new device")

    def context(self):
        return {**super().context(), "browser": self.event.details.get("browser", "")}

    @classmethod
    def sample(cls):
        return cls(sample_user(), sample_event(browser="Firefox"))


@register
class EmailChangedOldAddress(SecurityNotification):
    """To the address that the account no longer uses."""

    name = "accounts.email_changed_old"
    label = _("E-mail changed (to the old address)")

    def __init__(self, user, event, old_email):
        super().__init__(user, event)
        self.old_email = old_email

    @property
    def recipient(self):
        return replace(Recipient.of(self.user), email=self.old_email)

    def action(self):
        return None

    def context(self):
        return {**super().context(), "contact_email": get_site_settings().contact_email}

    @classmethod
    def sample(cls):
        return cls(sample_user(), sample_event(), "ancienne@exemple.fr")


@register
class EmailChanged(SecurityNotification):
    """To the new address, once it is confirmed."""

    name = "accounts.email_changed"
    label = _("E-mail changed (to the new address)")

    def action(self):
        return (_("Open my personal data"), reverse("accounts:profile"))

    def context(self):
        return {**super().context(), "email": self.user.email, "identifier": self.user.username}


@register
class EmailCode(Notification):
    """The code that confirms a new address."""

    name = "accounts.email_code"
    label = _("Code to confirm a new e-mail address")
    reason = _("You receive this message because this address was given as a new e-mail address.")
    sensitive = True
    lifetime = timedelta(minutes=15)

    def __init__(self, user, email, code, event):
        self.user = user
        self.email = email
        self.code = code
        self.event = event

    @property
    def recipient(self):
        return replace(Recipient.of(self.user), email=self.email)

    @property
    def dedupe_key(self):
        return f"email-code:{self.event}"

    @property
    def subject_reference(self):
        return ("accounts.user", str(self.user.pk))

    def context(self):
        return {"code": self.code}

    def action(self):
        return (_("Type the code"), reverse("accounts:email_code"))

    @classmethod
    def sample(cls):
        return cls(sample_user(), "nouvelle@exemple.fr", "123456", "exemple")


@register
class AddressTaken(SecurityNotification):
    """To an address given as the new one of an account while another account uses it."""

    name = "accounts.address_taken"
    label = _("New e-mail address: already used by another account")
    reason = _("You receive this message because this address was given as a new e-mail address.")

    def __init__(self, user, email, event):
        super().__init__(user, event)
        self.email = email

    @property
    def recipient(self):
        return Recipient(email=self.email, language=self.user.language)

    @property
    def dedupe_key(self):
        return f"address-taken:{self.event}"

    @property
    def subject_reference(self):
        return ("accounts.user", "")

    def context(self):
        return {"email": self.email}

    def action(self):
        return (_("Find my identifiers"), reverse("accounts:forgotten"))

    @classmethod
    def sample(cls):
        return cls(sample_user(), "claire@exemple.fr", "exemple")
