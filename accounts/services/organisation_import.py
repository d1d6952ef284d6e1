"""Organisations from a CSV file, such as a directory: new ones are added, known ones left."""

import csv
from dataclasses import dataclass, field
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import Organisation, OrganisationType
from accounts.name_policy import validate_findable_name, validate_line, validate_postal_code
from portal.search.services import mark_stale
from portal.search.text import fold
from portal.territories.models import Territory

REQUIRED = "nom"
OPTIONAL = ["type", "departement", "code_postal", "commune", "siret"]
# The columns by the fields that they fill under another name.
COLUMNS = {"name": "nom", "type_details": "type", "postal_code": "code_postal", "city": "commune"}
BATCH = 1000


class UnreadableFile(Exception):
    """Nothing of the file was loaded; `str()` says why."""


@dataclass
class Report:
    """What became of the lines of a file."""

    created: int = 0
    known: int = 0
    rejected: list = field(default_factory=list)  # (line, reason)
    doubtful: list = field(default_factory=list)  # (line, what was left out)


@transaction.atomic
def import_organisations(lines):
    """Add the organisations of a CSV file that are not there yet; returns the Report.

    An organisation is known by its SIRET number, else by its name and place: loading a file
    again adds nothing and leaves what staff have changed. One that was declared at sign-up, by
    name alone, stays beside the one of the file: staff merge them. Rows that will not do
    are left out and reported; a file that cannot be read to its end changes nothing.
    """
    report, seen = Report(), {}
    # Rows of one file are compared with each other in `_sound_rows`, more strictly.
    last = Organisation.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = _sound_rows(lines, report, seen)
    while batch := list(islice(rows, BATCH)):
        known = _Known(batch, last)
        new = [organisation for organisation in batch if not known.holds(organisation)]
        mark_stale(*Organisation.objects.bulk_create(new))
        report.created += len(new)
        report.known += len(batch) - len(new)
    return report


def _sound_rows(lines, report, seen):
    """The organisations that the rows describe, one by one; the others go to the report."""
    types = {fold(kind.name): kind for kind in OrganisationType.objects.all()}
    departments = {place.code: place for place in Territory.objects.departments()}
    for line, row in _rows(lines):
        try:
            organisation = _read(row, types, departments)
        except ValidationError as refusal:
            report.rejected.append((line, " ".join(refusal.messages)))
            continue
        first = seen.setdefault(_identity(organisation), line)
        if first == line:
            if (code := _department(row)) and not organisation.department:
                text = _("The department %(code)s is not known: it is left out.")
                report.doubtful.append((line, text % {"code": code}))
            yield organisation
        else:
            report.rejected.append((line, _("The same as line %(line)d.") % {"line": first}))


def _rows(lines):
    """(line, row) of a CSV file with a header, parted by commas or semicolons."""
    lines = iter(lines)
    try:
        header = next(lines, "")
        names = next(csv.reader([header], delimiter=_delimiter(header)), [])
        if REQUIRED not in names:
            raise UnreadableFile(
                _("The first line must name the columns: %(columns)s.")
                % {"columns": ", ".join([REQUIRED, *OPTIONAL])}
            )
        reader = csv.DictReader(lines, names, delimiter=_delimiter(header), strict=True)
        for row in reader:
            yield reader.line_num + 1, row
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableFile(
            _("This is not a CSV file in UTF-8: %(error)s") % {"error": error}
        ) from error


def _delimiter(header):
    return ";" if header.count(";") > header.count(",") else ","


def _read(row, types, departments):
    if None in row:
        raise ValidationError(_("More values than columns."))
    values = {name: " ".join((row.get(name) or "").split()) for name in [REQUIRED, *OPTIONAL]}
    kind = types.get(fold(values["type"]))
    organisation = Organisation(
        name=values["nom"],
        name_key=fold(values["nom"]),
        type=kind,
        type_details="" if kind else values["type"],
        # The territories of the portal leave out some overseas collectivities.
        department=departments.get(_department(row)),
        postal_code=values["code_postal"].replace(" ", ""),
        city=values["commune"],
        siret=values["siret"].replace(" ", ""),
        origin=Organisation.Origin.IMPORT,
    )
    _check(organisation)
    return organisation


def _department(row):
    return (row.get("departement") or "").strip().upper()


def _check(organisation):
    validate_findable_name(organisation.name)
    for text in (organisation.city, organisation.type_details):
        validate_line(text)
    if organisation.postal_code:
        validate_postal_code(organisation.postal_code)
    siret = organisation.siret
    if siret and not (siret.isascii() and siret.isdecimal() and len(siret) == 14):
        raise ValidationError(_("A SIRET number has 14 digits."))
    try:
        organisation.clean_fields(exclude=["type", "department"])
    except ValidationError as refusal:
        raise ValidationError(
            [
                f"{COLUMNS.get(name, name)}: {text}"
                for name, texts in refusal.message_dict.items()
                for text in texts
            ]
        ) from refusal


def _identity(organisation):
    place = (organisation.postal_code, fold(organisation.city))
    return (organisation.name_key, *place, organisation.siret)


class _Known:
    """The organisations that a batch may speak of, as staff or people have left them."""

    def __init__(self, batch, last):
        names = {organisation.name_key for organisation in batch}
        numbers = {organisation.siret for organisation in batch} - {""}
        rows = Organisation.objects.filter(pk__lte=last)
        rows = rows.filter(Q(name_key__in=names) | Q(siret__in=numbers))
        rows = rows.values_list("name_key", "postal_code", "city", "siret")
        self.numbers = {siret for *_place, siret in rows if siret}
        self.identities = {(name, code, fold(city), siret) for name, code, city, siret in rows}
        self.places = {(name, code, bool(siret)) for name, code, _city, siret in rows}

    def holds(self, organisation):
        """The same number; else the same name there, when only one has a number; else all alike."""
        if organisation.siret and organisation.siret in self.numbers:
            return True
        place = (organisation.name_key, organisation.postal_code, not organisation.siret)
        return place in self.places or _identity(organisation) in self.identities
