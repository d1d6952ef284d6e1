import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.text import MAX_WORD_LENGTH, fold, stem, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Hôpital Sacré-Cœur", "l hopital sacre coeur"),
        ("  Œuvre_d'art ", "oeuvre d art"),
        ("STRASSE straße", "strasse strasse"),
        ("ﬁn  ２０", "fin 20"),
        ("a\0b\ud800c", "a b c"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text(alphabet=st.characters()))
def test_fold_leaves_words_and_single_spaces(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert not set(folded) & set("'\"&|!()*:\\<>-_\0")


def test_elisions_are_not_words():
    assert words_of("l’hôpital qu’il d'été") == ["hopital", "il", "ete"]
    assert words_of("langage C") == ["langage", "c"]


def test_words_have_a_length_that_every_index_takes():
    assert words_of("x" * 5000) == ["x" * MAX_WORD_LENGTH]


@pytest.mark.parametrize(
    "words",
    [
        "plombier plombiere plombiers plombieres",
        "coiffeur coiffeuse coiffeurs coiffeuses",
        "animateur animatrice animatrices",
        "gardien gardienne gardiens",
        "local locale locaux locales",
        "sportif sportive sportives",
        "soignant soignante soignants",
        "metier metiers",
    ],
)
def test_forms_of_a_word_share_their_stem(words):
    assert len({stem(word) for word in words.split()}) == 1


def test_codes_are_left_alone():
    assert stem("rncp35189") == "rncp35189"
