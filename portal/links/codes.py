"""One-shot codes of six digits, confirmed by typing them.

A new code leaves the earlier ones valid: mail is slow. Tries are counted over
all live codes together, and committed before a refusal is answered: inside the
refused transaction they would vanish.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Code, CodeSeries

LIFETIME = timedelta(minutes=15)
MAX_TRIES = 5
PAUSE = timedelta(minutes=1)
MAX_PER_HOUR = 5
HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)


class CodeRefused(Exception):
    """The typed code does not count; the subclass says why."""


class WrongCode(CodeRefused):
    def __init__(self, tries_left):
        super().__init__(f"{tries_left} tries left")
        self.tries_left = tries_left


class CodeExpired(CodeRefused):
    """No code is valid any more."""


class TooManyTries(CodeRefused):
    def __init__(self, until):
        super().__init__(f"until {until}")
        self.until = until


class TooSoon(Exception):
    """The next code can be asked for `at` that time."""

    def __init__(self, at):
        super().__init__(f"not before {at}")
        self.at = at


@dataclass(frozen=True)
class NewCode:
    """A code to send: `text` is readable here only, it is stored hashed."""

    id: int
    text: str
    expires_at: datetime


def issue_code(purpose, subject):
    """Make a code beside those still valid. Raises TooSoon, with the time of the next one."""
    return _issue(purpose, subject, f"{secrets.randbelow(10**6):06}")


def issue_decoy(purpose, subject):
    """Do all that `issue_code` does, with a code that nobody can type.

    For addresses that get another mail instead: limits, time and answers stay alike.
    """
    return _issue(purpose, subject, secrets.token_hex())


def _issue(purpose, subject, text):
    with transaction.atomic():
        series = _locked_series(purpose, subject)
        now = timezone.now()
        if (at := _next_code_at(series, now)) > now:
            raise TooSoon(at)
        if not series.codes.filter(expires_at__gt=now).exists() and series.tries:
            series.tries = 0
            series.save(update_fields=["tries"])
        code = series.codes.create(
            digest=_digest(series, text), created_at=now, expires_at=now + LIFETIME
        )
    return NewCode(code.pk, text, code.expires_at)


def next_code_at(purpose, subject):
    """When the next code can be asked for: now, or later."""
    series = CodeSeries.objects.filter(purpose=purpose, subject=subject).first()
    now = timezone.now()
    return _next_code_at(series, now) if series else now


def _next_code_at(series, now):
    recent = list(series.codes.filter(created_at__gt=now - HOUR).order_by("-created_at"))
    times = [now]
    if recent:
        times.append(recent[0].created_at + PAUSE)
    if len(recent) >= MAX_PER_HOUR:
        times.append(recent[MAX_PER_HOUR - 1].created_at + HOUR)
    if series.tries >= MAX_TRIES:
        # A new code would inherit the spent tries: useless before the live ones end.
        times += [code.expires_at for code in recent]
    return max(times)


def is_exhausted(purpose, subject):
    """Whether its live codes can no longer be typed: too many tries were wrong."""
    series = CodeSeries.objects.filter(purpose=purpose, subject=subject).first()
    return series is not None and series.tries >= MAX_TRIES and has_live_code(purpose, subject)


def has_live_code(purpose, subject):
    live = CodeSeries.objects.filter(purpose=purpose, subject=subject)
    return live.filter(codes__expires_at__gt=timezone.now()).exists()


def check_code(purpose, subject, typed):
    """Accept one of the valid codes, once; raise the CodeRefused that says why not."""
    # Durable: a transaction around this one could take the counted try back.
    with transaction.atomic(durable=True):
        refusal = _try(purpose, subject, typed)
    if refusal:
        raise refusal


def _try(purpose, subject, typed):
    """Count the try and return the refusal, or None. Raising here would undo the count."""
    series = _locked_series(purpose, subject)
    now = timezone.now()
    live = list(series.codes.filter(expires_at__gt=now))
    if not live:
        return CodeExpired()
    if series.tries >= MAX_TRIES:
        return TooManyTries(until=max(code.expires_at for code in live))
    series.tries += 1
    typed_digest = _digest(series, typed)
    matches = [code for code in live if constant_time_compare(code.digest, typed_digest)]
    if matches:
        series.tries = 0
        series.codes.filter(expires_at__gt=now).update(expires_at=now)
    series.save(update_fields=["tries"])
    if matches:
        return None
    if series.tries >= MAX_TRIES:
        return TooManyTries(until=max(code.expires_at for code in live))
    return WrongCode(tries_left=MAX_TRIES - series.tries)


def _locked_series(purpose, subject):
    CodeSeries.objects.get_or_create(purpose=purpose, subject=subject)
    return CodeSeries.objects.select_for_update().get(purpose=purpose, subject=subject)


def _digest(series, text):
    secret = f"{series.purpose}:{series.subject}:{text}"
    return salted_hmac("portal.links.codes", secret, algorithm="sha256").hexdigest()


def purge_codes():
    """Erase the series whose codes have all been dead for a day."""
    dead = timezone.now() - KEPT
    live = Code.objects.filter(expires_at__gt=dead).values("series")
    CodeSeries.objects.filter(created_at__lt=dead).exclude(pk__in=live).delete()
