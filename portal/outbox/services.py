"""Writing messages: they leave after the commit, never without what they tell of."""

import base64

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext

from portal.jobs.wakeup import wake_up_after_commit
from portal.outbox.models import OutgoingEmail, address_key
from portal.outbox.notifications import Recipient


def enqueue(*notifications):
    """Write these messages into the outbox; one already written (same dedupe key) is left alone."""
    store([compose(notification) for notification in notifications])


def enqueue_rendered(
    *, to, subject, text, kind, dedupe_key, html="", sensitive=False, lifetime=None, user=None,
    language=settings.LANGUAGE_CODE,
):  # fmt: skip
    """The same for a message that a library has rendered already (allauth's)."""
    store(
        [
            _row(
                Recipient(email=to, language=language, user=user),
                kind=kind,
                dedupe_key=dedupe_key,
                subject=_one_line(subject),
                text_body=text,
                html_body=html,
                sensitive=sensitive,
                lifetime=lifetime,
            )
        ]
    )


def take_back(dedupe_keys):
    """Stop the messages that no worker has taken yet; says whether another one may have left."""
    State = OutgoingEmail.State
    messages = OutgoingEmail.objects.filter(dedupe_key__in=dedupe_keys)
    messages.filter(state=State.PENDING, claimed_by="").update(
        state=State.CANCELLED, last_answer=gettext("No longer relevant.")
    )
    return messages.filter(state__in=[State.SENT, State.UNKNOWN, State.PENDING]).exists()


def compose(notification, unsubscribe_url="", language=None):
    """The unsaved row of a message, rendered in its recipient's language (or another, to look)."""
    recipient = notification.recipient
    with translation.override(language or recipient.language):
        content = _render(notification, unsubscribe_url)
        attached = [
            {
                "name": attachment.name,
                "mimetype": attachment.mimetype,
                "content": base64.b64encode(attachment.content).decode("ascii"),
            }
            for attachment in notification.attachments()
        ]
    subject_type, subject_id = notification.subject_reference
    return _row(
        recipient,
        kind=notification.name,
        dedupe_key=notification.dedupe_key,
        subject_type=subject_type,
        subject_id=str(subject_id),
        attached=attached,
        unsubscribe_url=unsubscribe_url,
        sensitive=notification.sensitive,
        lifetime=notification.lifetime,
        **content,
    )


@transaction.atomic(savepoint=False)
def store(emails):
    """Insert composed messages, ignoring repeats, and have them delivered after the commit."""
    if not emails:
        return
    OutgoingEmail.objects.bulk_create(emails, ignore_conflicts=True)
    # SQLite's INSERT OR IGNORE would pass over any broken constraint, not only a repeat.
    keys = {email.dedupe_key for email in emails}
    if OutgoingEmail.objects.filter(dedupe_key__in=keys).count() != len(keys):
        raise RuntimeError("The outbox refused a message.")
    wake_up_after_commit("outbox.deliver")


def _row(recipient, *, lifetime, **fields):
    now = timezone.now()
    return OutgoingEmail(
        to=recipient.email,
        to_key=address_key(recipient.email),
        language=recipient.language,
        recipient=recipient.user,
        created_at=now,
        queued_at=now,
        next_attempt_at=now,
        expires_at=now + lifetime if lifetime else None,
        **fields,
    )


def _render(notification, unsubscribe_url):
    action = notification.action()
    context = {
        "first_name": notification.recipient.first_name,
        "reason": notification.reason,
        "action": (action[0], f"{settings.SITE_URL}{action[1]}") if action else None,
        "unsubscribe_url": unsubscribe_url,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "language": translation.get_language(),
        **notification.context(),
    }
    template = f"mail/{notification.name.replace('.', '/')}"
    context["subject"] = _one_line(_render_text(f"{template}.subject.txt", context))
    return {
        "subject": context["subject"],
        "text_body": _render_text(f"{template}.txt", context).strip() + "\n",
        "html_body": get_template(f"{template}.html").render(context),
    }


def _render_text(name, context):
    """Plain text: nothing to escape."""
    return get_template(name).template.render(Context(context, autoescape=False))


def _one_line(text):
    return " ".join(text.split())[: OutgoingEmail._meta.get_field("subject").max_length]
