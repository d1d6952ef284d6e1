"""Reading CSV and XLSX files row by row: encoding and separator are found out."""

import csv
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import openpyxl
from django.utils.translation import gettext as _

from portal.search.text import fold

from .records import FileRefused

SAMPLE = 64 * 1024
MAX_COLUMNS = 300
HEADER_AMONG = 10
MAX_CELL = 100_000
# What an XLSX may weigh once unzipped: against zip bombs.
MAX_UNZIPPED = 2 * 1024**3


@dataclass(frozen=True)
class Row:
    line: int
    cells: list  # texts, as many as there are columns


class Table:
    """The columns of a file, and its rows as often as asked."""

    def __init__(self, path, expected=()):
        self.path = Path(path)
        with self.path.open("rb") as file:
            start = file.read(SAMPLE)
        if not start.strip():
            raise FileRefused(_("The file is empty."))
        self._lines = self._xlsx if start.startswith(b"PK\x03\x04") else self._csv
        self.header_line, cells = self._header({fold(name) for name in expected})
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
            if expected and expected <= {fold(cell) for cell in cells}:
                return line, cells
        return lines[0]

    def _check_columns(self):
        if not self.columns or len(self.columns) > MAX_COLUMNS:
            raise FileRefused(_("The first line does not name the columns."))
        twice = [name for name in self.columns if name and self.columns.count(name) > 1]
        if twice:
            raise FileRefused(_("Two columns are named “%(name)s”.") % {"name": twice[0]})

    def rows(self):
        for line, cells in self._lines():
            if line <= self.header_line or not any(cells):
                continue
            if len(cells) > len(self.columns) and any(cells[len(self.columns) :]):
                text = _("Line %(line)d has more cells than there are columns.")
                raise FileRefused(text % {"line": line})
            cells = cells[: len(self.columns)] + [""] * (len(self.columns) - len(cells))
            yield Row(line, cells)

    # CSV ---------------------------------------------------------------------

    def _csv(self):
        with self.path.open(encoding=self.encoding, newline="") as file:
            delimiter = _delimiter(file.read(SAMPLE))
            file.seek(0)
            csv.field_size_limit(MAX_CELL)
            reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=delimiter)
            before = 0
            try:
                for cells in reader:
                    # A cell may hold several lines: the row is said by its first.
                    line, before = before + 1, reader.line_num
                    if any(cells):
                        yield line, cells
            except csv.Error as error:
                text = _("Line %(line)d cannot be read: %(reason)s.")
                raise FileRefused(text % {"line": reader.line_num, "reason": error}) from error

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
        try:
            with ZipFile(self.path) as archive:
                if sum(item.file_size for item in archive.infolist()) > MAX_UNZIPPED:
                    raise FileRefused(_("The file is too large once unzipped."))
            book = openpyxl.load_workbook(self.path, read_only=True, data_only=True)
        except (BadZipFile, KeyError, ValueError, OSError) as error:
            raise FileRefused(_("This is not an XLSX file.")) from error
        try:
            for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                texts = [_cell_text(cell) for cell in cells]
                if any(texts):
                    yield line, texts
        finally:
            book.close()


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
