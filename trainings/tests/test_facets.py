"""The facets beyond region, domain and seats; looking around a place; suggestions; browsing."""

import re
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from trainings.factories import (
    CentreFactory,
    DomainFactory,
    OccupationFactory,
    SessionFactory,
    TrainingFactory,
    TrainingKindFactory,
    department,
)
from trainings.models import Certification, Objective, WayOfLearning
from trainings.services.browse import domain_tree, on_map, regions_with_sessions
from trainings.services.filters import FACET_NAMES, Filters
from trainings.services.suggestions import suggest

from .searching import LIST, VISITOR, catalogue, found, options

pytestmark = pytest.mark.django_db


# Each facet --------------------------------------------------------------------


def test_facets_come_in_the_order_of_the_specification():
    SessionFactory(
        training=TrainingFactory(
            domains=[DomainFactory()], hours=70, fast_entry=True, cpf_eligible=True
        ),
        work_study=True,
    )
    Objective.objects.create(name="Me reconvertir").trainings.set([SessionFactory().training])
    assert [facet["name"] for facet in catalogue().facets()] == FACET_NAMES


def test_department_and_centre():
    lens = CentreFactory(name="Campus", city="Lens", department=department("62", "Pas-de-Calais"))
    SessionFactory(training__title="Soudeur", centre=lens)
    SessionFactory(training__title="Maçon")
    assert options("", "departement") == [("Nord (59)", 1), ("Pas-de-Calais (62)", 1)]
    assert found("departement=62") == found(f"centre={lens.pk}") == ["Soudeur"]
    assert (str(lens), 1) in options("", "centre")


def test_most_offering_centres_are_shown_and_the_chosen_one():
    centres = CentreFactory.create_batch(21)
    for centre in centres:
        SessionFactory(centre=centre)
    SessionFactory(centre=centres[20])
    shown = options(f"centre={centres[19].pk}", "centre")
    assert len(shown) <= 21
    assert shown[0] == (str(centres[20]), 2)
    assert (str(centres[19]), 1) in shown


def test_objective_and_kind():
    objective = Objective.objects.create(name="Me reconvertir")
    kind = TrainingKindFactory(name="VAE")
    objective.trainings.set([TrainingFactory(title="Soudeur")])
    TrainingFactory(title="Maçon", kind=kind)
    assert found(f"projet={objective.pk}") == ["Soudeur"]
    assert found(f"type={kind.pk}") == ["Maçon"]
    assert options("", "projet") == [("Me reconvertir", 1)]


@pytest.mark.parametrize(
    ("length", "value"),
    [
        ({"hours": 7}, "1s"),
        ({"hours": 35}, "1s"),
        ({"hours": 36}, "1m"),
        ({"weeks": 1}, "1s"),
        ({"weeks": 4}, "1m"),
        ({"hours": 400, "weeks": 1}, "3m"),
        ({"weeks": 26}, "6m"),
        ({"hours": 911}, "plus"),
    ],
)
def test_duration(length, value):
    TrainingFactory(title="Soudeur", **length)
    TrainingFactory(title="Sans durée")
    for choice in ["1s", "1m", "3m", "6m", "plus"]:
        assert found(f"duree={choice}") == (["Soudeur"] if choice == value else [])
    assert [count for _label, count in options("", "duree")] == [1]


def test_marks():
    SessionFactory(training__title="Soudeur", work_study=True)
    SessionFactory(training__title="Maçon", way_of_learning=WayOfLearning.REMOTE)
    TrainingFactory(title="Plombier", cpf_eligible=True)
    TrainingFactory(title="Peintre", fast_entry=True)
    assert found("alternance=1") == ["Soudeur"]
    assert found("modalite=remote") == ["Maçon"]
    assert found("cpf=1") == ["Plombier"]
    assert found("rapide=1") == ["Peintre"]
    assert options("", "modalite") == [("En centre", 1), ("À distance", 1)]


def test_start_month():
    today = timezone.localdate()
    soon = date(today.year + 1, 2, 28)
    SessionFactory(training__title="Soudeur", starts_on=soon)
    SessionFactory(training__title="Maçon", starts_on=soon + timedelta(days=1))
    assert options("", "debut") == [
        (f"Février {soon.year}", 1),
        (f"Mars {soon.year}", 1),
    ]
    assert found(f"debut={soon:%Y-%m}") == ["Soudeur"]
    assert found(f"debut={soon:%Y-%m}&debut={soon.year}-03") == ["Maçon", "Soudeur"]


@pytest.mark.parametrize("value", ["2026-13", "2026-1", "abc", "20२6-01", "2026-01-01", "-1"])
def test_what_is_no_month_is_left_out(value):
    TrainingFactory(title="Soudeur")
    assert found(f"debut={value}") == ["Soudeur"]


@pytest.mark.parametrize("name", FACET_NAMES)
@pytest.mark.parametrize("value", ["%00", "9" * 30, "é", "' OR 1=1", "-1", "None"])
def test_unknown_values_are_left_out(name, value):
    TrainingFactory(title="Soudeur")
    assert found(f"{name}={value}") == ["Soudeur"]


def test_a_search_reads_the_same_in_any_order():
    first = Filters.from_query(QueryDict("region=32&q=soudeur&region=53&tri=title&taille=50"))
    second = Filters.from_query(QueryDict("region=53&region=32&q= soudeur "))
    assert first.query == second.query == "q=soudeur&region=32&region=53"


def test_job_and_centre_of_the_dashboard_are_one_search():
    assert Filters.from_query(QueryDict("q=soudeur&q=&q=lille")).words == "soudeur lille"


# Order among equals ----------------------------------------------------------------


def test_seats_left_then_sooner_among_equals(indexed):
    today = timezone.localdate()
    for title, days, seats in [
        ("Soudeur 1", 30, 0),
        ("Soudeur 2", 60, 1),
        ("Soudeur 3", 40, 1),
    ]:
        SessionFactory(training__title=title, starts_on=today + timedelta(days=days), seats=seats)
    indexed()
    assert found("q=soudeur") == ["Soudeur 3", "Soudeur 2", "Soudeur 1"]


# When nothing is found ---------------------------------------------------------------


def test_the_closest_are_shown(page_of, indexed):
    SessionFactory(training__title="Soudeur", work_study=False)
    indexed()
    page = page_of(LIST, {"q": "soudeur", "alternance": "1"})
    assert "Les formations les plus proches" in page
    assert "1 formation sans le filtre « En alternance »" in page
    assert "Soudeur" in page


# Suggestions -------------------------------------------------------------------------


def test_suggests_jobs_and_trainings(client, indexed):
    occupation = OccupationFactory(
        name="Installation sanitaire",
        job_titles="Plombier / Plombière\nPlombier-chauffagiste / Plombière-chauffagiste",
    )
    training = TrainingFactory(title="Plomberie générale", occupations=[occupation])
    OccupationFactory(code="A1101", name="Plombier sans formation")
    indexed()
    results = client.get(reverse("trainings:suggestions"), {"q": "plombi"}).json()["results"]
    assert {"label": "Plombier / Plombière", "hint": "Métier"} in results
    assert "Plombier sans formation" not in str(results)
    assert suggest(VISITOR, "plomberie gen")[-1]["href"] == training.get_absolute_url()


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("lill", "Lille"),
        ("soudeur à lil", "soudeur à Lille"),
        ("5900", "59000 Lille"),
        ("hauts de", "Hauts-de-France"),
    ],
)
def test_suggests_places_with_sessions(typed, label):
    SessionFactory(
        training__title="Soudeur", centre=CentreFactory(city="Lille", postal_code="59000")
    )
    assert suggest(VISITOR, typed)[0] == {"label": label, "hint": "Lieu"}


def test_suggests_the_jobs_of_a_certification(indexed):
    sheet = Certification.objects.create(rncp_code="RNCP35030")
    sheet.occupations.add(OccupationFactory(name="Zingueur"))
    OccupationFactory(code="A1101", name="Zingueur sans formation")
    TrainingFactory(title="Couvreur", rncp_code="RNCP35030", occupations=[])
    indexed()
    assert {"label": "Zingueur", "hint": "Métier"} in suggest(VISITOR, "zing")
    assert "sans formation" not in str(suggest(VISITOR, "zing"))


def test_suggests_the_job_title_that_comes_closest(indexed):
    occupation = OccupationFactory(name="Installation", job_titles="Chauffagiste\nPlombier")
    TrainingFactory(title="Installateur", occupations=[occupation])
    indexed()
    assert suggest(VISITOR, "plombere")[0]["label"] == "Plombier"


def test_unpublished_trainings_are_not_suggested(indexed):
    occupation = OccupationFactory(name="Soudage", job_titles="Soudeur")
    TrainingFactory(title="Soudeur", hidden=True, occupations=[occupation])
    indexed()
    assert suggest(VISITOR, "soudeur") == []
    assert len(suggest(UserFactory(staff=True), "soudeur")) == 2


@pytest.mark.parametrize("typed", ["", " ", "s", "\x00\x00", "'\"*", "x" * 10_000, "🙂🙂"])
def test_suggestions_never_fail(client, typed):
    OccupationFactory()
    response = client.get(reverse("trainings:suggestions"), {"q": typed})
    assert response.json() == {"results": []}


# Tabs, sizes, in place ---------------------------------------------------------------


def test_tabs_count_trainings_and_centres(page_of, indexed):
    CentreFactory(name="Atelier du soudeur")
    TrainingFactory(title="Soudeur")
    indexed()
    page = page_of(LIST, {"q": "soudeur"})
    assert 'Formations <span class="facet-count">(1)</span>' in page
    assert 'Centres <span class="facet-count">(1)</span>' in page
    assert "/formations/centres/?q=soudeur" in page


def test_page_sizes(client):
    TrainingFactory.create_batch(51)
    assert len(client.get(LIST, {"taille": "50"}).context["trainings"]) == 50
    assert len(client.get(LIST, {"taille": "75"}).context["trainings"]) == 51
    for size in ["", "0", "1000", "x"]:
        assert len(client.get(LIST, {"taille": size}, follow=True).context["trainings"]) == 25


def test_in_place_the_address_says_only_what_was_asked(client):
    query = {"q": "", "region": "", "pres-de": "", "rayon": "", "tri": "title", "places": "1"}
    response = client.get(LIST, query, headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == f"{LIST}?places=1&tri=title"
    assert "HX-Push-Url" not in client.get(LIST, query)


# Browsing ------------------------------------------------------------------------------


def test_regions_of_the_map_and_the_list(page_of):
    SessionFactory.create_batch(2)
    overseas = department("974", "La Réunion", ("04", "La Réunion"))
    SessionFactory(centre=CentreFactory(department=overseas))
    assert [(r["label"], r["count"], r["on_map"]) for r in regions_with_sessions()] == [
        ("Hauts-de-France", 2, True),
        ("La Réunion", 1, False),
    ]
    page = page_of(reverse("trainings:browse"))
    assert 'aria-label="Hauts-de-France : 2 sessions"' in page
    assert re.search(r'<text class="region-number-3"[^>]*>2</text>', page)
    assert re.search(r'<a class="region-shade-1 [^>]*\?region=04">La Réunion', page)
    assert "#region-32" in page
    assert "#region-04" not in page
    assert "2 sessions" in page


def test_the_shades_of_the_map_part_the_regions_by_their_sessions():
    counts = {"32": 1, "53": 2, "75": 30, "76": 400, "94": 1000}
    regions = on_map([{"code": code, "count": count} for code, count in counts.items()])
    assert [region["shade"] for region in regions] == [1, 1, 2, 3, 4]
    # A thousand is too long for Corsica.
    assert [bool(region["place"]) for region in regions] == [True, True, True, True, False]


def test_domain_tree_leads_to_what_it_counts(page_of):
    top = DomainFactory(name="Bâtiment")
    inner = DomainFactory(name="Toiture", parent=top, root=top)
    TrainingFactory(domains=[inner])
    TrainingFactory(domains=[top])
    [shown] = domain_tree()
    assert (shown["label"], shown["count"]) == ("Bâtiment", 2)
    assert [(d["label"], d["count"]) for d in shown["inside"]] == [("Toiture", 1)]
    assert f"{LIST}?domaine={inner.slug}" in page_of(reverse("trainings:browse"))


def test_nothing_to_browse_is_said(page_of):
    assert "Le catalogue est encore vide" in page_of(reverse("trainings:browse"))
    assert "/formations/parcourir/" in page_of(LIST)


# Long lists ----------------------------------------------------------------------------


def test_a_long_list_is_chosen_from_and_what_is_chosen_stays_a_box(page_of):
    for number in range(1, 33):
        place = department(f"{number:02}", f"Département {number}")
        SessionFactory(centre=CentreFactory(department=place))
    page = page_of(LIST, {"departement": "02"})
    assert '<option value="03">' in page
    assert '<option value="02">' not in page
    assert 'name="departement" value="02" id="facet-departement-02" checked' in page


def test_inner_domains_open_under_the_chosen_one():
    top = DomainFactory(name="Bâtiment")
    inner = DomainFactory(name="Toiture", parent=top, root=top)
    TrainingFactory(domains=[inner])
    assert options("", "domaine") == [("Bâtiment", 1)]
    assert options(f"domaine={top.slug}", "domaine") == [("Bâtiment", 1), ("Toiture", 1)]
