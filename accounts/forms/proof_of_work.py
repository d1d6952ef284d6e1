"""« Je ne suis pas un robot »: a proof of work that the browser computes, checked here."""

import base64
import json
from datetime import timedelta

import altcha
from django.urls import reverse
from django_altcha import AltchaField, AltchaWidget, get_challenge_expire_seconds, get_hmac_key

from portal.links.rate_limits import first_time

# How many numbers the browser tries: a fifth of a second on a computer, about one on a phone,
# two or three on a slow one, and done while the form is filled in.
MAX_NUMBER = 15_000


class ProofWidget(AltchaWidget):
    """A box to tick, and altcha's widget that works behind it (static/src/js/proof.js)."""

    template_name = "accounts/signup/proof.html"
    input_type = "checkbox"

    def get_context(self, name, value, attrs):
        # AltchaWidget would write a challenge into options that all requests share.
        context = super(AltchaWidget, self).get_context(name, value, attrs)
        # The widget does not find it in the challenge, where it has another name: without it, the
        # half of its workers that cannot succeed go on towards a million for many seconds.
        context["max_number"] = MAX_NUMBER
        context["challenge_url"] = reverse("accounts:signup_challenge")
        context["kept"] = value if value and is_proof(value) else ""
        return context


class ProofField(AltchaField):
    """Holds the widget's answer; the form asks `is_proof` when all the rest is right."""

    widget = ProofWidget

    def validate(self, value):
        """Left to the form: an answer serves once, and must not be spent on a faulty form."""


def is_proof(payload):
    """Whether this answer to one of our challenges is right and not out of date."""
    try:
        right, _error = altcha.verify_solution(payload, get_hmac_key(), check_expires=True)
    except Exception:  # The library raises whatever a forged payload makes it raise.
        return False
    return right


def spend(payload):
    """Use a right answer; False when it was used before."""
    challenge = json.loads(base64.b64decode(payload))["challenge"]
    return first_time("proof", challenge, per=timedelta(seconds=get_challenge_expire_seconds()))
