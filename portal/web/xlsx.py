"""XLSX workbooks written as they are read: a zip of small XML files, and nothing kept in memory.

Office Open XML (ECMA-376), the little of it that tables of texts, numbers and dates need.
"""

import re
from contextlib import contextmanager
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone

from portal.web.text import without_control_characters

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
# Days are counted from here.
_EPOCH = date(1899, 12, 30)
_LONGEST_TEXT = 32_767
_DATE, _MOMENT, _HEADING = 1, 2, 3
_STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""
# The first row stays where it is.
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
)
_NARROWEST, _WIDEST = 14, 40  # in signs
# « _x003D_ » would be read as « = ».
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class _Pipe:
    """What the zip writes, until somebody takes it."""

    def __init__(self):
        self._parts = []

    def write(self, data):
        self._parts.append(bytes(data))
        return len(data)

    def flush(self):
        pass

    def take(self):
        data = b"".join(self._parts)
        self._parts.clear()
        return data


class Workbook:
    """Open the sheets in their order with `sheet(n)`, `take()` the bytes meanwhile, `finish()`."""

    def __init__(self, titles):
        self._pipe = _Pipe()
        self._zip = ZipFile(self._pipe, "w", ZIP_DEFLATED)
        for name, content in _package(titles).items():
            self._zip.writestr(name, content)

    @contextmanager
    def sheet(self, number, columns=()):
        """The sheet of `columns`, if given, begins with a row that stays in sight and filters."""
        with self._zip.open(f"xl/worksheets/sheet{number + 1}.xml", "w") as file:
            begin = f"{_FROZEN}{_widths(columns)}" if columns else ""
            file.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">{begin}<sheetData>'.encode())
            sheet = Sheet(file)
            if columns:
                sheet.write(columns, heading=True)
            yield sheet
            end = f'<autoFilter ref="A1:{_letters(len(columns))}{sheet.rows}"/>' if columns else ""
            file.write(f"</sheetData>{end}</worksheet>".encode())

    def take(self):
        return self._pipe.take()

    def finish(self):
        self._zip.close()
        return self.take()


class Sheet:
    def __init__(self, file):
        self._file = file
        self.rows = 0

    def write(self, row, *, heading=False):
        self.rows += 1
        cells = "".join(_cell(value, heading) for value in row)
        self._file.write(f"<row>{cells}</row>".encode())


def _widths(columns):
    """By the words of the headings: the rows are not known yet."""
    widths = (min(max(len(str(title)) + 4, _NARROWEST), _WIDEST) for title in columns)
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(widths, 1)
    )
    return f"<cols>{columns}</cols>"


def _letters(number):
    """What spreadsheets call a column: A, …, Z, AA, …"""
    before, last = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)


def _cell(value, heading):
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        days = (local.date() - _EPOCH).days + seconds / 86_400
        return f'<c s="{_MOMENT}"><v>{days}</v></c>'
    if isinstance(value, date):
        return f'<c s="{_DATE}"><v>{(value - _EPOCH).days}</v></c>'
    text = _ESCAPE_LIKE.sub("_x005F_", without_control_characters(str(value)))[:_LONGEST_TEXT]
    style = f' s="{_HEADING}"' if heading else ""
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _package(titles):
    """The files around the sheets, by name."""
    numbers = range(1, len(titles) + 1)
    sheets = "".join(
        f'<sheet name={quoteattr(_title(title))} sheetId="{n}" r:id="rId{n}"/>'
        for n, title in zip(numbers, titles, strict=True)
    )
    parts = {f"worksheets/sheet{n}.xml": ("worksheet", n) for n in numbers}
    parts["styles.xml"] = ("styles", len(titles) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/{path}" ContentType="{_TYPES}.{kind}+xml"/>'
        for path, (kind, _n) in {**parts, "workbook.xml": ("sheet.main", 0)}.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{path}"/>'
        for path, (kind, n) in parts.items()
    )
    whole = f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    return {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": _relationships(whole),
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets>'
            "</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _relationships(relations),
        "xl/styles.xml": _STYLES,
    }


def _relationships(relations):
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _title(text):
    """At most 31 characters, without those that Excel keeps for itself."""
    return re.sub(r"[\[\]:*?/\\]", " ", str(text))[:31]
