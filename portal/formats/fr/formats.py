"""« 22 novembre 2026 à 11 h 08 », « 1 225 » (no-break spaces; narrow ones in numbers)."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "G\u00a0\\h\u00a0i"
DATETIME_FORMAT = f"{DATE_FORMAT} à {TIME_FORMAT}"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = f"{SHORT_DATE_FORMAT} à {TIME_FORMAT}"
THOUSAND_SEPARATOR = "\u202f"
