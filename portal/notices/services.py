"""Telling people: the mail, the bell, and their preferences. What the apps' services call."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from portal.notices.models import DIGESTS, DigestItem, Frequency, Notice, NoticePreference
from portal.notices.unsubscribe import unsubscribe_address
from portal.outbox.models import OutgoingEmail
from portal.outbox.notifications import Category, registered
from portal.outbox.services import compose, store

KEPT_FOR = timedelta(days=90)
DIGEST = "notices.digest"


@transaction.atomic(savepoint=False)
def notify(*notifications):
    """Tell people of something, in the transaction of what it tells of.

    A line in the bell for those with an account, and the mail: at once, or in
    their digest, or not at all where they may choose and chose so.
    """
    chosen = _frequencies(notifications)
    emails, items, notices = [], [], []
    for notification in notifications:
        frequency = chosen.get(_choice(notification), Frequency.AT_ONCE)
        if frequency == Frequency.AT_ONCE:
            emails.append(compose(notification, _unsubscribe_address(notification)))
        elif frequency in DIGESTS:
            items.append(_digest_item(notification, frequency))
        if notice := _notice(notification):
            notices.append(notice)
    store(_without(DigestItem, emails) if _any_optional(notifications) else emails)
    DigestItem.objects.bulk_create(_without(OutgoingEmail, items), ignore_conflicts=True)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def settle_notices(subject_type, subject_id):
    """What these notices spoke of is settled: nobody needs to read them any more."""
    Notice.objects.unread().filter(subject_type=subject_type, subject_id=str(subject_id)).update(
        read_at=timezone.now()
    )


def mark_read(user, notice_id):
    """The notice, now read; None when this person has no such notice."""
    notice = Notice.objects.of(user).filter(pk=notice_id).first()
    if notice:
        Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())
    return notice


def mark_all_read(user):
    return Notice.objects.of(user).unread().update(read_at=timezone.now())


def unread_count(user):
    """Up to 100: the bell says « 99+ » beyond, and never counts for long."""
    return Notice.objects.of(user).unread().order_by()[:100].count()


@transaction.atomic
def choose_frequency(user, kind, frequency):
    """How often this person receives this kind of message, from now on."""
    NoticePreference.objects.update_or_create(
        user=user, kind=kind, defaults={"frequency": frequency}
    )
    waiting = DigestItem.objects.filter(recipient=user, kind=kind, settled_at=None)
    if frequency == Frequency.NEVER:
        waiting.update(settled_at=timezone.now())
    else:
        # What already waits goes with the next daily mail when the person now wants all at once.
        waiting.update(frequency=frequency if frequency in DIGESTS else Frequency.DAILY)


@transaction.atomic
def stop(user, kind):
    """What the link at the foot of an optional mail does: no more of this kind.

    The foot of a digest stops all that the person receives by digest.
    """
    kinds = [kind]
    if kind == DIGEST:
        kinds = NoticePreference.objects.filter(user=user, frequency__in=DIGESTS)
        kinds = list(kinds.values_list("kind", flat=True))
    for name in kinds:
        choose_frequency(user, name, Frequency.NEVER)


def frequencies_of(user):
    """(name, class, frequency) of each kind whose frequency this person may choose."""
    chosen = dict(NoticePreference.objects.filter(user=user).values_list("kind", "frequency"))
    return [
        (name, kind, Frequency(chosen.get(name, Frequency.AT_ONCE)))
        for name, kind in optional_kinds().items()
        if user.is_staff or not kind.staff_only
    ]


def optional_kinds():
    """The kinds of message whose frequency is chosen by the person, by name."""
    return {
        name: kind
        for name, kind in registered().items()
        if kind.category == Category.CONTENT and name != DIGEST
    }


def purge_notices():
    limit = timezone.now() - KEPT_FOR
    Notice.objects.filter(created_at__lt=limit).delete()
    DigestItem.objects.filter(settled_at__lt=limit).delete()


def _choice(notification):
    """(user, kind) of a preference; None for what is always sent."""
    user = notification.recipient.user
    optional = notification.category == Category.CONTENT and user is not None
    return (user.pk, notification.name) if optional else None


def _unsubscribe_address(notification):
    if _choice(notification) is None:
        return ""
    return unsubscribe_address(notification.recipient.user, notification.name)


def _any_optional(notifications):
    return any(_choice(notification) for notification in notifications)


def _frequencies(notifications):
    """The preferences that bear on these messages, in one query; none for what is always sent."""
    choices = {choice for notification in notifications if (choice := _choice(notification))}
    if not choices:
        return {}
    rows = NoticePreference.objects.filter(
        user__in={user for user, _kind in choices}, kind__in={kind for _user, kind in choices}
    )
    return {(row.user_id, row.kind): row.frequency for row in rows}


def _without(model, rows):
    """These rows but those already told the other way: a digest repeats nothing sent at once."""
    told = set(
        model.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows]).values_list(
            "dedupe_key", flat=True
        )
        if rows
        else ()
    )
    return [row for row in rows if row.dedupe_key not in told]


def _digest_item(notification, frequency):
    email = compose(notification)
    action = notification.action()
    return DigestItem(
        dedupe_key=email.dedupe_key,
        kind=email.kind,
        recipient=email.recipient,
        subject_type=email.subject_type,
        subject_id=email.subject_id,
        frequency=frequency,
        title=email.subject,
        path=action[1] if action else "",
    )


def _notice(notification):
    recipient = notification.recipient
    if recipient.user is None:
        return None
    texts = {language: _bell(notification, language) for language, _name in settings.LANGUAGES}
    text = texts.pop(recipient.language)
    if text is None:
        return None
    action = notification.action()
    subject_type, subject_id = notification.subject_reference
    return Notice(
        dedupe_key=notification.dedupe_key,
        kind=notification.name,
        recipient=recipient.user,
        subject_type=subject_type,
        subject_id=str(subject_id),
        text=text,
        other_texts=texts,
        path=str(action[1]) if action else "",
    )


def _bell(notification, language):
    with translation.override(language):
        text = notification.bell()
        return text and str(text)[:300]
