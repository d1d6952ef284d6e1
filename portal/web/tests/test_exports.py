"""Tables as CSV and XLSX: read back, harmless, in the reader's language, and never all at once."""

import csv
import io
import tracemalloc
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from openpyxl import load_workbook

from portal.web.exports import WRITERS, Table, export_response, neutral

NOTES = [["Filtres", "Bretagne"]]
COLUMNS = ["Été", "N°"]


def table(rows, **changes):
    fields = {"name": "a", "title": "A", "notes": NOTES, "columns": COLUMNS, "rows": rows}
    return Table(**{**fields, **changes})


def content(rows, extension, **changes):
    return b"".join(export_response(table(rows, **changes), extension))


def csv_rows(rows, delimiter=";"):
    text = content(rows, "csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def workbook(rows, **changes):
    return load_workbook(io.BytesIO(content(rows, "xlsx", **changes)))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_is_no_formula(start):
    text = f'{start}HYPERLINK("https://exemple.fr")'
    assert neutral(text) == f"'{text}"
    assert csv_rows([[text]])[-1] == [f"'{text}"]
    cell = workbook([[text]]).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@pytest.mark.parametrize("value", ["Île-de-France", "a=b", "", " =", -3, 1.5, None, date.min])
def test_other_cells_are_left_alone(value):
    assert neutral(value) == value


def test_notes_and_columns_are_neutral_too():
    assert csv_rows([])[0] == ["Filtres", "Bretagne"]
    bad = {"notes": [["Filtres", "=1"]], "columns": ["=2"], "title": "=3/:*"}
    assert b"'=1" in content([], "csv", **bad)
    assert b"'=2" in content([], "csv", **bad)
    sheets = workbook([], **bad).worksheets
    assert sheets[0]["A1"].value == "'=2"
    assert sheets[1]["B1"].value == "'=1"


def test_csv_for_french_spreadsheets():
    when = datetime(2027, 3, 27, 22, 30, tzinfo=UTC)
    assert content([], "csv").startswith("\ufeff".encode())
    rows = csv_rows([["a;b", date(2027, 3, 27)], [True, when], [None, 'c"\nd']])
    assert rows == [
        ["Filtres", "Bretagne"],
        [],
        ["Été", "N°"],
        ["a;b", "2027-03-27"],
        ["oui", "2027-03-27 23:30"],
        ["", 'c"\nd'],
    ]


def test_csv_in_english():
    with translation.override("en"):
        assert csv_rows([[True, "a,b"]], delimiter=",")[-1] == ["yes", "a,b"]


def test_the_headings_of_a_workbook_stay_filter_and_fit():
    columns = ["N°", "Places restantes : Financement collectif", *("abc" * 9)]
    sheet = workbook([["1", "2"], ["3", "4"]], columns=columns).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:AC3"
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [14, 40]
    assert workbook([]).worksheets[1].freeze_panes is None


def test_xlsx_keeps_what_cells_are():
    when = datetime(2027, 3, 27, 11, 30, tzinfo=UTC)
    book = workbook([["é<&>", 7], [date(2027, 3, 27), when], [False, None], [" a\nb ", 1.5]])
    assert book.sheetnames == ["A", "Filtres"]
    assert [list(row) for row in book["A"].values] == [
        ["Été", "N°"],
        ["é<&>", 7],
        [datetime.fromisoformat("2027-03-27"), datetime.fromisoformat("2027-03-27T12:30")],
        ["non", None],
        [" a\nb ", 1.5],
    ]
    assert list(book["Filtres"].values) == [("Filtres", "Bretagne")]


def test_xlsx_holds_any_text():
    """Control characters, halves of surrogates, what Excel reads as an escape, endless texts."""
    texts = ["a\x00\x0bb", "a\ud800b", "a\uffffb", "_x003D_1", "x" * 40_000, "🙂"]
    cells = [row[0].value for row in workbook([[text] for text in texts]).worksheets[0].rows]
    assert cells[1:4] == ["ab"] * 3
    assert cells[4] == "_x005F_x003D_1"
    assert len(cells[5]) == 32_767
    assert cells[6] == "🙂"


@pytest.mark.parametrize("extension", WRITERS)
def test_rows_are_made_in_the_language_of_the_reader(extension):
    """The file is written after the middleware has put the language back."""
    seen = []

    def rows():
        seen.append(translation.get_language())
        yield ["a"]

    with translation.override("en"):
        response = export_response(table(rows()), extension)
    b"".join(response)
    assert seen == ["en"]
    assert translation.get_language() == "fr"


@pytest.mark.parametrize("extension", WRITERS)
def test_the_file_begins_before_the_last_row_is_read(extension):
    read = []

    def rows():
        for number in range(5000):
            read.append(number)
            yield [number]

    response = export_response(table(rows()), extension)
    assert response.streaming
    assert not read
    chunks = iter(response)
    next(chunks), next(chunks)
    assert 0 < len(read) < 2000


@pytest.mark.parametrize("extension", WRITERS)
def test_memory_does_not_grow_with_the_rows(extension):
    def peak(number):
        response = export_response(table(["x" * 50, n] for n in range(number)), extension)
        tracemalloc.start()
        for _chunk in response:
            pass
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(20_000) < 1.5 * peak(2_000)


def test_the_file_has_a_name_and_no_robot_keeps_it():
    response = export_response(table([]), "csv")
    assert response["Content-Disposition"].startswith('attachment; filename="a-20')
    assert response["X-Robots-Tag"] == "noindex"
