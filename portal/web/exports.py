"""Tables for spreadsheets, as CSV or XLSX, streamed: memory does not grow with the rows."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .xlsx import MIMETYPE, Workbook

BATCH = 500
# What makes spreadsheet programs take a text for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Table:
    """What to export: `notes` are (label, text) lines that say where the rows come from.

    The cells of `rows` are texts, numbers, dates, booleans or None.
    """

    name: str
    title: str
    notes: Iterable
    columns: list
    rows: Iterable


def neutral(value):
    """The cell, as something that no spreadsheet program runs as a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def export_response(table, extension):
    """The table as a file to download, written while it is read."""
    write, mimetype = WRITERS[extension]
    chunks = _in_language(write(table), translation.get_language())
    response = StreamingHttpResponse(chunks, content_type=mimetype)
    name = f"{table.name}-{timezone.localdate():%Y-%m-%d}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _in_language(chunks, language):
    """Each chunk is made in the reader's language: the middleware that sets it is gone by then."""
    while True:
        with translation.override(language):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def _batches(rows):
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _cell(value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return neutral(value)


# CSV --------------------------------------------------------------------------


def csv_chunks(table):
    """With the mark by which Excel knows UTF-8; French spreadsheets expect semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if translation.get_language() == "fr" else ",")
    yield "\ufeff".encode()
    for batch in _batches(chain(table.notes, [[]], [table.columns], table.rows)):
        writer.writerows([_text_cell(value) for value in row] for row in batch)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _text_cell(value):
    """Dates as every program reads them: 2027-03-27."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else _cell(value)


# XLSX -------------------------------------------------------------------------


def xlsx_chunks(table):
    """The rows in the first sheet, what they are in a second one."""
    workbook = Workbook([table.title, _("Filters")])
    with workbook.sheet(0, [_cell(value) for value in table.columns]) as sheet:
        for batch in _batches(table.rows):
            for row in batch:
                sheet.write([_cell(value) for value in row])
            yield workbook.take()
    with workbook.sheet(1) as sheet:
        for row in table.notes:
            sheet.write([_cell(value) for value in row])
    yield workbook.finish()


WRITERS = {"csv": (csv_chunks, "text/csv; charset=utf-8"), "xlsx": (xlsx_chunks, MIMETYPE)}
