"""Text made comparable: without case, accents, ligatures or punctuation; words and their stems."""

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

# PostgreSQL refuses to look for words beyond 2 kB, and nobody searches by them.
MAX_WORD_LENGTH = 60

# Before a proper name in the index: « boucher » is not « Bouches-du-Rhône ».
NAME_MARK = "zzz"

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_NOT_WORD = re.compile(r"[\W_]+")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ]", re.IGNORECASE)

# As folded. Other single letters count: « langage C ».
STOP_WORDS = frozenset(
    """
    a au aux avec ce ces cet cette d dans de des du elle en est et eux il ils je l la le les leur
    leurs ma mais me mes mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sur ta
    te tes ton tu un une vos votre vous y
    """.split()  # noqa: SIM905
)

# Feminine endings that the French stemmer, which expects accents, does not lead to the masculine.
_FEMININE = [
    (re.compile(r"trices?$"), "teur"),
    (re.compile(r"euses?$"), "eur"),
    (re.compile(r"eres?$"), "er"),
    (re.compile(r"ennes?$"), "en"),
    (re.compile(r"ives?$"), "if"),
    (re.compile(r"iques?$"), "ic"),
]
# Spellings that French speaks alike, in this order; the silent ending goes last.
_SOUNDS = [
    (re.compile(spelling), sound)
    for spelling, sound in [
        (r"qu|q", "k"),
        (r"ph", "f"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"eau|au", "o"),
        (r"[ae]i", "e"),
        (r"y", "i"),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:e?s?|x)$", ""),
    ]
]
_ABBREVIATED = {"st": "saint", "ste": "sainte"}
_stemmers = threading.local()


def fold(text):
    """Return `text` as plain lower-case words separated by one space.

    « L’Hôpital Sacré-Cœur » gives « l hopital sacre coeur »: the form in which
    names are compared, sorted and searched on both databases.
    """
    # Twice: « ℠ » is « SM » once decomposed.
    text = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    text = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", text).strip()


def words_of(text):
    """Return the folded words of `text`: without elisions (« l’ »), « St » as « Saint »."""
    words = fold(_ELISION.sub(" ", text)).split()
    return [_ABBREVIATED.get(word, word)[:MAX_WORD_LENGTH] for word in words]


def name(word):
    """How a folded word of a proper name stands in the index."""
    return NAME_MARK + word


@lru_cache(maxsize=50_000)
def stem(word):
    """Return what singular and plural, feminine and masculine of a folded word share."""
    if not word.isascii() or not word.isalpha():
        return word
    if len(word) > 5:
        for ending, masculine in _FEMININE:
            word, found = ending.subn(masculine, word)
            if found:
                break
    return _french_stemmer().stemWord(word)


def sound(word):
    """Return roughly how a folded word is spoken: « numerik » and « numeriques » are one."""
    for spelling, spoken in _SOUNDS:
        word = spelling.sub(spoken, word)
    return word


def _french_stemmer():
    """The thread's own stemmer: it keeps the word it works on."""
    if not hasattr(_stemmers, "french"):
        _stemmers.french = snowballstemmer.stemmer("french")
    return _stemmers.french
