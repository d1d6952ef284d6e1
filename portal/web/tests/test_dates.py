"""Dates, times and numbers are written as people of the chosen language write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import engines
from django.utils import formats, timezone
from django.utils.translation import override

from portal.web.dates import age_words, date_words

MOMENT = datetime(2026, 11, 22, 10, 8, tzinfo=UTC)


def rendered(source, language, **context):
    with override(language):
        return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("DATE_FORMAT", "22 novembre 2026", "22 November 2026"),
        ("TIME_FORMAT", "11 h 08", "11:08"),
        ("DATETIME_FORMAT", "22 novembre 2026 à 11 h 08", "22 November 2026 at 11:08"),
        ("SHORT_DATE_FORMAT", "22/11/2026", "22/11/2026"),
        ("SHORT_DATETIME_FORMAT", "22/11/2026 à 11 h 08", "22/11/2026 11:08"),
    ],
)
def test_a_moment_in_words(name, french, english):
    source = f"{{{{ moment|date:'{name}' }}}}"
    assert rendered(source, "fr", moment=MOMENT) == french.replace(" h ", "\xa0h\xa0")
    assert rendered(source, "en", moment=MOMENT) == english


@pytest.mark.parametrize(
    ("day", "french"),
    [
        (date(2026, 2, 1), "1er février 2026"),
        (date(2026, 8, 1), "1er août 2026"),
        (date(2026, 5, 11), "11 mai 2026"),
        (date(2026, 5, 21), "21 mai 2026"),
        (date(2026, 5, 2), "2 mai 2026"),
    ],
)
def test_only_the_first_of_a_month_is_said_so(day, french):
    assert rendered("{{ day|date:'DATE_FORMAT' }}", "fr", day=day) == french
    with override("fr"):
        assert date_words(day) == french


def test_the_first_of_a_month_with_its_weekday_and_its_hour():
    moment = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)
    with override("fr"):
        assert date_words(moment, "l j F Y") == "mardi 1er décembre 2026"
        assert date_words(moment, "DATETIME_FORMAT") == "1er décembre 2026 à 0\xa0h\xa005"
    with override("en"):
        assert date_words(moment, "l j F Y") == "Tuesday 1 December 2026"


def test_no_date_is_no_words():
    assert rendered("{{ day|date:'DATE_FORMAT' }}", "fr", day=None) == ""


def test_large_numbers_are_grouped():
    assert rendered("{{ number|intcomma }}", "fr", number=1225) == "1\u202f225"
    assert rendered("{{ number|intcomma }}", "en", number=1225) == "1,225"
    assert rendered("{{ number|intcomma }}", "fr", number=999) == "999"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_date_is_typed_day_first(language):
    with override(language):
        assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%d/%m/%Y"


@pytest.mark.parametrize(
    ("days", "words"), [(0, "à l’instant"), (3, "3\xa0jours"), (400, "1 an"), (800, "2 ans")]
)
def test_ages_are_said_as_people_say_them(days, words):
    assert age_words(timezone.now() - timedelta(days=days)) == words
