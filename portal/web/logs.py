"""What must never be read in a log."""

import logging
import re

# Personal links and reset links carry their secret in the path.
_SECRET_PATHS = re.compile(
    r"(/(?:validation|suivi|reinitialisation|desabonnement|inscription/confirmation)/)[^/\s\"'?]+"
)


def mask_secrets(text):
    return _SECRET_PATHS.sub(r"\1***", text)


class RefusalsWithoutTrace(logging.Filter):
    """A refused page is no fault of the program: one line says it."""

    def filter(self, record):
        if getattr(record, "status_code", None) == 403:
            record.exc_info = None
        return True


class MaskSecrets(logging.Filter):
    """Masks the secret part of personal links in every record."""

    def filter(self, record):
        if isinstance(record.msg, dict):
            record.msg = {
                key: mask_secrets(value) if isinstance(value, str) else value
                for key, value in record.msg.items()
            }
        elif isinstance(record.msg, str):
            record.msg = mask_secrets(record.getMessage())
            record.args = ()
        return True
