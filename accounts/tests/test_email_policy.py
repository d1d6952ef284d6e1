"""Which addresses are taken (docs/email-policy.md), and what a typo probably meant."""

import pytest
from django.core.exceptions import ValidationError

from accounts.email_policy import COMMON_DOMAINS, PUBLIC_MAILBOXES, clean_address, suggestion


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("helene@exemple.fr", "helene@exemple.fr"),
        ("Helene.LEFEVRE@Exemple.FR", "helene.lefevre@exemple.fr"),
        ("  helene@exemple.fr\r\n", "helene@exemple.fr"),
        ("\u00a0helene@exemple.fr\u2009", "helene@exemple.fr"),
        ("hel\u200bene\u00ad@exem\u2060ple.fr", "helene@exemple.fr"),
        ("h+marins/2026=a@exemple.fr", "h+marins/2026=a@exemple.fr"),
        ("o'neil!#$%&*@exemple.fr", "o'neil!#$%&*@exemple.fr"),
        ("helene@mairie-préfailles.fr", "helene@mairie-préfailles.fr"),
        ("helene@xn--mairie-prfailles-jqb.fr", "helene@mairie-préfailles.fr"),
        ("helene@例え.テスト", "helene@例え.テスト"),
        # Django would send mail for it to « fass.de ».
        ("helene@faß.de", "helene@xn--fa-hia.de"),
        ("h" * 64 + "@exemple.fr", "h" * 64 + "@exemple.fr"),
    ],
)
def test_taken(typed, stored):
    assert clean_address(typed) == stored


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("helene", "@"),
        ("hélène@exemple.fr", "sans accent"),
        ("λ@exemple.fr", "sans accent"),
        ("hel ene@exemple.fr", "espace"),
        ("helene@exem\nple.fr", "espace"),
        ("helene@exemple", "domaine entier"),
        ("helene@localhost", "domaine entier"),
        ("helene@exemple.local", "incorrecte"),
        ("helene@exemple.invalid", "incorrecte"),
        ('"helene"@exemple.fr', "incorrecte"),
        ("Hélène <helene@exemple.fr>", "l’adresse seule"),
        ("helene@[192.0.2.1]", "incorrecte"),
        ("helene(à la mairie)@exemple.fr", "incorrecte|sans accent"),
        (".helene@exemple.fr", "incorrecte"),
        ("helene..l@exemple.fr", "incorrecte"),
        ("helene@exemple..fr", "incorrecte"),
        ("helene@-exemple.fr", "incorrecte"),
        ("helene@exemple.fr.", "incorrecte"),
        ("h" * 65 + "@exemple.fr", "incorrecte"),
        ("helene@" + "a" * 64 + ".fr", "incorrecte"),
        ("helene@" + "a." * 124 + "fr", "incorrecte"),
        ("helene\x00@exemple.fr", "incorrecte"),
        ("@exemple.fr", "incorrecte"),
        ("helene＠exemple.fr", "@"),
        ("a@" * 5000, "incorrecte|domaine"),
    ],
)
def test_refused_with_a_sentence(typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        clean_address(typed)
    assert any(words in refusal.value.messages[0] for words in sentence.split("|"))


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("helene@gmial.com", "helene@gmail.com"),
        ("helene@gmail.con", "helene@gmail.com"),
        ("helene@gmail.co", "helene@gmail.com"),
        ("helene@hotmial.fr", "helene@hotmail.fr"),
        ("helene@outlok.fr", "helene@outlook.fr"),
        ("helene@ornage.fr", "helene@orange.fr"),
        ("helene@wanado.fr", "helene@wanadoo.fr"),
        ("helene@laposte.ent", "helene@laposte.net"),
        ("helene@yaho.fr", "helene@yahoo.fr"),
        ("helene@fre.fr", "helene@free.fr"),
    ],
)
def test_a_typo_gets_a_suggestion(address, meant):
    assert suggestion(address) == meant


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "free.fr",
        "mail.com",
        "gmx.fr",
        "live.com",
        "exemple.fr",
        "francetravail.fr",
        "mairie-lens.fr",
        "lille.fr",
        "pole-emploi.fr",
    ],
)
def test_a_right_domain_gets_none(domain):
    assert suggestion(f"helene@{domain}") is None


def test_of_the_common_domains_only_an_institution_can_be_trusted():
    assert set(COMMON_DOMAINS) - PUBLIC_MAILBOXES == {"francetravail.fr"}
