"""« Lieux et dates »: the sessions of a training by region, date and way, sorted, some ticked."""

import gzip
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

from accounts.factories import UserFactory
from trainings.factories import CentreFactory, SessionFactory, TrainingFactory, department
from trainings.models import Funding
from trainings.services.session_table import COLUMNS, SessionTable

pytestmark = pytest.mark.django_db


@pytest.fixture
def training():
    """Four sessions, in two regions, one in work-study; and those that nobody sees."""
    training = TrainingFactory(title="Plombier")
    nord = CentreFactory(name="Lille", city="Lille")
    sud = CentreFactory(
        name="Arles",
        city="Arles",
        department=department("13", "Bouches-du-Rhône", ("93", "Provence-Alpes-Côte d'Azur")),
    )
    today = timezone.localdate()
    for number, centre, days, traits in [
        ("A-1", nord, 10, {"cpf_eligible": True, "seats": 1}),
        ("A-2", nord, 40, {"work_study": True, "seats": 2}),
        ("B-1", sud, 20, {"seats": 0}),
        ("B-2", sud, 50, {"seats": {Funding.COLLECTIVE: 2, Funding.INDIVIDUAL: 3}}),
    ]:
        starts_on = today + timedelta(days=days)
        SessionFactory(
            number=number, training=training, centre=centre, starts_on=starts_on, **traits
        )
    SessionFactory(training=training, draft=True)
    SessionFactory()
    return training


def table(training, query=""):
    return SessionTable(AnonymousUser(), training, QueryDict(query))


def numbers(training, query=""):
    return [session.number for session in table(training, query).sessions()]


def in_days(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_all_by_date(training):
    assert numbers(training) == ["A-1", "B-1", "A-2", "B-2"]
    assert table(training).total == table(training).scheduled == 4


def test_by_region_date_and_way(training):
    assert numbers(training, "region=93") == ["B-1", "B-2"]
    assert numbers(training, f"debut={in_days(40)}") == ["A-2", "B-2"]
    assert numbers(training, "mode=alternance") == ["A-2"]
    assert numbers(training, "mode=centre&region=32") == ["A-1"]
    assert numbers(training, f"mode=centre&region=32&debut={in_days(11)}") == []


@pytest.mark.parametrize(
    "query",
    ["", "region=93", "mode=centre", "mode=alternance", "region=32&mode=centre", "debut={day}"],
)
def test_what_is_counted_is_what_is_shown(training, query):
    query = query.format(day=in_days(30))
    found = table(training, query)
    assert found.total == len(found.sessions())
    assert found.scheduled == 4
    for tab in found.tabs():
        assert tab["count"] == len(numbers(training, query_of(tab["address"])))
    for region in found.region_map():
        assert region["count"] == len(numbers(training, query_of(region["address"])))


def query_of(address):
    return address.removesuffix("#sessions").partition("?")[2]


def test_tabs_keep_the_other_filters(training):
    labels = [(tab["label"], tab["count"]) for tab in table(training, "region=32").tabs()]
    assert labels == [("Toutes les sessions", 2), ("En centre", 1), ("En alternance", 1)]
    all_of_them, _centre, work_study = table(training, "region=32&mode=alternance").tabs()
    assert work_study["current"]
    assert all_of_them["address"].endswith("?region=32#sessions")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("numero", ["A-1", "A-2", "B-1", "B-2"]),
        ("-numero", ["B-2", "B-1", "A-2", "A-1"]),
        ("region", ["A-1", "A-2", "B-1", "B-2"]),
        ("etablissement", ["B-1", "B-2", "A-1", "A-2"]),
        ("-debut", ["B-2", "A-2", "B-1", "A-1"]),
        ("fin", ["A-1", "B-1", "A-2", "B-2"]),
        ("cpf", ["A-2", "B-1", "B-2", "A-1"]),
        ("-alternance", ["A-2", "B-2", "B-1", "A-1"]),
        ("places", ["B-1", "A-1", "A-2", "B-2"]),
    ],
)
def test_sorted_by_column(training, sort, expected):
    assert numbers(training, f"tri={sort}") == expected


def test_headers_say_and_turn_the_order(training):
    columns = table(training, "tri=places&region=32").columns()
    assert list(columns) == list(COLUMNS)
    assert columns["places"]["order"] == "ascending"
    assert columns["places"]["address"].endswith("?region=32&tri=-places#sessions")
    assert columns["fin"]["order"] == ""
    # The order that goes without saying is not in the address.
    assert columns["debut"]["address"].endswith("?region=32#sessions")
    assert table(training).columns()["debut"]["order"] == "ascending"


@pytest.mark.parametrize(
    "query",
    [
        "region=99&debut=hier&mode=x&tri=-x",
        "region=%00",
        "debut=2026-02-30",
        "tri=--debut&tri=",
        "",
    ],
)
def test_what_means_nothing_is_left_out(training, query):
    assert numbers(training, query) == ["A-1", "B-1", "A-2", "B-2"]


def test_ticked_rows_are_those_exported(training):
    other = SessionFactory().number
    found = table(training, f"session=B-2&session=A-1&session={other}&session=%00")
    assert [session.number for session in found.to_export()] == ["A-1", "B-2"]
    # Those that the filters leave out are not taken along.
    assert not table(training, "session=A-1&region=93").to_export()
    assert len(table(training).to_export()) == 4


# The page -----------------------------------------------------------------------


def test_the_page_filters_and_sorts(training, client, page_of):
    page = page_of(training.get_absolute_url(), {"region": "93", "tri": "-debut"})
    assert page.index("B-2") < page.index("B-1")
    assert "A-1" not in page
    assert "4 sessions prévues" in page
    assert 'aria-sort="descending"' in page
    assert '<option value="93" selected>' in page
    assert "Retirer les filtres" in page


def test_the_page_with_nothing_left(training, page_of):
    page = page_of(training.get_absolute_url(), {"debut": date(2999, 1, 1).isoformat()})
    assert "Aucune session ne correspond à ces choix" in page
    assert "Voir toutes les sessions" in page
    assert 'value="2999-01-01"' in page


def test_the_page_keeps_the_filters_from_page_to_page(training, page_of):
    SessionFactory.create_batch(26, training=training)
    page = page_of(training.get_absolute_url(), {"region": "32", "page": "999"})
    assert "Page 2 sur 2" in page
    assert "?region=32&page=1" in page


def test_seats_are_shown_by_funding(training, page_of):
    page = page_of(training.get_absolute_url())
    assert "Financement collectif : 2 sur 2" in page
    assert "Financement individuel : 3 sur 3" in page


def test_text_size_goes_up_and_down(training, client, page_of):
    steps = 'name="text_size" value="{}"'
    page = page_of(training.get_absolute_url())
    for words in ["Augmenter la taille du texte", "Réduire la taille du texte", "Copier le lien"]:
        assert words in page
    client.cookies["text_size"] = "large"
    page = page_of(training.get_absolute_url())
    assert f'{steps.format("large")} aria-disabled="true"' in page
    client.cookies["text_size"] = "small"
    assert f'{steps.format("small")} aria-disabled="true"' in page_of(training.get_absolute_url())


def test_a_full_page_stays_light(client):
    """Twenty-five sessions with seats of every funding: 60 kB of HTML, 10 kB compressed."""
    training = TrainingFactory(summary="Apprendre. " * 30, programme="Un module de plus. " * 60)
    name = "Campus des métiers et des qualifications"
    centres = [CentreFactory(name=f"{name} {number}") for number in range(5)]
    for number in range(25):
        seats = dict.fromkeys(Funding, 5)
        SessionFactory(training=training, centre=centres[number % 5], seats=seats)
    client.force_login(UserFactory(partner=True))
    page = client.get(training.get_absolute_url()).content
    assert page.count(b"session-number") == 25
    assert len(page) < 60_000
    assert len(gzip.compress(page)) < 10_000


def test_the_first_click_on_seats_puts_the_most_first(training):
    assert "tri=-places" in table(training, "").columns()["places"]["address"]
    assert "tri=places" in table(training, "tri=-places").columns()["places"]["address"]


def test_in_place_the_address_stays_clean(client, training):
    query = {"region": "32", "debut": "", "tri": "debut"}
    response = client.get(training.get_absolute_url(), query, headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == f"{training.get_absolute_url()}?region=32#sessions"
