"""Writing the index: entries are marked stale by whoever writes, and read again soon after."""

import uuid
from itertools import accumulate, chain, islice

import structlog
from django.db import transaction

from portal.search.models import SearchEntry, Word
from portal.search.registry import registered, searchable
from portal.search.text import STOP_WORDS, name, stem, words_of

log = structlog.get_logger(__name__)

BATCH = 500
# A whole programme fits. PostgreSQL's index refuses beyond 1 MB, where each word takes a few bytes
# more than its letters, which are of up to four.
MAX_WORDS = 10_000
MAX_BYTES = 600_000


def mark_stale(*instances):
    """Have the objects (of any registered models) read again by the index.

    Call it in the transaction that writes or deletes them.
    """
    keys = {(searchable(type(instance)).kind, instance.pk) for instance in instances}
    SearchEntry.objects.bulk_create(
        # In one order, so that two writers never wait for each other.
        [SearchEntry(kind=kind, object_id=pk, stale=True) for kind, pk in sorted(keys)],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["stale"],
    )


def reindex_stale():
    """Read the stale objects again, batch by batch; returns how many there were."""
    total = 0
    while number := _reindex_batch():
        total += number
    return total


@transaction.atomic
def _reindex_batch():
    # The lock makes a writer that marks one of these entries again wait for the end of the batch.
    entries = list(
        SearchEntry.objects.filter(stale=True)
        .select_for_update(skip_locked=True)
        .order_by("pk")[:BATCH]
    )
    for kind in {entry.kind for entry in entries}:
        ids = {entry.object_id for entry in entries if entry.kind == kind}
        source = registered().get(kind)
        objects = list(source.queryset().filter(pk__in=ids)) if source else []
        gone = ids - {instance.pk for instance in objects}
        SearchEntry.objects.filter(kind=kind, object_id__in=gone).delete()
        _write_entries(kind, source, objects)
    return len(entries)


@transaction.atomic
def rebuild():
    """Make the whole index anew from the objects; returns how many entries it has."""
    Word.objects.all().delete()
    SearchEntry.objects.all().delete()
    for kind, source in registered().items():
        objects = source.queryset().order_by("pk").iterator(chunk_size=BATCH)
        while batch := list(islice(objects, BATCH)):
            _write_entries(kind, source, batch)
    return SearchEntry.objects.count()


def _write_entries(kind, source, objects):
    """Write the entries of the objects; one that cannot be read or written stops no other."""
    try:
        _write_together(kind, source, objects)
    except Exception:
        for instance in objects:
            try:
                _write_together(kind, source, [instance])
            except Exception as error:
                # Nothing of its text: it may be anybody's.
                log.error(
                    "search_entry_refused",
                    kind=kind,
                    object=instance.pk,
                    error=type(error).__name__,
                )
                # It stays as it was, until the object is changed or the index made anew.
                SearchEntry.objects.filter(kind=kind, object_id=instance.pk).update(stale=False)


@transaction.atomic
def _write_together(kind, source, objects):
    """Write the entries of the objects, and the words that are new."""
    entries, words = [], set()
    for instance in objects:
        entry, its_words = _read(kind, source, instance)
        entries.append(entry)
        words |= its_words
    SearchEntry.objects.bulk_create(
        entries,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["title", "title_length", "keywords", "text", "stale"],
    )
    # Numbers and codes are only found as they are: no typo leads to another.
    words = {(word, found) for word, found in words if word.isalpha()}
    known = Word.objects.filter(kind=kind, word__in={word for word, _stem in words})
    new = words - set(known.values_list("word", "stem"))
    batch = uuid.uuid4()
    Word.objects.bulk_create(
        [Word(kind=kind, word=word, stem=found, batch=batch) for word, found in new],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _read(kind, source, instance):
    """Return the entry of an object, not saved, and its words, each with its stem."""
    document = source.document(instance)
    title = _meaningful_words(document.title)[:MAX_WORDS]
    keywords = [_meaningful_words(keyword) for keyword in document.keywords]
    others = [*chain(*keywords), *_meaningful_words(document.body)]
    words = dict.fromkeys((word, stem(word)) for word in [*title, *others])
    names = dict.fromkeys((word, name(word)) for word in _meaningful_words(document.names))
    words = _first_words({**words, **names})
    stems = [stem(word) for word in title]
    phrases = [" ".join(map(stem, keyword)) for keyword in keywords if keyword]
    entry = SearchEntry(
        kind=kind,
        object_id=instance.pk,
        title=f" {' '.join(stems)} " if stems else "",
        title_length=len(stems),
        keywords=f"| {' | '.join(dict.fromkeys(phrases))} |"[:MAX_BYTES] if phrases else "",
        text=" ".join(dict.fromkeys(found for _word, found in words)),
        stale=False,
    )
    return entry, set(words)


def _meaningful_words(text):
    return [word for word in words_of(text) if word not in STOP_WORDS]


def _first_words(words):
    """As many of these different words as an entry takes."""
    sizes = accumulate(len(found.encode()) for _word, found in words)
    fitting = (word for word, size in zip(words, sizes, strict=True) if size <= MAX_BYTES)
    return list(islice(fitting, MAX_WORDS))


def differences():
    """The (kind, object id) of the entries that do not say what their objects say."""
    wrong = []
    for kind, source in registered().items():
        entries = {entry.object_id: entry for entry in SearchEntry.objects.filter(kind=kind)}
        for instance in source.queryset().order_by("pk").iterator(chunk_size=BATCH):
            if not _is_right(entries.pop(instance.pk, None), kind, source, instance):
                wrong.append((kind, instance.pk))
        wrong += [(kind, object_id) for object_id in entries]
    unknown = SearchEntry.objects.exclude(kind__in=registered())
    return wrong + list(unknown.values_list("kind", "object_id"))


def _is_right(entry, kind, source, instance):
    try:
        right, _words = _read(kind, source, instance)
    except Exception:
        return False
    return entry is not None and _says(entry) == _says(right)


def _says(entry):
    return (entry.title, entry.title_length, entry.keywords, entry.text, entry.stale)
