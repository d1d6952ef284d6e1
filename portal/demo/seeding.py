"""Rows by the hundred thousand, the same at each run, relative to today."""

import json
import random
import time
from itertools import islice

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

BATCH = 2_000


class Seed:
    """How big the portal is made, and how its rows are written.

    `scale` is a share of the full size (docs/benchmark.md). Seeders ask `of()` how many rows
    they make and `draw()` for chance, and write with `save()` or, by the million, `copy()`.
    """

    def __init__(self, scale, say=lambda text: None):
        self.scale = scale
        self.say = say
        self.now = timezone.now()

    def of(self, number, *, at_least=1):
        return max(at_least, round(number * self.scale))

    @staticmethod
    def draw(name):
        """Chance of one's own: what other parts draw changes nothing here."""
        return random.Random(f"seed {name}")  # noqa: S311  the same rows at each run

    def save(self, model, instances):
        """Write instances that have their primary key, as they are: no `save()`, no signal."""
        fields = written_fields(model)
        names = [field.attname for field in fields]
        rows = ([field.pre_save(row, add=True) for field in fields] for row in instances)
        return self.copy(model, names, rows)

    def copy(self, model, names, rows, **same):
        """Write rows of plain values, in the order of `names`; returns how many.

        `same` are the values that all rows share; other fields get their default. The rows may
        be made on the way, but not from what the database answers meanwhile.
        """
        start = time.monotonic()
        write = copy_in if connection.vendor == "postgresql" else create_in_batches
        number = write(model, list(names), rows, {**self.defaults(model, names), **same})
        if number and model._meta.pk.attname in names:
            go_on_counting(model)
        seconds = time.monotonic() - start
        self.say(f"{number:>10,} {model._meta.label} in {seconds:.1f} s")
        return number

    def defaults(self, model, names):
        left = [field for field in written_fields(model) if field.attname not in names]
        return {
            field.attname: self.now if getattr(field, "auto_now_add", False) else default_of(field)
            for field in left
            if not field.primary_key or field.remote_field
        }


def written_fields(model):
    """The fields that have a column of ours: those that the database computes are left out."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def default_of(field):
    if getattr(field, "auto_now", False):
        return timezone.now()
    return field.get_default()


def create_in_batches(model, names, rows, same):
    rows, number = iter(rows), 0
    while batch := [
        model(**dict(zip(names, row, strict=True)), **same) for row in islice(rows, BATCH)
    ]:
        number += len(model.objects.bulk_create(batch))
    return number


def copy_in(model, names, rows, same):
    """PostgreSQL's COPY: several times faster than INSERT."""
    fields = {field.attname: field for field in written_fields(model)}
    names = [*names, *same]
    rest = tuple(same.values())
    jsons = [at for at, name in enumerate(names) if isinstance(fields[name], models.JSONField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(fields[name].column) for name in names)
    number = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            row = [*row, *rest]
            for at in jsons:
                row[at] = json.dumps(row[at])
            copy.write_row(row)
            number += 1
    return number


def go_on_counting(model):
    """Have the next identifiers follow those that were given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
