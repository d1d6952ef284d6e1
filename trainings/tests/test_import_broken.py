"""Files that are damaged, made to harm, or hold what no field can: a sentence, never a crash."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.factories import UserFactory
from trainings.models import ImportProfile, Training
from trainings.services.imports import pipeline, values
from trainings.services.imports.mapping import TableSource
from trainings.services.imports.records import FileRefused
from trainings.services.imports.tables import Table

from .import_tables import COLUMNS, ROW

pytestmark = pytest.mark.django_db

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*, strings=None, **changes):
    """A workbook of two lines, with these replacements in its sheet: {before: after}."""
    book = openpyxl.Workbook()
    book.active.append(list(COLUMNS))
    book.active.append([700 if cell == "700" else cell for cell in ROW])
    plain, changed = BytesIO(), BytesIO()
    book.save(plain)
    with ZipFile(plain) as before, ZipFile(changed, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name).decode()
            if name == SHEET:
                for old, new in changes.get("sheet", {}).items():
                    assert old in text
                    text = text.replace(old, new, 1)
            if strings and name == "xl/_rels/workbook.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                link = f'<Relationship Id="rId99" Type="{kind}/sharedStrings" Target="/{STRINGS}"/>'
                text = text.replace("</Relationships>", f"{link}</Relationships>")
            if strings and name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
                part = f'PartName="/{STRINGS}" ContentType="{kind}.sharedStrings+xml"'
                text = text.replace("</Types>", f"<Override {part}/></Types>")
            after.writestr(name, text)
        if strings:
            after.writestr(STRINGS, f'<sst xmlns="{MAIN}">{strings}</sst>')
    return changed.getvalue()


def spoiled_zip():
    """One whose sheet does not unzip."""
    content = bytearray(workbook())
    with ZipFile(BytesIO(content)) as archive:
        start = archive.getinfo(SHEET).header_offset
    content[start + 60 : start + 90] = b"x" * 30
    return bytes(content)


NUMBER = "<v>700</v>"
BROKEN = {
    "a shared text that is not there": workbook(
        sheet={f' t="n">{NUMBER}': ' t="s"><v>99</v>'}, strings="<si><t>a</t></si>"
    ),
    "no number": workbook(sheet={NUMBER: "<v>x</v>"}),
    "a bad date": workbook(sheet={f' t="n">{NUMBER}': ' t="d"><v>hier</v>'}),
    "a sheet cut short": workbook(sheet={"</sheetData>": "</sheet"}),
    "a row without a number": workbook(sheet={'<row r="2"': '<row r="x"'}),
    "a row beyond all": workbook(sheet={'<row r="2"': '<row r="99999999999"'}),
    "a cell far out": workbook(sheet={'r="M2"': 'r="XFD2"'}),
    "an endless row": workbook(
        sheet={"<sheetData>": f"<sheetData><row>{'<c/>' * 3_000_000}</row>"}
    ),
    "a zip that is spoiled": spoiled_zip(),
    "heavy once unzipped": workbook(strings="<si><t>a</t></si>" * 2_000_000),
    "UTF-16 cut in a character": "Numéro;Code\n1;2\n".encode("utf-16") + b"\x00\xd8\n\x00",
    "no character of Windows": "Numéro;Code\n1;\x81\n".encode("latin-1"),
    "an endless cell": b"a;b\n1;" + b"x" * 200_000,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused(tmp_path, import_lists, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(FileRefused):
        list(Table(path).rows())


@pytest.mark.parametrize("name", ["no character of Windows", "heavy once unzipped", "no number"])
def test_the_page_that_reads_columns_says_so(client, name):
    client.force_login(UserFactory(administrator=True))
    upload = SimpleUploadedFile("x.xlsx", BROKEN[name])
    where = reverse("admin:trainings_importprofile_from_file")
    response = client.post(where, {"name": "Neuf", "file": upload})
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not ImportProfile.objects.exists()


def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path, profile, apply):
    path = tmp_path / "file.xlsx"
    path.write_bytes(workbook(sheet={'<dimension ref="A1:M2"': '<dimension ref="A1:XFD1048576"'}))
    table = TableSource(path, profile)
    apply(table)
    assert table.table.columns == list(COLUMNS)
    assert Training.objects.get().hours == 700


@pytest.mark.parametrize("header", ["Numéro;Code;code", "N°;Centre de Lille;centre-de-lille"])
def test_two_columns_that_differ_by_case_or_signs_only(tmp_path, import_lists, header):
    path = tmp_path / "file.csv"
    path.write_text(f"{header}\n1;2;3\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="Two columns"):
        Table(path)


def test_columns_that_are_signs_only_are_not_one(tmp_path, import_lists):
    path = tmp_path / "file.csv"
    path.write_text("Numéro;€;%\n1;2;3\n", encoding="utf-8")
    assert Table(path).columns == ["Numéro", "€", "%"]


# Values ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (values.certification_code, "RNCP" + "1" * 5_000),
        (values.certification_code, "320 and 123456789"),
        (values.short_text(255), "\ufb03" * 255),
        (values.whole_number(0, 9), "1" * 5_000),
        (values.whole_number(0, 9), "1e999999999"),
        (values.postal_code, "٥٩٠٠٠"),
        (values.degrees(90), "nan"),
    ],
)
def test_values_that_no_field_holds(import_lists, read, text):
    with pytest.raises(values.Unreadable):
        read(text, lambda reason: None)


def test_an_endless_address_is_left_out_at_once(import_lists):
    doubts = []
    assert values.email("a@" + "." * 100_000 + "@", doubts.append) == ""
    assert len(doubts) == 1


def test_a_title_of_ligatures_rejects_its_row(source, apply):
    with pytest.raises(pipeline.NotApplied) as refusal:
        apply(source({"Titre": "\ufb03" * 255}))
    assert "ligatures" in refusal.value.outcome.problems[0]["reason"]


def test_control_characters_are_taken_off(source, apply):
    apply(source({"Titre": "Ma\x0bçon\x01", "Centre": "Af\uffffpa"}))
    training = Training.objects.get()
    assert training.title == "Maçon"
    assert training.sessions.get().centre.name == "Afpa"


def test_an_apostrophe_before_words_stays(source, apply):
    apply(source({"Titre": "'s-Hertogenbosch"}, {"Numéro": "S2", "Code": "F2", "Titre": "'=1+1"}))
    titles = Training.objects.order_by("code").values_list("title", flat=True)
    assert list(titles) == ["'s-Hertogenbosch", "=1+1"]
