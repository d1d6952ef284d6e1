"""Reading one cell. A value that means nothing raises Unreadable; a repaired one calls `doubt`."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache

from django.utils import translation
from django.utils.translation import gettext as _

from portal.search.text import fold
from portal.web.text import without_control_characters

# How people write « nothing » in a cell.
NOTHING = {"", "-", "--", "n/a", "néant", "null", "none"}
YES = {"1", "oui", "o", "yes", "y", "vrai", "true", "x"}
NO = {"0", "non", "n", "no", "faux", "false"}
DATE_FORMATS = ["%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"]
YEARS = range(1950, 2200)


class Unreadable(Exception):
    """The text says what is expected."""


def clean(text):
    """The text without stray spaces; empty when it says « nothing ».

    The portal's own exports put an apostrophe before what looks like a formula.
    """
    text = without_control_characters(str(text)).replace("\xa0", " ").strip()
    text = re.sub(r"^'(?=[=+@-])", "", text)
    return "" if text.lower() in NOTHING else text


def short_text(longest):
    def read(text, doubt):
        text = " ".join(text.split())
        if len(text) > longest:
            raise Unreadable(
                _("%(found)d characters: %(most)d at most.") % {"found": len(text), "most": longest}
            )
        # Ligatures take up to 18 characters where names are compared: there is room for twice.
        if not text.isascii() and len(fold(text)) > 2 * longest:
            raise Unreadable(_("“%(value)s” has too many ligatures.") % {"value": text[:60]})
        return text

    return read


def long_text(text, doubt):
    return text.replace("\r\n", "\n")


def whole_number(least, most):
    def read(text, doubt):
        try:
            number = Decimal(text.replace(",", ".").replace(" ", ""))
        except InvalidOperation as error:
            raise Unreadable(_("“%(value)s” is not a number.") % {"value": text[:60]}) from error
        if not number.is_finite() or not least <= number <= most:
            limits = {"value": text[:60], "least": least, "most": most}
            raise Unreadable(_("%(value)s is not between %(least)d and %(most)d.") % limits)
        if number != int(number):
            doubt(_("%(value)s is not a whole number: it is rounded.") % {"value": text[:60]})
        return round(number)

    return read


def degrees(most):
    def read(text, doubt):
        try:
            number = float(text.replace(",", "."))
        except ValueError as error:
            raise Unreadable(_("“%(value)s” is not a number.") % {"value": text[:60]}) from error
        if not -most <= number <= most:
            raise Unreadable(_("%(value)s is not a coordinate in degrees.") % {"value": text[:60]})
        return round(number, 6)

    return read


def yes_no(text, doubt):
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise Unreadable(_("“%(value)s” is neither yes nor no.") % {"value": text[:60]})


def day(text, doubt):
    for form in DATE_FORMATS:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        if found.year in YEARS:
            return found
    raise Unreadable(_("“%(value)s” is not a date such as 31/12/2026.") % {"value": text[:60]})


def month_of_year(text, doubt):
    """A year and a month, such as 2026-09, as the first day of that month."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})", text)
    if match and int(match[1]) in YEARS and 1 <= int(match[2]) <= 12:
        return date(int(match[1]), int(match[2]), 1)
    raise Unreadable(_("“%(value)s” is not a month such as 2026-09.") % {"value": text[:60]})


def choice(choices):
    """One of the choices, by value or by label."""

    @cache
    def meanings():
        known = {fold(str(value)): value for value in choices.values}
        for language in ["fr", "en"]:
            with translation.override(language):
                known |= {fold(str(label)): value for value, label in choices.choices}
        return known

    def read(text, doubt):
        found = meanings().get(fold(text))
        if found is None:
            raise Unreadable(_("“%(value)s” is not one of the choices.") % {"value": text[:60]})
        return found

    return read


def words(text, doubt):
    """Several names, separated by a bar or a semicolon."""
    return frozenset(part.strip() for part in re.split(r"[|;\n]", text) if part.strip())


def codes(text, doubt):
    """Several codes, separated by anything but letters and digits."""
    return frozenset(part for part in re.split(r"[^0-9A-Za-z]+", text) if part)


def identifier(longest):
    """A code that stands in addresses: letters, digits and hyphens."""

    def read(text, doubt):
        return short_text(longest)(re.sub(r"[^A-Za-z0-9-]+", "-", text), doubt)

    return read


def postal_code(text, doubt):
    text = text.replace(" ", "")
    if re.fullmatch(r"[0-9]{5}", text):
        return text
    if re.fullmatch(r"[0-9]{4}", text):
        doubt(_("Postal code %(code)s: read as 0%(code)s.") % {"code": text})
        return f"0{text}"
    raise Unreadable(_("“%(value)s” is not a postal code.") % {"value": text[:60]})


def insee_code(text, doubt):
    code = text.upper().zfill(5)
    if not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", code):
        raise Unreadable(_("“%(value)s” is not a code of a commune.") % {"value": text[:60]})
    return code


def certification_code(text, doubt):
    """RNCP or RS and a number. Of several numbers the highest is kept: the newest record."""
    kind = "RS" if text.upper().startswith("RS") else "RNCP"
    found = re.findall(r"\d+", text)
    numbers = [int(number) for number in found if len(number) <= 8]
    if not numbers or len(numbers) < len(found):
        raise Unreadable(_("“%(value)s” is not an RNCP or RS code.") % {"value": text[:60]})
    if len(numbers) > 1:
        kept = f"{kind}{max(numbers)}"
        doubt(
            _("“%(value)s” holds several codes: %(kept)s is kept.")
            % {"value": text[:60], "kept": kept}
        )
    return f"{kind}{max(numbers)}"


def email(text, doubt):
    # The length first: the pattern takes long on a long text.
    if len(text) > 254 or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        doubt(_("“%(value)s” is not an address: it is left out.") % {"value": text[:60]})
        return ""
    return text
