"""What a message is: one class each, registered by name.

See docs/architecture.md (Messages) for an example and docs/outbox.md for what
happens to a message once it is written.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """Whether the person may choose how often they receive a kind of message."""

    TRANSACTIONAL = "transactional", _("Always sent")
    CONTENT = "content", _("As you choose")


@dataclass(frozen=True)
class Recipient:
    """One address, its language, and its account when there is one."""

    email: str
    language: str = settings.LANGUAGE_CODE
    user: models.Model | None = None
    first_name: str = ""  # how the message greets them, when it is known

    @classmethod
    def of(cls, user):
        """The person who owns an account."""
        return cls(user.email, user.language, user, user.first_name)


@dataclass(frozen=True)
class Attachment:
    name: str
    mimetype: str
    content: bytes


class Notification:
    """A message to one person: subclass it and `@register` it in your app's notifications.py."""

    name = ""  # "app.what_happened": unique, the kind in the outbox, the name of the templates
    label = ""  # for the staff page and the preferences
    reason = ""  # why the person receives it, at the foot of the mail
    category = Category.TRANSACTIONAL
    sensitive = False  # its body is erased once sent and never shown to staff
    staff_only = False  # whose choice only staff are offered
    lifetime = None  # a timedelta: expires instead of leaving late

    @property
    def recipient(self):
        raise NotImplementedError

    @property
    def dedupe_key(self):
        """Built from the event (a row's id), never from a state that can come twice."""
        raise NotImplementedError

    @property
    def subject_reference(self):
        """(model label, id) of what it speaks of, for the relevance check."""
        return ("", "")

    def context(self):
        """The values that the templates show."""
        return {}

    def action(self):
        """(label, path) of the one button, or None."""

    def bell(self):
        """The short text of the bell, or None when the message is a mail only."""

    def attachments(self):
        return []

    @classmethod
    def still_relevant(cls, message):
        """Asked again when the message leaves.

        `message` (a mail or an item of a digest) has `subject_type`,
        `subject_id` and `recipient`.
        """
        return True

    @classmethod
    def sample(cls):
        """An instance on unsaved objects, for the preview of the staff page."""
        raise NotImplementedError


_registry = {}


def register(cls):
    """Class decorator: makes a kind of message known."""
    if not cls.name or cls.name in _registry:
        raise ValueError(f"{cls.__qualname__} needs a name of its own: {cls.name!r}")
    _registry[cls.name] = cls
    return cls


def registered():
    """Every kind of message, by name."""
    return dict(sorted(_registry.items()))
