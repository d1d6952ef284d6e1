"""The index follows its objects."""

import pytest
from django.core.management import CommandError, call_command

from portal.search.models import SearchEntry, Word
from portal.search.services import differences, mark_stale, rebuild, reindex_stale
from portal.territories.models import Territory

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
