"""Everything a user reads exists in French, and reads like French."""

import re

import pytest

from portal.pages.content_files import FOLDER
from portal.web import translations

APOSTROPHE = re.compile(r"\w'\w")
# « ; : ? ! » want a no-break space before them; not in addresses, times or placeholders.
TIGHT_PUNCTUATION = re.compile(
    r"[\w)»](?<!https)(?<!http)(?<!mailto)(?<!tel)[;?!](\s|$)|[\w)»]:\s| [:;?!»](\s|$)|« "
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# One word for one thing: « courriel », « conseiller »; printed guides quote a few other labels.
OTHER_WORDS = re.compile(r"\b(e-?mails?|mails?|prescripteurs?|prescriptrices?)\b", re.IGNORECASE)
IN_PRINTED_GUIDES = {
    "Email",
    "Adresse email",
    "Le candidat a été informé par e-mail et %(centre)s va prendre contact avec lui.",
}
# « de Amandine », « que Yanis »: before a name, French elides or not; the sentence must avoid it.
BEFORE_A_NAME = re.compile(
    r"\b(de|que|le|la|du|au) %\((name|candidate|person|advisor|centre|organisation|first_name)\)s"
)
PAGES = sorted(FOLDER.glob("*.fr.md"))


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


def test_one_word_for_one_thing():
    wrong = [
        f"{name}: {text}"
        for name, _entry, text in french()
        if OTHER_WORDS.search(PLACEHOLDER.sub("", text)) and text not in IN_PRINTED_GUIDES
    ]
    assert wrong == []


def test_no_word_to_elide_before_a_name():
    wrong = [f"{name}: {text}" for name, _entry, text in french() if BEFORE_A_NAME.search(text)]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_read_like_french(page):
    text = PLACEHOLDER.sub("…", page.read_text(encoding="utf-8"))
    for rule in (APOSTROPHE, TIGHT_PUNCTUATION, OTHER_WORDS):
        assert [line for line in text.splitlines() if rule.search(line)] == []
