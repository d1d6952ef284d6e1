import json
from pathlib import Path

from django.core.cache import cache
from django.db import transaction

from portal.search.text import fold

from .models import Territory

REGIONS_CACHE_KEY = "territories:regions"
# Regions and departments of the official geographic code (INSEE, Licence
# Ouverte), as published by @etalab/decoupage-administratif: with straight apostrophes.
SOURCE = Path(__file__).parent / "data" / "territories.json"


@transaction.atomic
def load_territories():
    """Put the official regions and departments in place; running it again changes nothing."""
    for entry in json.loads(SOURCE.read_text(encoding="utf-8")):
        region = _put(Territory.Kind.REGION, entry["code"], entry["name"], None)
        for department in entry["departments"]:
            _put(Territory.Kind.DEPARTMENT, department["code"], department["name"], region)
    transaction.on_commit(lambda: cache.delete(REGIONS_CACHE_KEY))


def _put(kind, code, name, parent):
    name = name.replace("'", "’")
    territory, _created = Territory.objects.update_or_create(
        kind=kind,
        code=code,
        defaults={"name": name, "name_key": fold(name), "parent": parent},
    )
    return territory


def without_covered(territories):
    """A region covers its departments: they are not kept beside it."""
    chosen = {territory.pk for territory in territories}
    return [territory for territory in territories if territory.parent_id not in chosen]


def region_names():
    """The name of each region by its code, in the order of the names; they hardly ever change."""
    return cache.get_or_set(REGIONS_CACHE_KEY, _read_region_names, timeout=3600)


def _read_region_names():
    return dict(Territory.objects.regions().order_by("name_key").values_list("code", "name"))
