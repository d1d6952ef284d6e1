"""« Je ne suis pas un robot »: a proof of work that the browser computes, checked here."""

import base64
import json
from datetime import timedelta

import altcha
from django.urls import reverse
from django.utils.translation import gettext as _
from django_altcha import AltchaField, AltchaWidget, get_challenge_expire_seconds, get_hmac_key

from portal.links.rate_limits import first_time

# About a second of work on a phone.
MAX_NUMBER = 100_000


def widget_texts():
    """What the widget says, in the page's language."""
    return {
        "label": _("I am not a robot"),
        "verifying": _("Checking..."),
        "verified": _("Checked"),
        "error": _("The check failed. Try again later."),
        "expired": _("The check has expired. Try again."),
        "wait": _("Checking, please wait."),
        "waitAlert": _("Checking, please wait."),
    }


class ProofWidget(AltchaWidget):
    """The widget on its own: it asks for its challenge by address, and is styled by our sheet."""

    template_name = "accounts/signup/altcha_widget.html"

    def get_context(self, name, value, attrs):
        # AltchaWidget would write a challenge into options that all requests share.
        context = super(AltchaWidget, self).get_context(name, value, attrs)
        context["challenge_url"] = reverse("accounts:signup_challenge")
        context["texts"] = json.dumps(widget_texts())
        return context


class ProofField(AltchaField):
    """Holds the widget's answer; the form asks `is_proof` when all the rest is right."""

    widget = ProofWidget

    def validate(self, value):
        """Judged by the form: an answer serves once, and must not be spent on a faulty form."""


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
