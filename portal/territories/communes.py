"""Communes, postal codes and where they are: loaded from the official open files."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from portal.search.text import fold

from .models import Commune, PostalCode, Territory

BATCH = 1000
# The prefectures and the towns of the demo: enough to place a department before the official
# list is loaded. Official geographic code (INSEE) and postal codes (La Poste), Licence Ouverte.
SOURCE = Path(__file__).parent / "data" / "communes.csv"
# The official list, among the packages that the styles and scripts are built with.
OFFICIAL = settings.BASE_DIR / "node_modules/@etalab/decoupage-administratif/data/communes.json"
FIELDS = ["name", "name_key", "department", "population", "latitude", "longitude"]


class WrongFile(Exception):
    """The file is not what was expected; the text says where and why."""


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    department: str
    population: int | None
    postal_codes: tuple
    position: tuple  # (latitude, longitude), or empty


@dataclass
class Loaded:
    """How many there were of each."""

    added: int = 0
    changed: int = 0
    left: int = 0
    skipped: int = 0  # in a department that the portal does not know


def read_communes(path):
    """The rows of a file: @etalab/decoupage-administratif (CSV, JSON) or geo.api.gouv.fr (JSON)."""
    path = Path(path)
    read = _read_json if path.suffix.lower() == ".json" else _read_csv
    return list(read(path))


def _read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        needed = {"code_insee", "nom", "code_departement"}
        if missing := needed - set(reader.fieldnames or []):
            raise WrongFile(_("Missing column: %(name)s.") % {"name": ", ".join(sorted(missing))})
        for row in reader:
            with _at_line(reader.line_num):
                position = [row.get("latitude"), row.get("longitude")]
                yield Row(
                    row["code_insee"],
                    row["nom"],
                    row["code_departement"],
                    int(row["population"]) if row.get("population") else None,
                    tuple(code for code in (row.get("codes_postaux") or "").split("|") if code),
                    tuple(float(value) for value in position if value),
                )


def _read_json(path):
    for number, item in enumerate(json.loads(path.read_text(encoding="utf-8")), start=1):
        with _at_line(number):
            if item.get("type", "commune-actuelle") != "commune-actuelle":
                continue  # a former commune, or a district of Paris, Lyon or Marseille
            longitude_first = (item.get("centre") or {}).get("coordinates") or ()
            yield Row(
                item["code"],
                item["nom"],
                item.get("codeDepartement") or item["departement"],
                item.get("population"),
                tuple(item.get("codesPostaux") or ()),
                tuple(reversed(longitude_first)),
            )


class _at_line:
    """What cannot be read is said with its line."""

    def __init__(self, number):
        self.number = number

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, KeyError | ValueError | TypeError | AttributeError):
            text = _("Line %(line)d cannot be read: %(reason)s.")
            raise WrongFile(text % {"line": self.number, "reason": error}) from error


@transaction.atomic
def load_communes(rows, *, replace=True):
    """Put the communes and their postal codes in place; returns what changed.

    Coordinates that the file does not give stay. `replace=False` only adds what is missing.
    """
    departments = {d.code: d for d in Territory.objects.departments()}
    known = {commune.code: commune for commune in Commune.objects.all()}
    loaded, new, changed = Loaded(), [], []
    rows = [row for row in rows if row.department in departments or _skip(loaded)]
    for row in rows:
        commune = known.get(row.code)
        if commune is None:
            known[row.code] = commune = Commune(code=row.code)
            new.append(commune)
        elif not replace:
            loaded.left += 1
            continue
        before = _values(commune)
        _fill(commune, row, departments[row.department])
        if commune.pk and _values(commune) != before:
            changed.append(commune)
        elif commune.pk:
            loaded.left += 1
    loaded.added, loaded.changed = len(new), len(changed)
    Commune.objects.bulk_create(new, batch_size=BATCH)
    Commune.objects.bulk_update(changed, FIELDS, batch_size=BATCH)
    _add_postal_codes((code, known[row.code]) for row in rows for code in row.postal_codes)
    return loaded


@transaction.atomic
def load_cedex(path):
    """Let the CEDEX codes of a file (code_cedex, code_insee) lead to their communes."""
    communes = {commune.code: commune for commune in Commune.objects.all()}
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := {"code_cedex", "code_insee"} - set(reader.fieldnames or []):
            raise WrongFile(_("Missing column: %(name)s.") % {"name": ", ".join(sorted(missing))})
        pairs = [(row["code_cedex"], communes.get(row["code_insee"])) for row in reader]
    return _add_postal_codes((code, commune) for code, commune in pairs if commune)


def load_first_communes():
    """The few communes that every portal starts with; what was loaded since stays."""
    load_communes(read_communes(SOURCE), replace=False)


def load_official_communes():
    """For the demo: the whole list, where the package that holds it is installed."""
    if OFFICIAL.exists():
        load_communes(read_communes(OFFICIAL))


@cache
def prefectures():
    """The code of the prefecture by that of its department."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return {
            row["code_departement"]: row["code_insee"]
            for row in csv.DictReader(file)
            if row["prefecture"]
        }


def _skip(loaded):
    loaded.skipped += 1


def _values(commune):
    return [getattr(commune, Commune._meta.get_field(name).attname) for name in FIELDS]


def _fill(commune, row, department):
    commune.name, commune.name_key = row.name, fold(row.name)
    commune.department, commune.population = department, row.population
    if row.position:
        commune.latitude, commune.longitude = row.position


def _add_postal_codes(pairs):
    """Add the (code, commune) that are missing; returns how many."""
    known = set(PostalCode.objects.values_list("code", "commune"))
    wanted = {(code, commune.pk) for code, commune in pairs} - known
    PostalCode.objects.bulk_create(
        [PostalCode(code=code, commune_id=pk) for code, pk in sorted(wanted)], batch_size=BATCH
    )
    return len(wanted)
