"""Writing the index: entries are marked stale by whoever writes, and read again soon after."""

import uuid

from django.db import transaction

from portal.search.models import SearchEntry, Word
from portal.search.registry import registered, searchable
from portal.search.text import STOP_WORDS, stem, words_of

BATCH = 500
# A whole programme fits; PostgreSQL's index refuses beyond 1 MB.
MAX_WORDS = 10_000


def mark_stale(*instances):
    """Have the objects (of any registered models) read again by the index.

    Call it in the transaction that writes or deletes them.
    """
    entries = [
        SearchEntry(kind=searchable(type(instance)).kind, object_id=instance.pk, stale=True)
        for instance in instances
    ]
    SearchEntry.objects.bulk_create(
        entries,
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
        _read_objects(kind, [entry for entry in entries if entry.kind == kind])
    return len(entries)


def _read_objects(kind, entries):
    """Write the entries anew from their objects, and drop those whose object is gone."""
    source = registered().get(kind)
    ids = [entry.object_id for entry in entries]
    objects = {obj.pk: obj for obj in source.queryset().filter(pk__in=ids)} if source else {}
    kept = [entry for entry in entries if entry.object_id in objects]
    gone = [entry.pk for entry in entries if entry.object_id not in objects]
    words = set()
    for entry in kept:
        words |= _fill(entry, source.document(objects[entry.object_id]))
        entry.stale = False
    SearchEntry.objects.filter(pk__in=gone).delete()
    SearchEntry.objects.bulk_update(
        kept, ["title", "title_length", "text", "stale"], batch_size=100
    )
    _add_words(kind, words)


def _fill(entry, document):
    """Put the stems of the document into the entry; returns its words."""
    title = [word for word in words_of(document.title) if word not in STOP_WORDS]
    body = [word for word in words_of(document.body) if word not in STOP_WORDS]
    title, body = title[:MAX_WORDS], body[:MAX_WORDS]
    stems = [stem(word) for word in title]
    entry.title = f" {' '.join(stems)} " if stems else ""
    entry.title_length = len(stems)
    entry.text = " ".join(dict.fromkeys([*stems, *(stem(word) for word in body)]))
    return {*title, *body}


def _add_words(kind, words):
    known = set()
    missing = sorted(words)
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        known |= set(Word.objects.filter(kind=kind, word__in=part).values_list("word", flat=True))
    batch = uuid.uuid4()
    Word.objects.bulk_create(
        [
            Word(kind=kind, word=word, stem=stem(word), batch=batch)
            for word in missing
            if word not in known
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


@transaction.atomic
def rebuild():
    """Make the whole index anew from the objects; returns how many entries it has."""
    Word.objects.all().delete()
    SearchEntry.objects.all().delete()
    for kind, source in registered().items():
        ids = source.queryset().order_by().values_list("pk", flat=True)
        SearchEntry.objects.bulk_create(
            [SearchEntry(kind=kind, object_id=pk) for pk in ids.iterator()], batch_size=BATCH
        )
    return reindex_stale()


def differences():
    """The entries that are not what their objects say: (kind, object id) pairs, none when all is well."""
    wrong = []
    for kind, source in registered().items():
        entries = {entry.object_id: entry for entry in SearchEntry.objects.filter(kind=kind)}
        for instance in source.queryset().order_by("pk").iterator(chunk_size=BATCH):
            entry = entries.pop(instance.pk, None)
            if entry is None or entry.stale or _differs(entry, source.document(instance)):
                wrong.append((kind, instance.pk))
        wrong += [(kind, object_id) for object_id in entries]
    unknown = SearchEntry.objects.exclude(kind__in=registered())
    return wrong + list(unknown.values_list("kind", "object_id"))


def _differs(entry, document):
    fresh = SearchEntry()
    _fill(fresh, document)
    return (fresh.title, fresh.title_length, fresh.text) != (
        entry.title,
        entry.title_length,
        entry.text,
    )
