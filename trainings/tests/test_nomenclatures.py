"""The ROME and the Formacode, loaded from their files."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.search.models import SearchEntry
from portal.search.services.index import reindex_stale
from trainings.documents import searchable_trainings, training_document
from trainings.factories import OccupationFactory, TrainingFactory
from trainings.models import Certification, Formacode, Occupation, Training
from trainings.models.keys import certification_code

from .index import stale

pytestmark = pytest.mark.django_db

SHEETS = "code_rome,libelle\nF1603,Plombier / Plombière\nF1606,Plâtrier / Plâtrière\n"
TITLES = (
    "code_ogr,appellation,code_rome,classification\n"
    "1,Dépanneur / Dépanneuse,F1603,SYNONYME\n"
    "2,Chauffagiste,F1603,PRINCIPALE\n"
)


@pytest.fixture
def load(tmp_path):
    def run(command, *texts):
        paths = []
        for number, text in enumerate(texts):
            paths.append(tmp_path / f"{number}.csv")
            paths[-1].write_text(text, encoding="utf-8")
        out = StringIO()
        call_command(command, *map(str, paths), stdout=out)
        return out.getvalue().replace("\xa0", " ")

    return run


def test_the_rome_fills_names_and_job_titles(load):
    training = TrainingFactory(occupations=[OccupationFactory(code="F1603", name="Ancien")])
    TrainingFactory()
    SearchEntry.objects.all().delete()
    said = load("load_rome", SHEETS, TITLES)
    assert "ajouts : 1, modifications : 1, sans changement : 0" in said
    plumber = Occupation.objects.get(code="F1603")
    assert plumber.name == "Plombier / Plombière"
    assert plumber.job_titles.splitlines() == ["Chauffagiste", "Dépanneur / Dépanneuse"]
    trainings = SearchEntry.objects.filter(kind="trainings.training", stale=True)
    assert list(trainings.values_list("object_id", flat=True)) == [training.pk]
    said = load("load_rome", SHEETS, TITLES)
    assert "ajouts : 0, modifications : 0, sans changement : 2" in said


@pytest.mark.parametrize(
    ("sheets", "said"),
    [("code_rome\nF1603", "libelle"), (f"{SHEETS}F1607,", "4"), (f"{SHEETS}F160777,Long", "long")],
)
def test_a_wrong_file_of_the_rome_changes_nothing(load, sheets, said):
    with pytest.raises(CommandError, match=said):
        load("load_rome", sheets, TITLES)
    assert not Occupation.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "code,descripteur,libelle_minuscule\n22654,PLOMBERIE,plomberie\n",
        "formacode,libelle,nb_certifications\n22654,plomberie,3\n",
    ],
)
def test_the_formacode(load, text):
    assert "ajouts : 1," in load("load_formacode", text)
    said = load("load_formacode", text)
    assert "ajouts : 0, modifications : 0, sans changement : 1" in said
    assert Formacode.objects.get(code="22654").name == "plomberie"


def test_a_file_without_names_is_refused(load):
    with pytest.raises(CommandError, match="libelle"):
        load("load_formacode", "code\n22654\n")


@pytest.mark.parametrize(
    "content", [b"code,libelle\n1,\xe9t\xe9\n", b"code,libelle\n1," + b"x" * 200_000]
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(tmp_path, content):
    path = tmp_path / "formacode.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="igne"):
        call_command("load_formacode", str(path))
    assert not Formacode.objects.exists()


# Certifications ------------------------------------------------------------------

RNCP = (
    "code_rncp,intitule,codes_rome\nRNCP35030,Plombier,F1603|F9999\n"
    "35030,Chauffagiste,F1606\nRNCP1,Sans métier,\n,Sans code,F1603\n"
)


@pytest.fixture
def jobs():
    return [
        OccupationFactory(code="F1603", name="Plombier", job_titles="Zingueur"),
        OccupationFactory(code="F1606", name="Plâtrier", job_titles="Staffeur"),
    ]


def keywords(training):
    found = searchable_trainings().get(pk=training.pk)
    return training_document(found).keywords


def test_a_training_is_found_by_the_jobs_of_its_certification(load, jobs):
    training = TrainingFactory(rncp_code="RNCP35030", occupations=[])
    other = TrainingFactory(rncp_code="RNCP1", occupations=[])
    own = TrainingFactory(rncp_code="RNCP35030", occupations=jobs[1:])
    reindex_stale()
    assert "ajouts : 2," in load("load_certifications", RNCP)
    assert set(stale(Training)) == {training.pk, own.pk}
    assert {"Zingueur", "Staffeur"} <= set(keywords(training))
    assert "Zingueur" not in keywords(own)
    assert "Zingueur" not in keywords(other)
    reindex_stale()
    assert SearchEntry.objects.filter(keywords__contains="zingueur").exists()


def test_trainings_that_come_later_are_found_too(load, jobs):
    load("load_certifications", RNCP)
    assert "Zingueur" in keywords(TrainingFactory(rncp_code="RNCP35030", occupations=[]))


def test_certifications_loaded_again(load, jobs):
    load("load_certifications", RNCP)
    training = TrainingFactory(rncp_code="RNCP35030", occupations=[])
    reindex_stale()
    said = load("load_certifications", RNCP)
    assert "ajouts : 0, modifications : 0, sans changement : 2" in said
    assert not stale(Training)
    fewer = "code_rncp,codes_rome\nRNCP35030,F1606\n"
    said = load("load_certifications", fewer)
    assert "ajouts : 0, modifications : 1, sans changement : 0" in said
    assert set(stale(Training)) == {training.pk}
    assert "Zingueur" not in keywords(training)
    assert Certification.objects.count() == 2


def test_job_titles_that_change_reach_the_trainings_of_the_certification(load, jobs):
    load("load_certifications", RNCP)
    training = TrainingFactory(rncp_code="RNCP35030", occupations=[])
    reindex_stale()
    load("load_rome", SHEETS, TITLES)
    assert set(stale(Training)) == {training.pk}


def test_certifications_cost_no_query_per_training(load, jobs):
    load("load_certifications", RNCP)
    counts = []
    for number in (1, 4):
        while Training.objects.count() < number:
            TrainingFactory(rncp_code="RNCP35030", occupations=[])
        with CaptureQueriesContext(connection) as queries:
            for training in searchable_trainings():
                training_document(training)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("RNCP35030", "RNCP35030"),
        (" rncp n° 35030", "rncp n° 35030"),
        ("RNCP 35030", "RNCP35030"),
        ("035030", "RNCP35030"),
        ("rs 12", "RS12"),
        ("", ""),
    ],
)
def test_codes_are_written_alike(typed, code):
    assert certification_code(typed) == code


def test_a_wrong_file_of_certifications_changes_nothing(load):
    with pytest.raises(CommandError, match="codes_rome"):
        load("load_certifications", "code_rncp\nRNCP1\n")
    with pytest.raises(CommandError, match="long"):
        load("load_certifications", "code_rncp,codes_rome\nRNCP1,F1603\nRNCP-SANS-FIN-1,F1603\n")
    assert not Certification.objects.exists()
