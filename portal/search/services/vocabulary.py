"""The words that a kind of object holds: what a half-typed or misspelt word may have meant."""

import threading
import time
from bisect import bisect_left
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from portal.search.models import Word
from portal.search.text import sound

# Words added by two processes at once could hide from the cache: it never lives longer.
LIFETIME = 300
MOST_SIMILAR = 50
# Shorter ones say too little: « mettez » and « Metz » sound alike, « word » is no slip of « Nord ».
SHORTEST_SOUND = 4
SHORTEST_WITH_SLIP, SHORTEST_WITH_TWO = 5, 9
SHORTEST_PART = 4


@dataclass(frozen=True)
class Vocabulary:
    """The words of one kind, sorted, and their stems, as they were at a moment."""

    batch: object
    loaded_at: float
    words: list
    stems: list
    known_stems: frozenset
    sounds: dict

    def beginning_with(self, start):
        """The stems of the words that begin with `start`."""
        found = {}
        for position in range(bisect_left(self.words, start), len(self.words)):
            if not self.words[position].startswith(start):
                break
            found[self.stems[position]] = None
        return list(found)

    def similar_to(self, word, *, more=0):
        """The words spoken like `word`, else those that a slip makes of it: {stem: word}.

        Only the nearest, unless `more` slips than usual are forgiven (in longer words).
        """
        if len(word) < SHORTEST_SOUND or not word.isalpha():
            return {}
        spoken = self.sounds.get(sound(word), {})
        if (spoken and not more) or len(word) < SHORTEST_WITH_SLIP:
            return spoken
        slips = (1 if len(word) < SHORTEST_WITH_TWO else 2) + more
        near = extract(
            word, self.words, scorer=OSA.distance, score_cutoff=slips, limit=MOST_SIMILAR
        )
        if near and not more:
            near = [found for found in near if found[1] == near[0][1]]
        return {**{self.stems[place]: found for found, _slips, place in near[::-1]}, **spoken}

    def parts_of(self, word):
        """The two words of which `word` is made (« médicosocial »), or none."""
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            parts = word[:cut], word[cut:]
            if all(self.holds(part) for part in parts):
                return parts
        return ()

    def holds(self, word):
        place = bisect_left(self.words, word)
        return place < len(self.words) and self.words[place] == word


_cache = {}
_lock = threading.Lock()


def vocabulary_of(kind):
    """Return the vocabulary of the kind, read again from the database when it has new words."""
    newest = Word.objects.order_by("-pk").values_list("batch", flat=True).first()
    known = _cache.get(kind)
    if known and known.batch == newest and time.monotonic() - known.loaded_at < LIFETIME:
        return known
    with _lock:
        rows = Word.objects.filter(kind=kind).order_by().values_list("word", "stem")
        rows = sorted(rows.iterator())
        words = [word for word, _stem in rows]
        stems = [stem for _word, stem in rows]
        _cache[kind] = Vocabulary(
            newest, time.monotonic(), words, stems, frozenset(stems), _by_sound(rows)
        )
    return _cache[kind]


def _by_sound(rows):
    """The words that are spoken alike, by their sound: {stem: word}."""
    found = {}
    for word, its_stem in rows:
        spoken = sound(word)
        if len(spoken) >= SHORTEST_SOUND:
            found.setdefault(spoken, {}).setdefault(its_stem, word)
    return found
