"""References such as 2026-AB12CD: short, told over the phone, without letters that look alike."""

import secrets

# Without 0/O/Q, 1/I/L, 2/Z, 5/S, 6/G, 8/B, U/V.
_ALPHABET = "ACDEFHJKMNPRTWXY3479"
_LENGTH = 6


def new_reference(year):
    return f"{year}-{''.join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))}"
