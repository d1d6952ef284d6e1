"""Which passwords are guessed first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    [
        "Azerty-12345", "12345-Azerty", "AZERTYuiop1!", "Qsdfgh2026!", "Qwerty*1", "Poiuytreza1!",
        "Abcdefg1!", "Password-1", "P@ssw0rd1!", "Motdepasse!1", "M0tdepasse!", "Soleil-2026",
        "Bonjour123!", "Bienvenue-2026", "Bienvénue-1", "Aaaaaaa1!", "Totototo-1", "Azerty-Soleil1",
        "Marseille13!", "Doudou_59000", "Soleil-Soleil-1",
    ],
)  # fmt: skip
def test_a_common_word_or_a_walk_over_the_keyboard_is_refused(password):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password)

    assert "password_too_common" in {error.code for error in refusal.value.error_list}


@pytest.mark.parametrize(
    "password",
    [
        "Marée-Haute7", "Nouveau-Mot2Passe", "Portail!2026", "K7m-Q2x!p9", "A1b2C3d4!", "1!2?3Aaz4",
        "Chat-Soleil-Maison-42", "Soleil-Montagne9", "Trois petits tours, 9", "Été-à-Oléron!22",
        "7-Ветер-море", "x9!Kq-aZ2",
    ],
)  # fmt: skip
def test_others_are_taken(password):
    validate_password(password)


@pytest.mark.parametrize("password", ["password", "Azerty-12345"])
def test_the_listed_and_the_dressed_up_are_refused_in_one_sentence(password):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password)
    assert sum("se devine vite" in text for text in refusal.value.messages) == 1
    assert not any("trop courant." in text for text in refusal.value.messages)
