"""Ids that came from outside: in an address or a form, anything can be written there."""

from django import forms


def as_id(text):
    """The id that `text` writes, or None when it is none that a database can hold."""
    text = str(text)
    is_number = text.isascii() and text.isdigit() and len(text) <= 18
    return int(text) if is_number else None


class IdsField(forms.ModelMultipleChoiceField):
    """Rows chosen by their ids; what no database can hold is an unknown row, not a failure."""

    def clean(self, value):
        for text in value or []:
            if as_id(text) is None:
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": text},
                )
        return super().clean(value)
