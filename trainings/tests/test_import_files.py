"""How files are read: encodings, workbooks, meanings of values, and the report about them."""

import csv
from datetime import date
from io import StringIO

import openpyxl
import pytest

from trainings.factories import CentreFactory
from trainings.models import Session, Training
from trainings.services.imports import pipeline
from trainings.services.imports.mapping import TableSource
from trainings.services.imports.records import FileRefused

from .import_tables import COLUMNS, ROW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encodings_and_separators(source, apply, encoding, delimiter):
    apply(source({"Titre": "Maçon d’été"}, encoding=encoding, delimiter=delimiter))
    assert Training.objects.get().title == "Maçon d’été"


def test_a_workbook(tmp_path, profile, apply):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Filtres appliqués", "aucun"])
    sheet.append(list(COLUMNS))
    row = [date(2027, 3, 1) if cell == "01/03/2027" else cell for cell in ROW]
    row[5], row[11] = 700, 12.0
    sheet.append(row)
    path = tmp_path / "file.xlsx"
    book.save(path)
    apply(TableSource(path, profile))
    session = Session.objects.get()
    assert (session.starts_on, session.training.hours) == (date(2027, 3, 1), 700)


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a workbook", b"\x00\x01\x02"])
def test_what_is_no_table_is_refused(tmp_path, profile, content):
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefused):
        TableSource(path, profile)


def test_a_cell_of_several_lines_is_said_by_its_first(source, apply):
    with pytest.raises(pipeline.NotApplied) as refusal:
        apply(source({"Remarque": "un\ndeux"}, {"Numéro": "S2", "Heures": "x"}))
    assert refusal.value.outcome.problems[0]["line"] == 4


def test_values_are_given_a_meaning(source, apply, profile):
    profile.columns.filter(column="Type").update(values="A = Module\nB = VAE")
    apply(source({"Type": "a"}, {"Numéro": "S2", "Code": "F2", "Type": "B"}))
    kinds = Training.objects.order_by("code").values_list("kind__name", flat=True)
    assert list(kinds) == ["Module", "VAE"]


def test_the_prefix_of_a_profile_tells_origins_apart(source, apply, profile):
    profile.prefix = "59"
    profile.save()
    apply(source())
    assert (Training.objects.get().code, Session.objects.get().number) == ("59-F1", "59-S1")


def test_the_report_has_every_change_and_problem_and_no_formula(source, profile):
    report = StringIO()
    rows = [{"Code": "=1+1"}, {"Numéro": "S2", "Code": "F2", "Heures": "x"}]
    pipeline.check(source(*rows), profile, report=report)
    lines = list(csv.reader(StringIO(report.getvalue()), delimiter=";"))
    assert ["3", "Heures", "rejected", "", "“x” is not a number."] in lines
    assert ["2", "", "training added", "'=1+1", ""] in lines
    assert len(lines) == 5


def test_a_known_centre_by_its_name_alone(tmp_path, profile, apply):
    centre = CentreFactory(name="Afpa")
    profile.columns.filter(column__in=["CP", "Ville"]).update(field="")
    path = tmp_path / "file.csv"
    path.write_text(";".join(COLUMNS) + "\n" + ";".join(ROW), encoding="utf-8")
    apply(TableSource(path, profile))
    assert Session.objects.get().centre == centre
