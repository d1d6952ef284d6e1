"""The catalogue and its sessions as files: what is found, in its order, with the filters said."""

import csv
import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.factories import UserFactory
from trainings.factories import DomainFactory, SessionFactory, TrainingFactory, department
from trainings.models import Funding, Session
from trainings.services.seats import NoSeatLeft, take_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(client):
    """(the lines that say the filters, the rows as dictionaries) of an export."""

    def read(address, query=""):
        response = client.get(f"{address}?{query}")
        assert response.status_code == 200
        text = response.getvalue().decode("utf-8-sig").replace("\xa0", " ")
        notes, _empty, table = text.partition("\r\n\r\n")
        return notes.splitlines(), list(csv.DictReader(io.StringIO(table), delimiter=";"))

    return read


def address(name, extension="csv", slug=None):
    arguments = [slug, extension] if slug else [extension]
    return reverse(f"trainings:{name}", args=arguments)


def test_trainings_found(exported, indexed):
    domain = DomainFactory(name="Bâtiment", slug="batiment")
    plumber = TrainingFactory(
        title="Plombier", domains=[domain], hours=35, cpf_eligible=True, supporting_documents="CV"
    )
    SessionFactory.create_batch(2, training=plumber)
    TrainingFactory(title="Peintre", domains=[domain])
    TrainingFactory(title="Plombier caché", hidden=True)
    indexed()
    notes, rows = exported(address("export_trainings"), "q=plombier&domaine=batiment")
    assert notes[0] == 'Filtres appliqués;"Mots : plombier ; Domaine : Bâtiment"'
    assert notes[1].endswith("/formations/?q=plombier&domaine=batiment")
    assert re.fullmatch(r"Exporté le;20\d\d-\d\d-\d\d \d\d:\d\d \(heure de Paris\)", notes[2])
    assert [row["Titre"] for row in rows] == ["Plombier"]
    assert rows[0]["Domaines"] == "Bâtiment"
    assert rows[0]["Durée en heures"] == "35"
    assert rows[0]["Pièces à fournir"] == "CV"
    assert rows[0]["Éligible au CPF"] == "oui"
    assert rows[0]["Sessions prévues"] == "2"
    assert rows[0]["Prochain début"] == plumber.sessions.first().starts_on.isoformat()


def test_filters_are_said_under_their_names(exported):
    SessionFactory(training__cpf_eligible=True)
    SessionFactory(centre__department=department("35", "Ille-et-Vilaine", ("53", "Bretagne")))
    notes, rows = exported(address("export_trainings"), "region=32&region=53&cpf=1")
    assert notes[0] == 'Filtres appliqués;"Région : Hauts-de-France, Bretagne ; Éligible au CPF"'
    assert "Code RNCP ou RS" in rows[0]


def test_without_filter_all_that_is_published(exported):
    for title in ["Plombier", "Électricien"]:
        TrainingFactory(title=title)
    TrainingFactory(hidden=True)
    notes, rows = exported(address("export_trainings"))
    assert notes[0] == "Filtres appliqués;aucun"
    assert [row["Titre"] for row in rows] == ["Électricien", "Plombier"]
    _notes, rows = exported(address("export_trainings"), "tri=title")
    assert len(rows) == 2


def test_sessions_found(exported):
    shown = SessionFactory(work_study=True, centre__name="Atelier", seats={Funding.INDIVIDUAL: 4})
    SessionFactory(draft=True)
    SessionFactory(seats=0)
    _notes, rows = exported(address("export_sessions"), "places=1")
    assert [row["N° de session"] for row in rows] == [shown.number]
    assert rows[0]["Établissement"] == "Atelier"
    assert rows[0]["Région"] == "Hauts-de-France"
    assert rows[0]["Places restantes : Financement individuel"] == "4"
    assert rows[0]["Places restantes : Financement collectif"] == ""


def test_the_sessions_of_a_training_or_those_ticked(exported):
    one, two = SessionFactory.create_batch(2, training=TrainingFactory(title="Plombier"))
    SessionFactory()
    place = address("export_training", slug=one.training.slug)
    notes, rows = exported(place)
    assert {row["N° de session"] for row in rows} == {one.number, two.number}
    assert notes[0] == "Filtres appliqués;Formation : Plombier"
    notes, rows = exported(place, f"session={two.number}&region=32&mode=centre")
    assert [row["N° de session"] for row in rows] == [two.number]
    assert notes[0] == (
        'Filtres appliqués;"Formation : Plombier ; Région : Hauts-de-France ; '
        'Modalité pédagogique : En centre ; Sessions : lignes cochées"'
    )


def test_a_hidden_training_exports_nothing(client):
    training = TrainingFactory(hidden=True)
    assert client.get(address("export_training", slug=training.slug)).status_code == 404


def test_xlsx_has_a_sheet_for_the_filters(client):
    session = SessionFactory(training__title="=1+1")
    for name, slug in [
        ("export_trainings", None),
        ("export_sessions", None),
        ("export_training", session.training.slug),
    ]:
        response = client.get(address(name, "xlsx", slug))
        assert response["Content-Disposition"].endswith('.xlsx"')
        book = load_workbook(io.BytesIO(response.getvalue()))
        assert book.sheetnames[1] == "Filtres"
        cells = [value for row in book.worksheets[0].values for value in row]
        assert "'=1+1" in cells
        assert "=1+1" not in cells


def test_a_file_in_english(client):
    client.cookies["language"] = "en"
    SessionFactory(work_study=True)
    text = client.get(address("export_sessions")).getvalue().decode("utf-8-sig")
    assert text.startswith("Filters applied,none")
    assert ",yes," in text


@pytest.mark.parametrize("query", ["q=%00", "domaine=x&region=%00&page=x", "session=%00&debut=%00"])
def test_an_export_never_fails(client, query):
    slug = SessionFactory().training.slug
    for place in [address("export_sessions"), address("export_training", slug=slug)]:
        assert client.get(f"{place}?{query}").getvalue()


@pytest.mark.parametrize("name", ["export_trainings", "export_sessions"])
def test_same_queries_for_one_row_and_three(client, django_assert_max_num_queries, name):
    domain = DomainFactory()

    def cost():
        with django_assert_max_num_queries(8) as queries:
            client.get(address(name)).getvalue()
        return len(queries)

    SessionFactory(training__domains=[domain])
    cost()  # what every page reads once is cached
    one = cost()
    for _number in range(2):
        SessionFactory(training__domains=[domain])
    assert cost() == one


def test_visitors_export_so_many_times_an_hour(client, monkeypatch):
    monkeypatch.setattr("trainings.views.exports.VISITOR_EXPORTS", 2)
    codes = [client.get(address("export_trainings")).status_code for _time in range(3)]
    assert codes == [200, 200, 429]
    client.force_login(UserFactory())
    assert client.get(address("export_trainings")).status_code == 200


def test_seats_shown_enforced_and_exported_are_the_same(exported, page_of):
    """By funding, until the last one is taken."""
    session = SessionFactory(seats={Funding.COLLECTIVE: 2, Funding.INDIVIDUAL: 1})
    place = session.training.get_absolute_url()
    for taken in range(3):
        left = 2 - taken
        _notes, [row] = exported(address("export_sessions"))
        assert row["Places restantes : Financement collectif"] == str(left)
        assert row["Places restantes : Financement individuel"] == "1"
        assert row["Places restantes"] == str(left + 1)
        page = page_of(place)
        assert f"Financement collectif : {left} sur 2" in page
        assert f"{left + 1} place{'s' if left else ''} libre{'s' if left else ''} sur 3" in page
        assert Session.objects.with_seats().get().seats_left == left + 1
        if left:
            take_seat(session, Funding.COLLECTIVE, f"R-{taken}")
    with pytest.raises(NoSeatLeft):
        take_seat(session, Funding.COLLECTIVE, "R-3")
