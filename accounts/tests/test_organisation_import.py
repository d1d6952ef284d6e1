"""Organisations loaded from a CSV file."""

import pytest
from django.core.management import CommandError, call_command

from accounts.factories import OrganisationFactory, OrganisationTypeFactory
from accounts.models import Organisation
from accounts.services.organisation_import import UnreadableFile, import_organisations
from accounts.services.signup_organisations import suggest_organisations
from portal.search.services import differences

from .signup import load_some_territories

pytestmark = pytest.mark.django_db
HEADER = "nom,type,departement,code_postal,commune,siret\n"
LINES = [
    HEADER,
    "MISSION LOCALE - HENIN-BEAUMONT,Mission locale,62,62252,HENIN-BEAUMONT,\n",
    "Les Marins,SIAE ACI,29,29 200,Brest,12345678901234\n",
]


def loaded():
    return Organisation.objects.get(name="Les Marins")


def test_each_row_is_an_organisation():
    load_some_territories()
    kind = OrganisationTypeFactory(name="Mission locale")

    report = import_organisations(LINES)

    assert (report.created, report.known, report.rejected) == (2, 0, [])
    # Territories without the Pas-de-Calais: said, and left out.
    [(line, reason)] = report.doubtful
    assert line == 2 and "62" in reason
    first = Organisation.objects.get(name__startswith="MISSION")
    assert (first.type, first.type_details, first.department) == (kind, "", None)
    marins = loaded()
    assert (marins.type, marins.type_details, marins.origin) == (None, "SIAE ACI", "import")
    assert (marins.department.code, marins.place) == ("29", "Brest (29200)")
    assert marins.siret == "12345678901234"


def test_loading_again_adds_nothing_and_leaves_what_staff_changed():
    import_organisations(LINES)
    Organisation.objects.filter(name="Les Marins").update(type_details="Association")

    report = import_organisations(LINES)

    assert (report.created, report.known) == (0, 2)
    assert loaded().type_details == "Association"


def test_the_same_name_elsewhere_is_another():
    OrganisationFactory(name="Les marins", city="Lorient", postal_code="56100")

    report = import_organisations(LINES)

    assert report.created == 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("***,,,,,", "une lettre ou un chiffre"),
        (",,,,,", "une lettre ou un chiffre"),
        (f"{'A' * 201},,,,,", "nom: "),
        ("Les Marins,,,2920,,", "cinq chiffres"),
        ("Les Marins,,,,,123", "14 chiffres"),
        (f"Les Marins,{'A' * 101},,,,", "type: "),
        ("Les Marins,,,,Bre\u202est,", "caractères"),
        ("Les Marins,,,,,,de trop", "Plus de valeurs"),
        ("les MARINS,,,29200,BREST,12345678901234", "ligne 3"),
    ],
)
def test_what_will_not_do_is_reported_with_its_line_and_the_rest_is_loaded(row, words):
    report = import_organisations([*LINES, f"{row}\n"])

    assert report.created == 2
    [(line, reason)] = report.rejected
    assert line == 4 and words in reason.replace("\xa0", " ")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["name,city\n", "Les Marins,Brest\n"],
        [*LINES, '"Sans fin,,,,,\n'],
    ],
)
def test_what_is_no_such_file_changes_nothing(lines):
    with pytest.raises(UnreadableFile):
        import_organisations(lines)

    assert not Organisation.objects.exists()


def test_rows_may_be_short_and_parted_by_semicolons():
    report = import_organisations(["nom;commune\n", "Les Marins;Brest\n", "Les Pêcheurs\n"])

    assert report.created == 2 and loaded().city == "Brest"


def test_the_command_loads_a_file_and_makes_it_findable(tmp_path, capsys):
    file = tmp_path / "organisations.csv"
    file.write_text("\ufeff" + "".join([*LINES, "!,,,,,\n"]), encoding="utf-8")

    call_command("load_organisations", str(file))

    said = capsys.readouterr()
    counted = "Ajoutées : 2, déjà connues : 0, rejetées : 1, douteuses : 2."
    assert counted in said.out.replace("\xa0", " ")
    assert all(f"ligne {number}\xa0: " in said.err for number in [2, 3, 4])
    assert suggest_organisations("missio local henin")[0].name == "MISSION LOCALE - HENIN-BEAUMONT"
    assert differences() == []


@pytest.mark.parametrize("content", ["nom\nCaf\xe9".encode("latin-1"), b"", None])
def test_the_command_says_that_nothing_was_loaded(tmp_path, content):
    file = tmp_path / "organisations.csv"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CommandError, match="Rien n’a été chargé"):
        call_command("load_organisations", str(file))


def test_what_staff_corrected_is_still_known():
    lines = ["nom,code_postal,commune,siret\n", "Mission locale,62110,HENIN,\n"]
    assert import_organisations(lines).created == 1
    Organisation.objects.update(city="Hénin-Beaumont", siret="12345678901234")
    report = import_organisations(lines)
    assert (report.created, report.known) == (0, 1)
