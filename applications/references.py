"""References such as 2026-AB12CD: short, told over the phone, without letters that look alike."""

import secrets

# Without 0/O/Q, 1/I/L, 2/Z, 5/S, 6/G, 8/B, U/V.
_ALPHABET = "ACDEFHJKMNPRTWXY3479"
_LENGTH = 6


def new_reference(year, choose=secrets.choice):
    """A reference at random; `choose` is another draw for the demo."""
    return f"{year}-{''.join(choose(_ALPHABET) for _ in range(_LENGTH))}"
