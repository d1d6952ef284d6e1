"""Messages by the million, for measuring: `manage.py seed`."""

import uuid
from datetime import timedelta

from django.contrib.auth import get_user_model

from .models import OutgoingEmail
from .notifications import registered
from .upkeep import KEPT_FOR

ALL_MESSAGES = 1_000_000
YEARS_BACK = 2 * 365
FIELDS = [
    "uuid", "dedupe_key", "kind", "recipient_id", "to", "to_key", "subject", "text_body",
    "html_body", "erased_at", "created_at", "queued_at", "next_attempt_at", "state", "attempts",
    "last_answer", "smtp_started_at", "sent_at",
]  # fmt: skip
TEXT = "Bonjour,\n\nUn message du portail, avec les phrases que chacun lit en entier.\n" * 5
HTML = f"<p>{TEXT.replace(chr(10), '<br>')}</p>" * 2


def seed_outbox(seed):
    """Nearly all sent, few refused; the older ones without content, as upkeep leaves them."""
    people = get_user_model().objects.order_by("pk").values_list("pk", "email", "email_key")
    seed.copy(OutgoingEmail, FIELDS, message_rows(seed, list(people)), language="fr")


def message_rows(seed, people):
    draw = seed.draw("outbox")
    kinds = sorted(registered())
    total = seed.of(ALL_MESSAGES)
    for number in range(1, total + 1):
        written = seed.now - timedelta(days=YEARS_BACK) * ((total - number + 1) / total)
        is_erased = seed.now - written > KEPT_FOR
        is_sent = number % 100 != 0
        recipient, email, key = draw.choice(people)
        yield (
            uuid.UUID(int=draw.getrandbits(128), version=4),
            f"seed:{number}",
            draw.choice(kinds),
            recipient,
            email,
            key,
            "" if is_erased else "Des nouvelles de votre demande",
            "" if is_erased else TEXT,
            "" if is_erased else HTML,
            written + KEPT_FOR if is_erased else None,
            written,
            written,
            written,
            "sent" if is_sent else "failed",
            1,
            "" if is_sent else "550 5.1.1 unknown user",
            written + timedelta(seconds=1),
            written + timedelta(seconds=2) if is_sent else None,
        )
