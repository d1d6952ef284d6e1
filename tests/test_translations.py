"""Everything a user reads exists in French, and reads like French."""

import re

import pytest

from portal.web import translations

APOSTROPHE = re.compile(r"\w'\w")
# « ; : ? ! » want a no-break space before them; not in addresses, times or placeholders.
TIGHT_PUNCTUATION = re.compile(
    r"[\w)»](?<!https)(?<!http)(?<!mailto)(?<!tel)[;?!](\s|$)|[\w)»]:\s| [:;?!»](\s|$)|« "
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def french():
    for name in translations.CATALOGUES:
        for entry in translations.read_catalogue(name):
            for text in [entry.msgstr, *entry.msgstr_plural.values()]:
                if text:
                    yield name, entry, text


def test_every_message_has_its_french():
    assert translations.untranslated() == []


def test_catalogues_match_the_source():
    in_source = {(n, key) for n, found in translations.extract().items() for key in found}
    in_catalogues = {
        (name, (entry.msgctxt, entry.msgid))
        for name in translations.CATALOGUES
        for entry in translations.read_catalogue(name)
    }
    assert in_catalogues - in_source == set(), "run make messages"


def test_placeholders_survive_translation():
    wrong = [
        f"{name}: {entry.msgid}"
        for name, entry, text in french()
        if not set(PLACEHOLDER.findall(text))
        <= set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
    ]
    assert wrong == []


@pytest.mark.parametrize("rule", [APOSTROPHE, TIGHT_PUNCTUATION])
def test_french_typography(rule):
    wrong = [f"{name}: {text}" for name, _entry, text in french() if rule.search(text)]
    assert wrong == []
