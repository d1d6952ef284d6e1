"""The ROME and the Formacode, loaded from their files."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.search.models import SearchEntry
from trainings.factories import OccupationFactory, TrainingFactory
from trainings.models import Formacode, Occupation

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
        return out.getvalue()

    return run


def test_the_rome_fills_names_and_job_titles(load):
    training = TrainingFactory(occupations=[OccupationFactory(code="F1603", name="Ancien")])
    TrainingFactory()
    SearchEntry.objects.all().delete()
    assert "1 ajouts, 1 modifications, 0 sans changement" in load("load_rome", SHEETS, TITLES)
    plumber = Occupation.objects.get(code="F1603")
    assert plumber.name == "Plombier / Plombière"
    assert plumber.job_titles.splitlines() == ["Chauffagiste", "Dépanneur / Dépanneuse"]
    trainings = SearchEntry.objects.filter(kind="trainings.training", stale=True)
    assert list(trainings.values_list("object_id", flat=True)) == [training.pk]
    assert "0 ajouts, 0 modifications, 2 sans changement" in load("load_rome", SHEETS, TITLES)


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
    assert "1 ajouts" in load("load_formacode", text)
    assert "0 ajouts, 0 modifications, 1 sans changement" in load("load_formacode", text)
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
