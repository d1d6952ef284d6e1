"""The profiles that every portal starts with; afterwards they are the staff's."""

import json
import tempfile
from pathlib import Path

from django.db import transaction

from portal.audit.services import record
from portal.search.text import fold
from trainings.models import ImportColumn, ImportProfile

from .fields import FIELDS
from .tables import IN_PAGE, Table

SOURCE = Path(__file__).parent / "profiles.json"


@transaction.atomic
def load_profiles():
    """Add those that are missing; what staff changed is never put back."""
    for entry in json.loads(SOURCE.read_text(encoding="utf-8")):
        columns = entry.pop("columns", [])
        profile, added = ImportProfile.objects.get_or_create(name=entry.pop("name"), defaults=entry)
        if added:
            _add_columns(profile, columns)


@transaction.atomic
def profile_from_file(name, upload, *, by):
    """A new profile with the columns of a file, each to the field of the same name if any."""
    labels = {}
    for field in FIELDS.values():
        labels[fold(field.name)] = labels[fold(str(field.label))] = field.name
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        names = [name for name in Table(copy.name, limits=IN_PAGE).columns if name]
    profile = ImportProfile.objects.create(name=name)
    _add_columns(
        profile, [{"column": name[:120], "field": labels.get(fold(name), "")} for name in names]
    )
    record("trainings.import_profile_added", profile, actor=by)
    return profile


def _add_columns(profile, columns):
    ImportColumn.objects.bulk_create(
        ImportColumn(profile=profile, position=position, **column)
        for position, column in enumerate(columns, start=1)
    )
