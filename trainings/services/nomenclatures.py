"""The ROME and the Formacode, loaded from their open files: all or nothing, safe to run again."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from portal.search.registry import registered
from portal.search.services import mark_stale
from trainings.models import Certification, Formacode, Occupation, Training
from trainings.models.keys import certification_code

from .imports.tables import unreadable_line

BATCH = 500
NAME_LENGTH = 200


class WrongFile(Exception):
    """The file is not what was expected; the text says where and why."""


@dataclass
class Loaded:
    added: int = 0
    changed: int = 0
    left: int = 0


@transaction.atomic
def load_rome(sheets, appellations):
    """Fill the occupations with their names and job titles; returns how many changed."""
    titles = {}
    for row in _rows(appellations, ["code_rome", "appellation"]):
        main = row.get("classification") == "PRINCIPALE"
        titles.setdefault(row["code_rome"], []).append((not main, row["appellation"]))
    values = {
        row["code_rome"]: {
            "name": row["libelle"][:NAME_LENGTH],
            # The main titles first, then the others, as the file orders them.
            "job_titles": "\n".join(dict.fromkeys(title for _rank, title in _sorted(titles, row))),
        }
        for row in _rows(sheets, ["code_rome", "libelle"])
    }
    return _put(Occupation, values)


@transaction.atomic
def load_formacode(path):
    """Fill the subjects with their names; returns how many changed."""
    values = {}
    for row in _rows(path, []):
        code = row.get("code") or row.get("formacode")
        name = row.get("libelle_minuscule") or row.get("libelle") or row.get("descripteur")
        if not code or not name:
            raise WrongFile(_("Each line needs a code and a name (code, libelle)."))
        values[code] = {"name": name[:NAME_LENGTH]}
    return _put(Formacode, values)


@transaction.atomic
def load_certifications(path):
    """Give the sheets of the RNCP those of their occupations that are loaded."""
    wanted = _rome_of_sheets(path)
    known = set(Certification.objects.values_list("rncp_code", flat=True))
    Certification.objects.bulk_create(
        (Certification(rncp_code=code) for code in wanted.keys() - known), batch_size=BATCH
    )
    changed = _link_occupations(wanted)
    for start in range(0, len(changed), BATCH):
        codes = changed[start : start + BATCH]
        mark_stale(*Training.objects.filter(rncp_code__in=codes))
    added, altered = len(wanted.keys() - known), len(known.intersection(changed))
    return Loaded(added, altered, len(wanted) - added - altered)


def _rome_of_sheets(path):
    """The ROME codes by RNCP code: a code may stand on several lines."""
    wanted = {}
    for row in _rows(path, ["code_rncp", "codes_rome"], filled=False):
        if code := certification_code(row["code_rncp"] or ""):
            wanted.setdefault(code, set()).update((row["codes_rome"] or "").split("|"))
    _refuse_long(Certification, "rncp_code", wanted)
    return wanted


def _link_occupations(wanted):
    """Link the sheets to their occupations; returns the codes of those that changed."""
    sheets = dict(Certification.objects.values_list("rncp_code", "pk"))
    jobs = dict(Occupation.objects.values_list("code", "pk"))
    link = Certification.occupations.through
    before = {}
    for sheet, job in link.objects.values_list("certification", "occupation"):
        before.setdefault(sheet, set()).add(job)
    after = {code: {jobs[rome] for rome in codes & jobs.keys()} for code, codes in wanted.items()}
    changed = [code for code in sorted(after) if after[code] != before.get(sheets[code], set())]
    for start in range(0, len(changed), BATCH):
        batch = [sheets[code] for code in changed[start : start + BATCH]]
        link.objects.filter(certification__in=batch).delete()
    link.objects.bulk_create(
        (
            link(certification_id=sheets[code], occupation_id=job)
            for code in changed
            for job in sorted(after[code])
        ),
        batch_size=BATCH,
    )
    return changed


def _sorted(titles, row):
    return sorted(titles.get(row["code_rome"], []), key=lambda title: title[0])


def _rows(path, needed, *, filled=True):
    """The rows of a CSV with these columns, which no row leaves empty when they are `filled`."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        try:
            if missing := set(needed) - set(reader.fieldnames or []):
                text = _("Missing column: %(name)s.")
                raise WrongFile(text % {"name": ", ".join(sorted(missing))})
            for row in reader:
                for name in needed if filled else ():
                    if not row[name]:
                        text = _("Line %(line)d: %(name)s is empty.")
                        raise WrongFile(text % {"line": reader.line_num, "name": name})
                yield row
        except (UnicodeDecodeError, csv.Error) as error:
            raise WrongFile(unreadable_line(reader.line_num + 1, error)) from error


def _put(model, values):
    """Give the rows of these codes these values, and have their trainings read again."""
    known = {row.code: row for row in model.objects.filter(code__in=values)}
    _refuse_long(model, "code", values)
    new = [model(code=code, **row) for code, row in values.items() if code not in known]
    changed = [row for code, row in known.items() if _fill(row, values[code])]
    model.objects.bulk_create(new, batch_size=BATCH)
    if changed:
        fields = list(next(iter(values.values())))
        model.objects.bulk_update(changed, fields, batch_size=BATCH)
    _read_again(model, [*new, *changed])
    return Loaded(len(new), len(changed), len(known) - len(changed))


def _refuse_long(model, field, codes):
    length = model._meta.get_field(field).max_length
    if wrong := [code for code in codes if len(code) > length]:
        raise WrongFile(_("The code %(code)s is too long.") % {"code": wrong[0][:60]})


def _fill(row, values):
    """Give the row these values; says whether any changed."""
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    return before != values


def _read_again(model, rows):
    if model._meta.label_lower in registered():
        mark_stale(*rows)
    relations = ["occupations", "rncp_sheet__occupations"]
    for relation in relations if model is Occupation else ["formacodes"]:
        mark_stale(*Training.objects.filter(**{f"{relation}__in": rows}).distinct())
