"""Ids from outside: whatever is written there is an id or none, never a failure."""

import pytest
from django import forms

from portal.territories.models import Territory
from portal.web.numbers import IdsField, as_id

NO_IDS = ["", "x", "-1", "1.5", " 1", "9" * 19, "9" * 5000, "\x00", "١٢", "²", None]


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("42", 42), (7, 7), ("9" * 18, 10**18 - 1)])
def test_an_id(text, number):
    assert as_id(text) == number


@pytest.mark.parametrize("text", NO_IDS)
def test_no_id(text):
    assert as_id(text) is None


@pytest.mark.django_db
class TestSeveral:
    @pytest.fixture
    def field(self):
        return IdsField(Territory.objects.all())

    def test_rows_by_their_ids(self, field):
        brittany = Territory.objects.create(kind="region", code="53", name="Bretagne")
        assert list(field.clean([str(brittany.pk)])) == [brittany]

    @pytest.mark.parametrize("text", NO_IDS)
    def test_what_is_no_id_is_refused_with_a_sentence(self, field, text):
        with pytest.raises(forms.ValidationError) as refusal:
            field.clean([text])
        assert refusal.value.messages
