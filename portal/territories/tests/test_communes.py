"""Communes and postal codes: loaded from the official files, and where they are."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.territories.communes import load_first_communes, prefectures
from portal.territories.models import Commune, PostalCode, Territory
from portal.territories.services import (
    communes_of,
    department_code,
    load_territories,
    position_of,
)

pytestmark = pytest.mark.django_db

HEADER = "code_insee,nom,type,code_departement,code_region,population,codes_postaux"
OYE, LILLE = "62645,Oye-Plage,commune-actuelle,62,32,5304,62215", "59350,Lille,c,59,32,236710,"
NOWHERE = "98999,Nulle-Part,c,989,00,,98999"


@pytest.fixture(autouse=True)
def territories():
    load_territories()


@pytest.fixture
def load(tmp_path):
    """Load a file of that text; returns what the command says."""

    def run(text, name="communes.csv", **options):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("load_communes", str(path), stdout=out, **options)
        return out.getvalue()

    return run


def csv_of(*lines, header=HEADER):
    return "\n".join([header, *lines])


def test_the_official_csv(load):
    text = csv_of(OYE, LILLE + "59000|59800", NOWHERE)
    assert "2 added, 0 changed, 0 left, 1 in unknown" in load(text)
    lille = Commune.objects.get(code="59350")
    assert (lille.name, lille.department.code, lille.population) == ("Lille", "59", 236710)
    assert sorted(code.code for code in lille.postal_codes.all()) == ["59000", "59800"]
    assert "0 added, 0 changed, 2 left" in load(text)
    assert "0 added, 1 changed, 1 left" in load(text.replace("Oye-Plage", "Oye-les-Bains"))
    assert PostalCode.objects.count() == 3


def test_coordinates_that_a_file_does_not_give_stay(load):
    place = f"{OYE},50.97,2.03"
    load(csv_of(place, header=f"{HEADER},latitude,longitude"))
    load(csv_of(OYE))
    assert position_of("62215") == (50.97, 2.03)


def test_the_json_of_geo_api_gouv_fr(load):
    item = {
        "nom": "Oye-Plage",
        "code": "62645",
        "codeDepartement": "62",
        "population": 5304,
        "codesPostaux": ["62215"],
        "centre": {"type": "Point", "coordinates": [2.03, 50.97]},
    }
    assert "1 added" in load(json.dumps([item]), "communes.json")
    assert position_of("62215") == (50.97, 2.03)


def test_cedex_codes_lead_to_their_commune(load, tmp_path):
    cedex = tmp_path / "cedex.csv"
    cedex.write_text("code_cedex,libelle,code_insee\n59044,LILLE CEDEX,59350\n1,X,00000\n")
    assert "CEDEX codes: 1 added" in load(csv_of(LILLE + "59000"), cedex=str(cedex))
    assert [commune.name for commune in communes_of("59044")] == ["Lille"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (csv_of(OYE, LILLE.replace("236710", "beaucoup")), "3"),
        ("code_insee;nom\n1;2", "code_departement"),
        ("", "code_insee"),
    ],
)
def test_a_wrong_file_changes_nothing(load, text, said):
    with pytest.raises(CommandError, match=said):
        load(text)
    assert not Commune.objects.exists()


def test_the_largest_commune_of_a_postal_code_comes_first(load):
    load(csv_of("1,Petite,c,59,32,10,59111", "2,Grande,c,59,32,900,59111", "3,Sans,c,62,32,,59112"))
    assert [commune.name for commune in communes_of("59111")] == ["Grande", "Petite"]
    assert [commune.name for commune in communes_of("59112")] == ["Sans"]


def test_a_postal_code_is_amid_its_communes(load):
    header = f"{HEADER},latitude,longitude"
    load(csv_of("1,A,c,59,32,1,59111,50,3", "2,B,c,59,32,1,59111,51,4", header=header))
    assert position_of("59111") == (50.5, 3.5)


def test_an_unknown_postal_code_is_at_the_prefecture():
    load_first_communes()
    lille = Commune.objects.get(code="59350")
    assert position_of("59999") == (lille.latitude, lille.longitude)
    assert position_of("20250") == position_of("20200")
    assert position_of("xyz") is None


def test_every_department_but_those_without_prefecture_has_its_own():
    load_first_communes()
    codes = set(Territory.objects.departments().values_list("code", flat=True))
    assert codes - set(prefectures()) == {"975", "977", "978", "986", "987", "988"}
    placed = Commune.objects.filter(code__in=prefectures().values(), latitude__isnull=False)
    assert placed.count() == len(prefectures()) == 101
    far = [c for c in placed if not (-22 < c.latitude < 52 and -63 < c.longitude < 56)]
    assert far == []


def test_the_first_communes_do_not_undo_the_official_list(load):
    load(csv_of(LILLE.replace("236710", "7") + "59000"))
    load_first_communes()
    load_first_communes()
    assert Commune.objects.get(code="59350").population == 7


@pytest.mark.parametrize(
    ("postal_code", "department"),
    [("59000", "59"), ("01400", "01"), ("20000", "2A"), ("20137", "2A"), ("20250", "2B"),
     ("97400", "974"), ("98800", "988")],
)  # fmt: skip
def test_departments_by_postal_code(postal_code, department):
    assert department_code(postal_code) == department


def test_the_official_json_without_the_communes_of_the_past(load):
    current = {"code": "59350", "nom": "Lille", "departement": "59", "codesPostaux": ["59000"]}
    former = {"code": "59298", "nom": "Hellemmes", "departement": "59"}
    items = [{**current, "type": "commune-actuelle"}, {**former, "type": "commune-associee"}]
    assert "1 added" in load(json.dumps(items), name="communes.json")


def test_the_towns_of_a_postal_code_are_proposed(load, client):
    load(csv_of(OYE, LILLE + "59000", "59001,Autre,c,59,32,10,59000"))
    assert client.get("/communes/", {"code": "59000"}).json() == {"communes": ["Lille", "Autre"]}
    for awkward in ("", "99999", "\x00", "x" * 5000):
        assert client.get("/communes/", {"code": awkward}).json() == {"communes": []}
