import json
from pathlib import Path

from django.core.cache import cache
from django.db import transaction
from django.db.models import Avg, F

from portal.search.text import fold

from .communes import prefectures
from .models import Commune, PostalCode, Territory

NAMES_CACHE_KEY = "territories:names"
# Regions and departments of the official geographic code (INSEE, Licence
# Ouverte), as published by @etalab/decoupage-administratif: with straight apostrophes.
SOURCE = Path(__file__).parent / "data" / "territories.json"
# There are about 35,000 communes: far fewer, and only the first are loaded.
WHOLE_LIST = 30_000


@transaction.atomic
def load_territories():
    """Put the official regions and departments in place; running it again changes nothing."""
    for entry in json.loads(SOURCE.read_text(encoding="utf-8")):
        region = _put(Territory.Kind.REGION, entry["code"], entry["name"], None)
        for department in entry["departments"]:
            _put(Territory.Kind.DEPARTMENT, department["code"], department["name"], region)
    transaction.on_commit(forget_names)


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
    """The name of each region by its code, in the order of the names."""
    return _names(Territory.Kind.REGION)


def department_names():
    """The name of each department by its code, in the order of the codes."""
    return _names(Territory.Kind.DEPARTMENT)


def _names(kind):
    return cache.get_or_set(f"{NAMES_CACHE_KEY}:{kind}", lambda: _read_names(kind), timeout=3600)


def _read_names(kind):
    order = "name_key" if kind == Territory.Kind.REGION else "code"
    territories = Territory.objects.filter(kind=kind).order_by(order)
    return {territory.code: str(territory) for territory in territories}


def forget_names():
    """Have the names read again: they hardly ever change."""
    cache.delete_many(f"{NAMES_CACHE_KEY}:{kind}" for kind in Territory.Kind)


def communes_of(postal_code):
    """The communes of a postal code, the largest first."""
    communes = Commune.objects.filter(postal_codes__code=postal_code)
    return communes.select_related("department").order_by(
        F("population").desc(nulls_last=True), "code"
    )


def may_be_postal_code(code):
    """Whether five digits begin as the codes of France, its overseas or its army (00) do."""
    return not code.startswith(("96", "99"))


def is_unknown_postal_code(code):
    """No commune has it, the official list being loaded. It can still be right: CEDEX, army."""
    if PostalCode.objects.filter(code=code).exists():
        return False
    return Commune.objects.count() > WHOLE_LIST


def department_code(postal_code):
    """The code of the department in which a postal code most probably is, by its first digits."""
    if postal_code.startswith(("97", "98")):
        return postal_code[:3]
    if postal_code.startswith("20"):
        return "2A" if postal_code[:3] in {"200", "201"} else "2B"
    return postal_code[:2]


def position_of(postal_code):
    """The (latitude, longitude) in degrees of a postal code, amid its communes; None if unknown.

    An unknown code is placed at the prefecture of its department.
    """
    return _middle(Commune.objects.filter(postal_codes__code=postal_code)) or _middle(
        Commune.objects.filter(code=prefectures().get(department_code(postal_code)))
    )


def _middle(communes):
    middle = communes.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    if middle["latitude"] is None:
        return None
    return middle["latitude"], middle["longitude"]
