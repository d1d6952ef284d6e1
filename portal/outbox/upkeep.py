"""What staff and time do to messages: send again, stop, expire, erase, purge, watch."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.audit.services import record
from portal.jobs.wakeup import wake_up_after_commit
from portal.outbox.delivery import erased
from portal.outbox.models import OutgoingEmail, address_key

State = OutgoingEmail.State
KEPT_FOR = timedelta(days=90)
PURGED_AT_ONCE = 5_000


class NotPossible(Exception):
    """What was asked cannot be done to this message, and why."""


@transaction.atomic
def send_again(email_id, *, by):
    """Staff decide that a message leaves once more, as it was written."""
    email = OutgoingEmail.objects.select_for_update().get(pk=email_id)
    if email.state == State.PENDING:
        raise NotPossible(_("This message is already waiting to be sent."))
    if email.erased_at:
        raise NotPossible(_("The content of this message has been erased."))
    if email.is_spent:
        raise NotPossible(_("A code or a short-lived link is not sent twice: ask for a new one."))
    now = timezone.now()
    if email.expires_at and email.expires_at <= now:
        raise NotPossible(_("This message has expired."))
    before = email.state
    OutgoingEmail.objects.filter(pk=email.pk).update(
        state=State.PENDING,
        queued_at=now,
        next_attempt_at=now,
        claimed_by="",
        claimed_until=None,
        smtp_started_at=None,
        sent_at=None,
        last_answer="",
    )
    record("outbox.sent_again", email, actor=by, before=before)
    wake_up_after_commit("outbox.deliver")


@transaction.atomic
def stop_sending(email_id, *, by):
    """Staff decide that a message that waits does not leave any more."""
    email = OutgoingEmail.objects.select_for_update().get(pk=email_id)
    if email.in_flight:
        raise NotPossible(_("This message is being sent at this moment."))
    if email.state in {State.SENT, State.EXPIRED}:
        raise NotPossible(_("This message does not wait any more."))
    if email.state == State.CANCELLED:
        return
    before = email.state
    OutgoingEmail.objects.filter(pk=email.pk).update(
        state=State.CANCELLED,
        claimed_by="",
        claimed_until=None,
        last_answer=gettext("Stopped by staff."),
        **(erased() if email.sensitive else {}),
    )
    record("outbox.stopped", email, actor=by, before=before)


def clean_up():
    """Let codes expire, erase what was sensitive, purge what is old."""
    now = timezone.now()
    emails = OutgoingEmail.objects
    emails.filter(
        state=State.PENDING, smtp_started_at=None, claimed_by="", expires_at__lte=now
    ).update(state=State.EXPIRED)
    stale = emails.filter(sensitive=True, erased_at=None, expires_at__lte=now)
    stale.exclude(state=State.PENDING).update(**erased())
    old = emails.exclude(state=State.PENDING).filter(created_at__lt=now - KEPT_FOR)
    while ids := list(old.values_list("pk", flat=True)[:PURGED_AT_ONCE]):
        emails.filter(pk__in=ids).delete()


def erase_person(user):
    """Nothing of what was written to a person stays; what waited does not leave."""
    erase(OutgoingEmail.objects.of_person(user))


def erase_address(email):
    """The same for someone without an account."""
    erase(OutgoingEmail.objects.filter(to_key=address_key(email)))


@transaction.atomic
def erase(emails):
    emails.filter(state=State.PENDING, smtp_started_at=None).update(
        state=State.CANCELLED,
        claimed_by="",
        claimed_until=None,
        last_answer=gettext("The person was erased."),
    )
    emails.update(
        to="",
        to_key="",
        recipient=None,
        unsubscribe_url="",
        last_answer=gettext("The person was erased."),  # the server's may name the address
        **erased(),
    )


def export_person(user):
    return [
        {
            "date": email.created_at,
            "to": email.to,
            "kind": email.kind,
            "state": email.state,
            "subject": email.subject,
            "text": "" if email.sensitive else email.text_body,
        }
        for email in OutgoingEmail.objects.of_person(user)
    ]


def outbox_age():
    """How long the oldest message due has been waiting: what the health page alerts on."""
    waiting = OutgoingEmail.objects.filter(state=State.PENDING)
    oldest = waiting.aggregate(oldest=Min("queued_at"))["oldest"]
    return timezone.now() - oldest if oldest else timedelta(0)
