"""The index follows its objects."""

from itertools import islice, product

import pytest
from django.core.management import CommandError, call_command

from portal.search import registry
from portal.search.models import SearchEntry, Word
from portal.search.registry import Document
from portal.search.services import differences, mark_stale, rebuild, reindex_stale
from portal.territories.models import Territory

from .conftest import KIND

pytestmark = pytest.mark.django_db


def test_a_change_is_found_once_read_again(index, found):
    (region,) = index("Plombier")
    region.name = "Soudeur"
    region.save()
    mark_stale(region)
    assert found("soudeur") == []
    assert reindex_stale() == 1
    assert found("soudeur") == ["Soudeur"]
    assert found("plombier") == []


def test_a_deleted_object_leaves_the_index(index):
    (region,) = index("Plombier")
    mark_stale(region)
    region.delete()
    reindex_stale()
    assert not SearchEntry.objects.exists()


def test_marking_twice_makes_one_entry(index):
    (region,) = index("Plombier")
    mark_stale(region, region)
    mark_stale(region)
    assert SearchEntry.objects.filter(stale=True).count() == 1


def test_nothing_stale_nothing_done(index):
    index("Plombier")
    assert reindex_stale() == 0


def test_many_are_read_in_batches_with_constant_queries(index, django_assert_max_num_queries):
    regions = index(*(f"Plombier {number}" for number in range(40)))
    mark_stale(*regions)
    with django_assert_max_num_queries(20):
        assert reindex_stale() == 40


def test_rebuild_finds_what_was_never_marked(index, found):
    index("Plombier")
    SearchEntry.objects.all().delete()
    Word.objects.all().delete()
    assert rebuild() == 1
    assert found("plombiere") == ["Plombier"]
    assert differences() == []


def test_check_sees_every_kind_of_difference(index):
    changed, missing, marked = index("Plombier", "Soudeur", "Cuisinier")
    Territory.objects.filter(pk=changed.pk).update(name="Maçon")
    SearchEntry.objects.filter(object_id=missing.pk).delete()
    mark_stale(marked)
    SearchEntry.objects.create(kind="territories.territory", object_id=10**6, stale=False)
    SearchEntry.objects.create(kind="gone.model", object_id=1, stale=False)
    kind = "territories.territory"
    assert set(differences()) == {
        (kind, changed.pk),
        (kind, missing.pk),
        (kind, marked.pk),
        (kind, 10**6),
        ("gone.model", 1),
    }


def test_command_checks_then_rebuilds(index, capsys):
    (region,) = index("Plombier")
    SearchEntry.objects.filter(object_id=region.pk).update(text="")
    with pytest.raises(CommandError, match="1 entries are not right"):
        call_command("rebuild_search", "--check")
    call_command("rebuild_search")
    call_command("rebuild_search", "--check")
    assert "The index is right." in capsys.readouterr().out


def long_words(number, length=60):
    """Different words of that many letters, two bytes each."""
    ends = product("абвгдежзик", repeat=5)
    return ["ж" * (length - 5) + "".join(end) for end in islice(ends, number)]


def test_an_entry_never_has_more_than_the_index_takes(index, found):
    words = long_words(10_000)
    index("Plombier", body=" ".join(words))
    index("Soudeur")
    assert found("plombier") == ["Plombier"]
    assert found(words[0]) == ["Plombier"]
    assert found("soudeur") == ["Soudeur"]


def test_a_word_counts_once(index, found):
    index("Plombier", body="tuyau " * 20_000 + "robinet")
    assert found("robinet") == ["Plombier"]


@pytest.fixture
def refused(monkeypatch):
    """The ids of those whose words cannot be read."""
    ids = set()

    def document(region):
        if region.pk in ids:
            raise ValueError("secret")
        return Document(region.name)

    searchable = registry.Searchable(KIND, Territory.objects.all, document)
    monkeypatch.setattr(registry, "_searchables", {KIND: searchable})
    return ids


def test_one_that_cannot_be_read_stops_no_other_and_is_not_tried_for_ever(
    index, found, refused, caplog
):
    bad, good = index("Plombier", "Soudeur")
    refused.add(bad.pk)
    good.name = "Maçon"
    good.save()
    mark_stale(bad, good)
    assert reindex_stale() == 2
    assert reindex_stale() == 0
    assert found("maçon") == ["Maçon"]
    assert "search_entry_refused" in caplog.text
    assert "secret" not in caplog.text
    assert differences() == [(KIND, bad.pk)]
    assert rebuild() == 1
    assert differences() == [(KIND, bad.pk)]
    # Changed for the better, it is found again.
    refused.clear()
    mark_stale(bad)
    reindex_stale()
    assert found("plombier") == ["Plombier"]


def test_one_that_the_database_refuses_stops_no_other(index, found, monkeypatch):
    """More bytes than PostgreSQL's index takes; SQLite's takes any."""
    monkeypatch.setattr("portal.search.services.index.MAX_BYTES", 10**9)
    index("Plombier", "Soudeur", body=" ".join(long_words(10_000)))
    index("Maçon")
    assert found("maçon") == ["Maçon"]
    assert not SearchEntry.objects.filter(stale=True).exists()
