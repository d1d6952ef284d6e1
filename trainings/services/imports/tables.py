"""Reading CSV and XLSX files row by row: encoding and separator are found out."""

import csv
import re
import zlib
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import openpyxl
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.search.text import fold

from .records import FileRefused

SAMPLE = 64 * 1024
MAX_COLUMNS = 300
HEADER_AMONG = 10
MAX_CELL = 100_000
# Those of Excel.
MAX_ROWS = 1_048_576
# What the sheets of an XLSX, which are read row by row, and its other parts (texts, styles), which
# are held in memory, may weigh once unzipped: in a job, and in a page, which has less time.
MB = 1024**2
IN_JOB, IN_PAGE = (500 * MB, 30 * MB), (40 * MB, 5 * MB)
MAX_ROW = 10 * MB
# What broken files make their readers say.
UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, SyntaxError, AttributeError)
UNREADABLE += (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)

# What people give in place of a table, by how such files begin.
_NO_TABLE = gettext_lazy("This is neither a CSV file nor an XLSX file.")
_XML = gettext_lazy("This is an XML file: choose the profile LHEO.")
OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": gettext_lazy(
        "This is an old or encrypted Excel file: save it as XLSX without a password, or as CSV."
    ),
    b"<?xml": _XML,
    b"<lheo": _XML,
    b"<!doctype": gettext_lazy("This is a web page: give a CSV or XLSX file."),
    b"<html": gettext_lazy("This is a web page: give a CSV or XLSX file."),
    b"%pdf": _NO_TABLE,
    b"\x89png": _NO_TABLE,
    b"\xff\xd8\xff": _NO_TABLE,
    b"gif8": _NO_TABLE,
    b"\x1f\x8b": _NO_TABLE,
    b"7z\xbc\xaf": _NO_TABLE,
    b"rar!": _NO_TABLE,
}

_ROW = re.compile(rb"<(?:\w{1,20}:)?row[\s>/]")
_ROW_LENGTH = 32


@dataclass(frozen=True)
class Row:
    line: int
    cells: list  # texts, as many as there are columns


class Table:
    """The columns of a file, and its rows as often as asked.

    `limits` are what a workbook may weigh: IN_JOB, or IN_PAGE.
    """

    def __init__(self, path, expected=(), *, limits=IN_JOB):
        self.path, self.limits = Path(path), limits
        with self.path.open("rb") as file:
            start = file.read(SAMPLE)
        if not start.strip():
            raise FileRefused(_("The file is empty."))
        if refusal := _other_kind(start):
            raise FileRefused(str(refusal))
        self._read = self._xlsx if start.startswith(b"PK\x03\x04") else self._csv
        self.header_line, cells = self._header({column_key(name) for name in expected})
        self.columns = [" ".join(str(cell).split()) for cell in cells]
        while self.columns and not self.columns[-1]:
            self.columns.pop()
        self._check_columns()

    def _header(self, expected):
        """The line that names the columns: the first, or the first that has those expected.

        Exports begin with a few lines that say what they hold.
        """
        with closing(self._lines()) as all_lines:
            lines = list(islice(all_lines, HEADER_AMONG))
        if not lines:
            raise FileRefused(_("The file is empty."))
        for line, cells in lines:
            if expected and expected <= {column_key(cell) for cell in cells}:
                return line, cells
        return lines[0]

    def _check_columns(self):
        if not self.columns or len(self.columns) > MAX_COLUMNS:
            raise FileRefused(_("The first line does not name the columns."))
        keys = [column_key(name) for name in self.columns if name]
        twice = [name for name in self.columns if name and keys.count(column_key(name)) > 1]
        if twice:
            raise FileRefused(_("Two columns are named “%(name)s”.") % {"name": twice[-1]})

    def rows(self):
        for line, cells in self._lines():
            if line <= self.header_line or not any(cells):
                continue
            if len(cells) > len(self.columns) and any(cells[len(self.columns) :]):
                text = _("Line %(line)d has more cells than there are columns.")
                raise FileRefused(text % {"line": line})
            cells = cells[: len(self.columns)] + [""] * (len(self.columns) - len(cells))
            yield Row(line, cells)

    def _lines(self):
        """(number, cells) of each line that says something; a file that is broken is refused."""
        line = 0
        try:
            for line, cells in self._read():
                if any(cells):
                    yield line, cells
        except csv.Error as error:
            raise FileRefused(unreadable_line(line + 1, error)) from error
        except UNREADABLE as error:
            text = _("The file is damaged after line %(line)d: save it again, then give it again.")
            raise FileRefused(text % {"line": line}) from error

    # CSV ---------------------------------------------------------------------

    def _csv(self):
        with self.path.open(encoding=self.encoding, newline="") as file:
            delimiter = _delimiter(file.read(SAMPLE))
            file.seek(0)
            csv.field_size_limit(MAX_CELL)
            reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=delimiter)
            before = 0
            for cells in reader:
                # A cell may hold several lines: the row is said by its first.
                line, before = before + 1, reader.line_num
                yield line, cells

    @cached_property
    def encoding(self):
        """UTF-8 (with or without mark), UTF-16 with its mark, else that of Windows in France."""
        with self.path.open("rb") as file:
            if file.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
                return "utf-16"
        try:
            with self.path.open(encoding="utf-8", newline="") as file:
                while file.read(SAMPLE):
                    pass
        except UnicodeDecodeError:
            return "cp1252"
        return "utf-8-sig"

    # XLSX --------------------------------------------------------------------

    def _xlsx(self):
        self._weigh()
        with self.path.open("rb") as file:
            try:
                book = openpyxl.load_workbook(
                    file, read_only=True, data_only=True, keep_links=False
                )
            except (*UNREADABLE, OSError) as error:
                raise FileRefused(_("This is not an XLSX file.")) from error
            yield from _rows_of(book.worksheets[0])

    def _weigh(self):
        """Refuse a workbook that would fill the memory before its first row is read."""
        most_of_sheets, most_of_others = self.limits
        too_large = FileRefused(_("The file is too large once unzipped: give it as CSV."))
        try:
            with ZipFile(self.path) as archive:
                parts = archive.infolist()
                sheets = [part for part in parts if "/worksheets/" in part.filename]
                weight = sum(part.file_size for part in sheets)
                others = sum(part.file_size for part in parts) - weight
                if weight > most_of_sheets or others > most_of_others:
                    raise too_large
                if any(_longest_row(archive, part) > MAX_ROW for part in sheets):
                    raise too_large
        except (*UNREADABLE, OSError) as error:
            raise FileRefused(_("This is not an XLSX file.")) from error


def _rows_of(sheet):
    # What a sheet says of its size may be wrong, and its rows would all be that wide.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 1)
    for line, cells in enumerate(rows, start=1):
        if line > MAX_ROWS:
            raise FileRefused(_("The file has more than %(most)d lines.") % {"most": MAX_ROWS})
        if any(cell is not None for cell in cells[MAX_COLUMNS:]):
            text = _("Line %(line)d has more than %(most)d cells.")
            raise FileRefused(text % {"line": line, "most": MAX_COLUMNS})
        yield line, [_cell_text(cell) for cell in cells[:MAX_COLUMNS]]


def _longest_row(archive, part):
    """The most bytes from one row to the next: its reader holds a whole row in memory."""
    longest = read = last = 0
    with archive.open(part) as file:
        tail = b""
        while chunk := file.read(MB):
            window = tail + chunk
            start = read - len(tail)
            for match in _ROW.finditer(window):
                longest, last = max(longest, start + match.start() - last), start + match.start()
            read += len(chunk)
            tail = window[-_ROW_LENGTH:]
    return max(longest, read - last)


def _other_kind(start):
    """The sentence for a file that is no table, or None."""
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((text for mark, text in OTHER_KINDS.items() if start.startswith(mark)), None)


def unreadable_line(line, error):
    """What is said of a line of a CSV that its reader refuses."""
    if isinstance(error, UnicodeDecodeError):
        text = _("Line %(line)d is not in UTF-8.")
    elif "field limit" in str(error):
        text = _("Line %(line)d: a cell has more than %(most)s characters.")
    else:
        text = _("Line %(line)d cannot be read.")
    return text % {"line": line, "most": number_format(MAX_CELL, force_grouping=True)}


def column_key(name):
    """By what columns are compared: « Code » and « code » are one, signs alone are themselves."""
    return fold(name) or name


def _delimiter(sample):
    """The separator that cuts one of the first lines into the most columns."""
    lines = sample.splitlines()[:HEADER_AMONG]
    return max(";,\t|", key=lambda mark: max(line.count(mark) for line in lines))


def _cell_text(cell):
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return str(cell)
