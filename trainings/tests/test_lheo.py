"""LHEO files: read, refused with element and line, applied every night."""

import re
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from lxml import etree

from portal.territories.services import load_territories
from trainings.factories import OccupationFactory, SessionFactory
from trainings.models import Centre, Formacode, ImportProfile, Session, SessionSeats, Training
from trainings.services.imports.lheo_format import Container, structure
from trainings.services.imports.lheo_offers import plain
from trainings.services.reference import load_lists

from .lheo_files import NAMESPACES, TAIL, formation, head, whole, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists():
    load_territories()
    load_lists()


@pytest.fixture
def load(tmp_path):
    """Import a text or the formations given; returns what the command says."""

    def run(content, version="2.2", **options):
        path = tmp_path / "offer.xml"
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            write(path, content, version)
        out = StringIO()
        call_command("import_lheo", str(path), stdout=out, **options)
        return out.getvalue().replace("\xa0", " ")

    return run


@pytest.mark.parametrize("version", ["2.2", "2.3"])
def test_a_formation_becomes_a_training_a_centre_and_sessions(load, version):
    OccupationFactory(code="F1603")
    Formacode.objects.create(code="22654", name="plomberie")
    load([formation(7, sessions=2)], version)
    training, centre = Training.objects.get(), Centre.objects.get()
    assert (training.code, training.title) == ("7", "Plombier 7")
    assert (training.level, training.hours, training.rncp_code) == (3, 700, "RNCP320")
    assert training.kind.name == "Formation certifiante"
    assert "niveau 3" in training.prerequisites.lower()
    assert training.prerequisites.endswith("Aucune")
    assert [job.code for job in training.occupations.all()] == ["F1603"]
    assert [subject.code for subject in training.formacodes.all()] == ["22654"]
    assert (centre.name, centre.postal_code, centre.city) == ("Centre 7", "59007", "Ville 7")
    first, second = Session.objects.order_by("number")
    assert (first.number, second.number) == ("7-0-0", "7-0-1")
    assert (first.starts_on, first.state) == (date(2027, 3, 1), "open")
    assert [seats.capacity for seats in SessionSeats.objects.all()] == [12, 12]


@pytest.mark.parametrize("version", ["2.2", "2.3"])
def test_a_file_with_every_element_is_accepted(load, version):
    load(whole(version), version, leave_out=True)
    training, session = Training.objects.get(), Session.objects.get()
    assert (training.code, session.number) == ("N-1", "N-1")
    assert (training.level, training.rncp_code) == (3, "RNCP320")
    assert session.centre.latitude == 50.63
    assert training.cpf_eligible is (version == "2.3")


@pytest.mark.parametrize("version", ["2.2", "2.3"])
def test_the_made_file_has_every_element_of_the_format(version):
    found = {etree.QName(e).localname for e in etree.fromstring(whole(version)).iter()}
    assert found == {*structure(version), "extras", "extra"}


@pytest.mark.parametrize("version", ["2.2", "2.3"])
def test_every_element_left_out_once_or_put_twice_is_judged_by_the_format(version):
    for kind in structure(version).values():
        if isinstance(kind, Container):
            names = [name for name, _times in kind.items]
            for position, (name, (least, most)) in enumerate(kind.items):
                without = names[:position] + names[position + 1 :]
                assert kind.accepts(without) is (least == 0)
                twice = names[:position] + [name] + names[position:]
                assert kind.accepts(twice) is (most != 1)


def test_the_same_file_twice_changes_nothing(load):
    formations = [formation(n, actions=2, sessions=2) for n in range(3)]
    assert "session, ajout : 12" in load(formations)
    said = load(formations)
    assert "session, sans changement : 12" in said
    assert "ajout" not in said
    assert "changed" not in said


def test_a_file_without_markup_in_its_texts(load):
    load(
        [
            formation(
                1, programme="&lt;p&gt;Un&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Deux&lt;/li&gt;&lt;/ul&gt;"
            )
        ]
    )
    assert Training.objects.get().programme == "Un\nDeux"
    assert plain("2 < 3") == "2 < 3"


def test_the_name_of_a_person_is_never_that_of_a_centre(load):
    text = formation(1).replace(
        "<nom>Centre 1</nom>", "<civilite>Mme</civilite><nom>Durand</nom><prenom>Anne</prenom>"
    )
    load([text])
    centre = Centre.objects.get()
    assert (centre.name, centre.contact_phone) == ("Greta", "")


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ("etat-recrutement>1", "etat-recrutement>2", {"state": "closed"}),
        ("enseignement>0", "enseignement>2", {"way_of_learning": "remote"}),
        (
            "entrees-sorties>0",
            "entrees-sorties>1",
            {"registration_closes_on": date(2027, 9, 30)},
        ),
        (
            "<etat-recrutement",
            "<periode-inscription><periode><debut>00000000</debut><fin>20270215</fin></periode>"
            "</periode-inscription><etat-recrutement",
            {"registration_closes_on": date(2027, 2, 15)},
        ),
        (
            "</session>",
            '<extras info="eligibilite-cpf"><extra info="public">1</extra></extras></session>',
            {"cpf_eligible": True},
        ),
        (
            "</action>",
            '<extras info="dispositif"><extra info="contrat-apprentissage">1</extra></extras>'
            "</action>",
            {"work_study": True, "way_of_learning": "work_study"},
        ),
    ],
)
def test_what_elements_mean(load, before, after, fields):
    load([formation(1).replace(before, after)])
    assert Session.objects.values(*fields).get() == fields


# Refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("certifiante>", "certifiantes>", "ligne 4, élément certifiantes"),
        ("<certifiante>1</certifiante>", "", "il manque certifiante"),
        ("<certifiante>1", "<certifiante>9", "la valeur « 9 » n’est pas admise"),
        ("<debut>20270301", "<debut>01/03/2027", "élément debut"),
        ("<ville>Ville 1</ville>", f"<ville>{'x' * 51}</ville>", "élément ville"),
        ("<ville>Ville 1</ville>", "<ville><b/></ville>", "élément ville"),
        ("<session ", "texte<session ", None),
        ("</formation>", "<session/></formation>", "élément session"),
        ("<offres>", "<offres><action/>", "élément action"),
        (TAIL, f"<organisme/>{TAIL}", "élément organisme"),
    ],
)
def test_what_the_format_does_not_allow_is_refused_whole(load, before, after, said):
    text = head("2.2") + formation(1) + TAIL
    if said is None:
        load(text.replace(before, after))  # text between elements says nothing
        return
    with pytest.raises(CommandError) as refusal:
        load(text.replace(before, after).replace("\xa0", " "))
    assert said in " ".join(str(refusal.value).lower().replace("\xa0", " ").split())
    assert not Training.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<lheo xmlns="http://www.lheo.org/1.3.0"><offres/></lheo>', "1.3.0"),
        ('<lheo xmlns="http://www.lheo.org/2.2"><offres/></lheo>', "formation"),
        ('<lheo-index xmlns="http://www.lheo.org/2.2"/>', "lheo-index"),
        ("<html/>", "LHEO"),
        ("", "pas un fichier XML"),
        ("pas du XML", "la ligne 1 ne peut"),
        (head("2.2") + formation(1), "avant la fin"),
        ('<!DOCTYPE l [<!ENTITY a "b">]><lheo xmlns="http://www.lheo.org/2.2"/>', "document"),
    ],
)
def test_what_is_not_a_whole_lheo_file_is_refused(load, text, said):
    with pytest.raises(CommandError, match=said):
        load(text)
    assert not Training.objects.exists()


def test_lines_are_right_in_long_files(load):
    # Beyond 65,535 lines too.
    filler = "\n" * 70_000
    text = head("2.2") + formation(1) + filler + formation(2).replace("certifiante>", "x>") + TAIL
    with pytest.raises(CommandError, match="70005"):
        load(text)


@pytest.mark.parametrize("number", ["", "x" * 31])
def test_a_session_without_a_number_of_use_is_rejected(load, number):
    with pytest.raises(CommandError):
        load([formation(1).replace('<session numero="1-0-0">', f'<session numero="{number}">')])
    assert not Training.objects.exists()


def test_numbers_that_no_field_holds(load):
    """An hour or a seat that is no number is unknown; funders that add up to too much are said."""
    hours = "<nombre-heures-total>700</nombre-heures-total>"
    many = "<nombre-heures-centre>30000</nombre-heures-centre>"
    many += "<nombre-heures-entreprise>30000</nombre-heures-entreprise>"
    text = formation(1, seats="1" * 5_000).replace(hours, many)
    load([text.replace("<code-RNCP>320", "<code-RNCP>" + "1" * 6)])
    training = Training.objects.get()
    assert (training.hours, training.rncp_code) == (None, "RNCP111111")
    assert not SessionSeats.objects.exists()


def test_seats_that_add_up_to_too_many_reject_the_session(load):
    one = "<organisme-financeur><code-financeur>2</code-financeur>"
    one += "<nb-places-financees>30000</nb-places-financees></organisme-financeur>"
    text = formation(1, seats=30_000).replace("</action>", f"{one}</action>")
    with pytest.raises(CommandError, match="rejetées"):
        load([text])
    assert "60000" in load([text], leave_out=True)
    assert not Session.objects.exists()


def test_an_element_of_another_namespace_is_not_in_the_format(load):
    foreign = '<x:certifiante xmlns:x="http://www.autre.fr/2.2">1</x:certifiante>'
    assert len("http://www.autre.fr/2.2") == len(NAMESPACES["2.2"])
    with pytest.raises(CommandError, match="certifiante"):
        load([formation(1).replace("<certifiante>1</certifiante>", foreign)])
    assert not Training.objects.exists()


@pytest.mark.parametrize("title", [" ", "-", "&lt;br&gt;", "\ufb03" * 255])
def test_a_title_of_no_use_is_rejected_and_overwrites_nothing(load, title):
    load([formation(1)])
    with pytest.raises(CommandError):
        load([formation(1, title=title)])
    assert Training.objects.get().title == "Plombier 1"


def test_sessions_of_one_number_on_one_line(load):
    """A file of one line: where a number was said before is not told by its line."""
    text = formation(1, actions=2).replace("1-1-0", "1-0-0")
    text = (head("2.2") + text + TAIL).replace("\n", "")
    with pytest.raises(CommandError, match="rejetées"):
        load(text)
    assert "session, ajout : 1" in load(text, leave_out=True)


# Every night ----------------------------------------------------------------------


def test_sessions_that_are_gone_close_when_asked(load):
    staff = SessionFactory()
    load([formation(n) for n in range(3)])
    load([formation(n) for n in range(1, 3)])
    assert not Session.objects.filter(state="closed").exists()
    assert "session, fermeture : 1" in load([formation(n) for n in range(1, 3)], close_missing=True)
    assert Session.objects.get(state="closed").number == "0-0-0"
    staff.refresh_from_db()
    assert staff.state == "open"


def test_a_check_says_and_changes_nothing(load, tmp_path):
    report = tmp_path / "report.csv"
    assert "session, ajout : 1" in load([formation(1)], check=True, report=str(report))
    assert not Session.objects.exists()
    assert not ImportProfile.objects.exists()
    assert "1-0-0" in report.read_text(encoding="utf-8-sig")


def test_namespaces_are_those_of_the_versions():
    assert list(NAMESPACES) == ["2.2", "2.3"]


def test_the_documentation_places_every_element():
    text = (settings.BASE_DIR / "docs" / "lheo.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([A-Za-z0-9-]+)`", text))
    for version in NAMESPACES:
        assert set(structure(version)) - named == set()
