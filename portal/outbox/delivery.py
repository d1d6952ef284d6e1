"""Handing messages to the mail server: never lost, never sent twice by the machine.

Any number of workers may sweep at once. A worker claims a row by an UPDATE that
only one can win, has the connection open, commits `smtp_started_at`, and only
then speaks of the message. So after a crash the row tells what happened: no
`smtp_started_at`, it has not left and may be taken again when the lease is over;
`smtp_started_at`, nobody can know, and only a person may send it again.
"""

import smtplib
import time
import uuid
from datetime import timedelta

import structlog
from django.conf import settings
from django.core import mail
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from portal.outbox.models import OutgoingEmail
from portal.outbox.notifications import registered

log = structlog.get_logger(__name__)

State = OutgoingEmail.State

# Longer than the slowest conversation with a mail server (each of its answers has EMAIL_TIMEOUT).
LEASE = timedelta(minutes=5)
BATCH = 50
TURN = 5.0  # seconds after which a sweep lets its worker breathe
DELAYS = [timedelta(seconds=s) for s in (5, 15, 60, 120, 300, 600, 1800, 3600)]
LONGEST_WITHOUT_SERVER = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(days=2)


def deliver():
    """Send what is due, for a few seconds at most; says whether there may be more."""
    mark_interrupted()
    started = time.monotonic()
    with Postman() as postman:
        for email in next_batch():
            try:
                postman.handle(email)
            except ServerUnavailable:
                return False
            except Exception:
                # This one keeps its lease and comes back after it; the others go on.
                log.exception("mail_not_handled", email=email.pk, kind=email.kind)
            if time.monotonic() - started > TURN:
                break
        return postman.handled > 0


def next_batch():
    due = OutgoingEmail.objects.due().select_related("recipient")
    return due.order_by("next_attempt_at", "pk")[:BATCH]


def mark_interrupted():
    """A worker died while it spoke to the mail server: nobody knows whether the message left."""
    OutgoingEmail.objects.filter(
        state=State.PENDING, smtp_started_at__isnull=False, claimed_until__lte=timezone.now()
    ).update(
        state=State.UNKNOWN,
        last_answer=gettext("The worker stopped while the message was being sent."),
    )


class ServerUnavailable(Exception):
    """The mail server does not take connections: no use to go on with the others."""


class Postman:
    """One worker with one connection, opened when first needed and used for the whole batch."""

    def __init__(self):
        self.connection = mail.get_connection()
        self.is_open = False
        self.handled = 0

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.hang_up()

    def handle(self, email):
        """Claim one message and bring it to its next state."""
        token = claim(email)
        if token is None:
            return
        self.handled += 1
        try:
            reason = why_not(email)
            message = None if reason else build(email)
        except Exception as error:
            # A fault of ours in this one message: staff see it wait, the others go on.
            log.exception("mail_not_built", email=email.pk, kind=email.kind)
            postpone(email, token, describe(error))
            return
        if reason:
            stop(email, token, reason)
            return
        self.connect(email, token)
        if start(email, token):
            self.send(email, token, message)

    def connect(self, email, token):
        """Have a live connection; without one, this message and all that are due wait."""
        try:
            if self.is_open and not self.is_alive():
                self.hang_up()
            if not self.is_open:
                self.connection.open()
                self.is_open = True
        except (smtplib.SMTPException, OSError) as error:
            self.hang_up()
            later = timezone.now() + delay(email.attempts, longest=LONGEST_WITHOUT_SERVER)
            postpone(email, token, f"{gettext('No connection.')} {describe(error)}", until=later)
            OutgoingEmail.objects.due().update(next_attempt_at=later)
            log.warning("mail_server_unavailable", error=type(error).__name__)
            raise ServerUnavailable from error

    def is_alive(self):
        smtp = getattr(self.connection, "connection", None)
        if smtp is None:
            return True  # not an SMTP backend: nothing to lose
        try:
            return smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def send(self, email, token, message):
        """Speak of the message; the server's answer decides what becomes of it."""
        try:
            self.connection.send_messages([message])
        except smtplib.SMTPResponseException as error:
            refused(email, token, error.smtp_code, describe(error))
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            refused(email, token, code, f"{code} {_text(answer)}")
        except (smtplib.SMTPNotSupportedError, ValueError) as error:
            # The address cannot be said to this server: nothing was spoken.
            settle(email, token, state=State.FAILED, last_answer=describe(error))
        except Exception as error:
            # Lost in the middle: perhaps it left. Only a person may send it again.
            self.hang_up()
            log.warning("mail_interrupted", email=email.pk, error=type(error).__name__)
            settle(email, token, state=State.UNKNOWN, last_answer=describe(error))
        else:
            settle(email, token, state=State.SENT, sent_at=timezone.now(), last_answer="")

    def hang_up(self):
        try:
            self.connection.close()
        except (smtplib.SMTPException, OSError):
            log.info("mail_connection_lost")
        self.connection = mail.get_connection()
        self.is_open = False


def claim(email):
    """Take the row if it is still as it was read: one UPDATE, won by one worker only."""
    token = uuid.uuid4().hex
    won = OutgoingEmail.objects.filter(
        pk=email.pk,
        state=State.PENDING,
        smtp_started_at=None,
        claimed_by=email.claimed_by,
        claimed_until=email.claimed_until,
        next_attempt_at=email.next_attempt_at,
    ).update(claimed_by=token, claimed_until=timezone.now() + LEASE)
    return token if won else None


def why_not(email):
    """The reason for which a message must not leave any more, or nothing."""
    if email.expires_at and email.expires_at <= timezone.now():
        return "expired"
    if email.recipient and not email.recipient.is_active:
        return gettext("The account is closed.")
    kind = registered().get(email.kind)
    if kind and not kind.still_relevant(email):
        return gettext("No longer relevant.")
    return ""


def stop(email, token, reason):
    if reason == "expired":
        settle(email, token, state=State.EXPIRED)
    else:
        settle(email, token, state=State.CANCELLED, last_answer=reason)


def start(email, token):
    """Write down that the message is about to be spoken of, if it is still ours."""
    now = timezone.now()
    return OutgoingEmail.objects.filter(
        pk=email.pk, state=State.PENDING, claimed_by=token, claimed_until__gt=now
    ).update(smtp_started_at=now, claimed_until=now + LEASE, attempts=F("attempts") + 1)


def build(email):
    headers = {"Message-ID": email.message_id, "Auto-Submitted": "auto-generated"}
    if email.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{email.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = mail.EmailMultiAlternatives(
        email.subject, email.text_body, to=[email.to], headers=headers
    )
    if email.html_body:
        message.attach_alternative(email.html_body, "text/html")
    for name, content, mimetype in email.attachments:
        message.attach(name, content, mimetype)
    return message


def refused(email, token, code, answer):
    """A definite answer: 4xx means later, 5xx means never."""
    if 400 <= code < 500:
        postpone(email, token, answer)
    else:
        settle(email, token, state=State.FAILED, last_answer=answer)


def postpone(email, token, answer, until=None):
    now = timezone.now()
    if now - email.queued_at > GIVE_UP_AFTER:
        settle(email, token, state=State.FAILED, last_answer=f"{gettext('Given up.')} {answer}")
        return
    settle(
        email,
        token,
        smtp_started_at=None,
        attempts=email.attempts + 1,
        next_attempt_at=until or now + delay(email.attempts),
        last_answer=answer,
    )


def delay(attempts, longest=DELAYS[-1]):
    return min(DELAYS[min(attempts, len(DELAYS) - 1)], longest)


def settle(email, token, **changes):
    """Write what became of a message, if it is still ours, and let go of it."""
    state = changes.get("state", State.PENDING)
    if state in erased_at_once(email):
        changes |= erased()
    OutgoingEmail.objects.filter(pk=email.pk, claimed_by=token).update(
        claimed_by="", claimed_until=None, **changes
    )


def erased_at_once(email):
    """The states in which a sensitive message has no more use for its body."""
    if not email.sensitive:
        return set()
    # The mailbox page of an embedded run is where codes are read, until they expire.
    kept = {State.SENT} if settings.MAILBOX_ENABLED else set()
    return {State.SENT, State.CANCELLED, State.EXPIRED} - kept


def erased():
    """The changes that erase a content. A subject may hold the code too."""
    return {
        "subject": "",
        "text_body": "",
        "html_body": "",
        "attached": [],
        "erased_at": timezone.now(),
    }


def describe(error):
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"[:500]


def _text(answer):
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
