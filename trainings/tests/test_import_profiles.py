"""The profiles that are shipped: what they make of files as they come, dirt included."""

import csv
import json
from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.utils import translation

from portal.territories.communes import (
    load_cedex,
    load_communes,
    load_first_communes,
    read_communes,
)
from portal.territories.services import load_territories
from trainings.models import Centre, ImportColumn, ImportProfile, Session, Training
from trainings.services.imports import pipeline, profiles
from trainings.services.imports.fields import FIELDS
from trainings.services.imports.mapping import TableSource
from trainings.services.reference import load_lists

pytestmark = pytest.mark.django_db

SOURCE = json.loads(profiles.SOURCE.read_text(encoding="utf-8"))
ROW = {
    "code_region": "32",
    "region": "Hauts-de-France",
    "id_formation": "F_1",
    "id_action": "SE_100",
    "intitule": "BTS gestion de la PME",
    "code_certifinfo": "100",
    "type_diplome": "Brevet de technicien supérieur",
    "intitule_diplome": "gestion de la PME  ",
    "code_scolarite_cfd": "32031213",
    "code_niveau_europeen": "5",
    "organisme_responsable": "CFA du Nord",
    "organisme_raison_sociale": "-",
    "organisme_siret": "0",
    "formateur_siret": "0",
    "formateur_raison_sociale": "Lycée Exemple",
    "entrees_sorties_permanentes": "0",
    "mois_entree": "9",
    "uai_lieu": "0590000A",
    "code_postal_lieu_brut": "59000",
    "code_postal_lieu": "59000",
    "code_insee_lieu": "59350",
    "capacite": "",
    "id_session": "1",
    "code_rncp": "32360",
    "heures": "",
}


@pytest.fixture(autouse=True)
def lists(tmp_path):
    load_territories()
    load_first_communes()
    load_lists()
    profiles.load_profiles()
    cedex = tmp_path / "cedex.csv"
    cedex.write_text("code_cedex,code_insee\n59044,59350\n", encoding="utf-8")
    load_cedex(cedex)
    with translation.override("en"):
        yield


@pytest.fixture
def profile():
    return ImportProfile.objects.get(name__startswith="Apprentissage")


@pytest.fixture
def load(tmp_path, profile):
    def run(*rows):
        text = StringIO()
        writer = csv.DictWriter(text, list(ROW))
        writer.writeheader()
        writer.writerows({**ROW, **row} for row in rows)
        path = tmp_path / "rco.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return pipeline.apply(TableSource(path, profile), profile, actor=None, leave_out=True)

    return run


def said(outcome):
    return [(problem["line"], problem["where"], problem["reason"]) for problem in outcome.problems]


def test_profiles_name_fields_that_exist_and_every_column_once_at_least():
    fields = set(ImportColumn.objects.exclude(field="").values_list("field", flat=True))
    assert fields <= set(FIELDS)
    columns = {entry["column"] for entry in SOURCE[0]["columns"] if "column" in entry}
    assert columns == set(ROW)


def test_columns_that_are_not_used_say_why():
    for column in ImportColumn.objects.filter(field=""):
        assert column.note, column.column


def test_profiles_stay_as_staff_left_them(profile):
    profile.columns.all().delete()
    profiles.load_profiles()
    assert not profile.columns.exists()


def test_a_plain_row(load):
    load({"capacite": "20", "heures": "1350"})
    training, centre, session = Training.objects.get(), Centre.objects.get(), Session.objects.get()
    assert (training.code, training.title, training.level) == ("32-F_1", ROW["intitule"], 5)
    assert (training.rncp_code, training.hours) == ("RNCP32360", 1350)
    assert training.certification == "Brevet de technicien supérieur – gestion de la PME"
    assert (centre.name, centre.code, centre.city) == ("Lycée Exemple", "0590000A", "Lille")
    assert (session.number, session.work_study) == ("32-SE-100", True)
    assert (session.starts_on, session.ends_on) == (date(2020, 9, 1), date(2021, 8, 31))
    assert session.registration_closes_on == date(2020, 9, 1)
    assert session.seats.get().capacity == 20


@pytest.mark.parametrize(
    ("row", "check", "problem"),
    [
        (
            {"code_postal_lieu_brut": "1000", "code_insee_lieu": "01053"},
            lambda s: s.centre.postal_code == "01000",
            ("code_postal_lieu_brut", "read as 01000"),
        ),
        (
            {"code_postal_lieu_brut": "59044"},
            lambda s: (s.centre.postal_code, s.centre.city) == ("59044", "Lille"),
            None,
        ),
        (
            {"formateur_raison_sociale": "-"},
            lambda s: s.centre.name == "CFA du Nord",
            None,
        ),
        (
            {"formateur_raison_sociale": "-", "organisme_raison_sociale": "Asso"},
            lambda s: s.centre.name == "Asso",
            None,
        ),
        (
            {"uai_lieu": "0590000A,0590001B"},
            lambda s: s.centre.code == "0590000A,0590001B",
            None,
        ),
        ({"code_rncp": ""}, lambda s: s.training.rncp_code == "", None),
        (
            {"code_rncp": "34031.462"},
            lambda s: s.training.rncp_code == "RNCP34031",
            ("code_rncp", "holds several codes"),
        ),
        (
            {"intitule": "Licence " + "x" * 240},
            lambda s: len(s.training.title) == 248,
            None,
        ),
        (
            {"code_insee_lieu": "22247"},
            lambda s: s.centre.city == "Lille",
            ("code_insee_lieu", "22247 is not known"),
        ),
        (
            {"code_insee_lieu": "75056"},
            lambda s: s.centre.city == "Paris",
            ("code_postal_lieu_brut", "not in the department"),
        ),
        (
            {"entrees_sorties_permanentes": "1", "mois_entree": "1"},
            lambda s: (
                (s.starts_on, s.registration_opens_on, s.registration_closes_on)
                == (date(2021, 1, 1), date(2020, 2, 1), date(2021, 12, 31))
            ),
            None,
        ),
        ({"capacite": "0"}, lambda s: s.seats.get().capacity == 0, None),
        ({"capacite": ""}, lambda s: not s.seats.exists(), None),
        ({"code_niveau_europeen": ""}, lambda s: s.training.level is None, None),
    ],
)
def test_dirt_is_repaired_or_kept_and_said(load, row, check, problem):
    outcome = load(row)
    assert check(Session.objects.get())
    found = said(outcome)
    if problem is None:
        assert found == []
    else:
        assert any(
            line == 2 and problem[0] in where and problem[1] in reason
            for line, where, reason in found
        )


def test_keys_that_come_twice(load):
    outcome = load({}, {}, {"capacite": "13"}, {"code_region": "28"})
    assert said(outcome) == [
        (3, "code_region, id_action", "Repeats line 2."),
        (4, "code_region, id_action", "Session 32-SE-100 is already on line 2, with other values."),
    ]
    assert Session.objects.count() == 2


def test_rows_of_one_training_are_put_together(load):
    outcome = load(
        {"heures": ""},
        {"id_action": "SE_101", "heures": "840"},
        {"id_action": "SE_102", "heures": "900"},
    )
    assert Training.objects.get().hours == 840
    assert said(outcome) == [
        (4, "heures", "Training 32-F_1 has another value on line 2: 840 is kept.")
    ]
    again = load(
        {"heures": ""},
        {"id_action": "SE_101", "heures": "840"},
        {"id_action": "SE_102", "heures": "900"},
    )
    assert again.changes_nothing


def test_no_row_is_lost_without_a_word(load):
    rows = [
        {"id_action": f"A{n}", "mois_entree": str(n % 13), "capacite": "x" if n == 7 else "5"}
        for n in range(40)
    ]
    outcome = load(*rows)
    assert Session.objects.count() + outcome.counts["rejected"] == 40
    months = Counter(session.starts_on.month for session in Session.objects.all())
    expected = Counter(n % 13 for n in range(40) if n % 13 and n != 7)
    assert months == expected


def test_the_official_list_of_communes_is_not_needed_twice(tmp_path):
    path = tmp_path / "communes.csv"
    path.write_text("code_insee,nom,code_departement\n59350,Lille,59\n", encoding="utf-8")
    assert load_communes(read_communes(path)).added == 0
