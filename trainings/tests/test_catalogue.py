"""« Rechercher une formation »: what is found, counted, sorted and shown."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from trainings.factories import (
    CentreFactory,
    DomainFactory,
    OccupationFactory,
    TrainingFactory,
)
from trainings.services.filters import FACET_NAMES
from trainings.services.upkeep import save_domain

from .searching import LIST, catalogue, found, in_brittany, in_the_north

pytestmark = pytest.mark.django_db


def counts(query=""):
    """{facet: {choice: count}} for an address; a facet without choices is not there."""
    facets = catalogue(query).facets()
    return {
        facet["name"]: {option["value"]: option["count"] for option in facet["options"]}
        for facet in facets
    }


# Finding ---------------------------------------------------------------------


def test_found_by_job_title_feminine_and_unaccented(indexed):
    occupation = OccupationFactory()
    TrainingFactory(title="Installateur en thermique", occupations=[occupation])
    TrainingFactory(title="Couvreur")
    indexed()
    assert found("q=plombiere+chauffagiste") == ["Installateur en thermique"]
    assert found("q=F1603") == ["Installateur en thermique"]


def test_found_by_place_and_session_number(indexed):
    session = in_brittany(training__title="Plombier")
    in_the_north(training__title="Peintre")
    indexed()
    assert found("q=rennes") == found("q=bretagne") == ["Plombier"]
    assert found(f"q={session.number}") == ["Plombier"]


def test_unpublished_trainings_are_for_staff(indexed):
    TrainingFactory(title="Plombier", hidden=True)
    indexed()
    assert found("q=plombier") == found() == []
    assert found("q=plombier", UserFactory(staff=True)) == ["Plombier"]


def test_a_training_without_session_is_listed_but_not_in_a_region():
    TrainingFactory(title="Plombier")
    in_the_north(training__title="Soudeur")
    assert found() == ["Plombier", "Soudeur"]
    assert found("region=32") == ["Soudeur"]


@pytest.mark.parametrize("trait", ["draft", "closed", "cancelled", "over"])
def test_sessions_that_one_cannot_see_find_nothing(trait):
    in_the_north(training__title="Soudeur", **{trait: True})
    assert found("region=32") == found("places=1") == []
    assert "region" not in counts()


def test_region_and_seats_speak_of_the_same_session():
    """Seats in Brittany do not make a full session in the North bookable."""
    full = in_the_north(seats=0)
    in_brittany(training=full.training, seats=3)
    assert found("region=32&places=1") == []
    assert found("region=53&places=1") == found("region=32") == [full.training.title]


def test_a_domain_holds_those_inside_it():
    top = DomainFactory()
    inside = DomainFactory(parent=top)
    deeper = DomainFactory(parent=inside)
    for domain in [top, inside, deeper]:
        save_domain(domain, actor=None)
    TrainingFactory(title="Soudeur", domains=[deeper])
    for domain in [top, inside, deeper]:
        assert found(f"domaine={domain.slug}") == ["Soudeur"]
        assert counts(f"domaine={domain.slug}")["domaine"][domain.slug] == 1
    assert counts()["domaine"] == {top.slug: 1}


# Counts ----------------------------------------------------------------------


@pytest.fixture
def small_catalogue(indexed):
    """Three trainings, two regions, two domains, one full session."""
    building, health = DomainFactory(slug="batiment"), DomainFactory(slug="sante")
    plumber = TrainingFactory(title="Plombier", domains=[building])
    painter = TrainingFactory(title="Peintre", domains=[building])
    nurse = TrainingFactory(title="Infirmier", domains=[health, building])
    in_the_north(training=plumber, seats=2)
    in_the_north(training=plumber, seats=2)
    in_brittany(training=plumber, seats=0)
    in_the_north(training=painter, seats=0)
    in_brittany(training=nurse, seats=5)
    indexed()


@pytest.mark.parametrize(
    ("query", "regions", "domains", "seats"),
    [
        ("", {"32": 2, "53": 2}, {"batiment": 3, "sante": 1}, 2),
        ("region=32", {"32": 2, "53": 2}, {"batiment": 2}, 1),
        ("region=32&region=53", {"32": 2, "53": 2}, {"batiment": 3, "sante": 1}, 2),
        ("places=1", {"32": 1, "53": 1}, {"batiment": 2, "sante": 1}, 2),
        ("domaine=sante", {"53": 1}, {"batiment": 3, "sante": 1}, 1),
        ("region=32&places=1", {"32": 1, "53": 1}, {"batiment": 1}, 1),
        ("q=plombier", {"32": 1, "53": 1}, {"batiment": 1}, 1),
        ("q=infirmiere&region=32", {"32": 0, "53": 1}, {}, 0),
    ],
)
def test_each_count_takes_the_other_facets_into_account(
    small_catalogue, query, regions, domains, seats
):
    found = counts(query)
    assert found.get("region", {}) == regions
    assert found.get("domaine", {}) == domains
    assert found.get("places", {}) == ({"1": seats} if seats else {})


@pytest.mark.parametrize("query", ["", "q=plombier", "places=1", "domaine=batiment", "region=53"])
def test_a_count_is_what_the_choice_finds(small_catalogue, query):
    tried = 0
    for name in FACET_NAMES:
        base = QueryDict(query, mutable=True)
        base.pop(name, None)
        for value, count in counts(base.urlencode()).get(name, {}).items():
            chosen = base.copy()
            chosen[name] = value
            assert len(found(chosen.urlencode())) == count, (name, value)
            tried += 1
    assert tried > 5


# Sorting ---------------------------------------------------------------------


def test_sorts(indexed):
    today = timezone.localdate()
    TrainingFactory(title="Zinguerie")
    late = in_the_north(training__title="École", starts_on=today + timedelta(days=90)).training
    in_brittany(training__title="Abattage", starts_on=today + timedelta(days=60))
    in_brittany(training=late, starts_on=today + timedelta(days=30))
    assert found() == found("tri=title") == ["Abattage", "École", "Zinguerie"]
    assert found("tri=start") == ["École", "Abattage", "Zinguerie"]
    assert found("tri=start&region=32") == ["École"]
    assert found("tri=relevance") == found("tri=x") == found()


def test_relevance_is_the_sort_of_words(indexed):
    TrainingFactory(title="Aide", summary="Avec un plombier.")
    TrainingFactory(title="Plombier")
    indexed()
    assert found("q=plombier") == ["Plombier", "Aide"]
    assert found("q=plombier&tri=title") == ["Aide", "Plombier"]


# The page --------------------------------------------------------------------


def test_page_shows_what_one_needs(page_of, small_catalogue):
    page = page_of(LIST, {"q": "plombiere"})
    for words in [
        "Rechercher une formation",
        "1 formation trouvée",
        "Région",
        "Domaine",
        "Places disponibles",
        'Hauts-de-France <span class="facet-count">(1)</span>',
        "Découvrir la formation",
        "3 sessions prévues",
        'value="plombiere"',
        "Retirer plombiere",
    ]:
        assert words in page


def test_filters_stay_in_the_addresses(client, small_catalogue):
    response = client.get(LIST, {"q": "plombier", "region": "32", "places": "1", "tri": "title"})
    without_region = response.context["active_filters"][1].address
    assert parse_qs(urlsplit(without_region).query) == {
        "q": ["plombier"],
        "places": ["1"],
        "tri": ["title"],
    }


def test_nothing_found_says_which_filter_to_drop(page_of, small_catalogue):
    page = page_of(LIST, {"q": "infirmier", "region": "32"})
    assert "1 formation dans toutes les régions" in page
    assert "2 formations sans « infirmier »" in page


def test_nothing_found_for_words_says_which_to_drop(page_of, small_catalogue):
    page = page_of(LIST, {"q": "je cherche plombier infirmier"})
    assert "Aucune formation trouvée pour « je cherche plombier infirmier »" in page
    assert "1 formation pour « plombier »" in page
    assert "1 formation pour « infirmier »" in page
    assert "?q=plombier" in page
    assert "Les formations les plus proches" in page


def test_nothing_found_names_the_centres_that_match(page_of, indexed):
    CentreFactory(name="Campus des métiers")
    indexed()
    assert "1 centre correspond" in page_of(LIST, {"q": "campus"})


def test_what_comes_close_is_said_to_be_so(page_of, small_catalogue):
    page = page_of(LIST, {"q": "plonbier"})
    assert "Aucune formation ne contient « plonbier »" in page
    assert "Plombier" in page


def test_pages(page_of, client):
    for _number in range(26):
        TrainingFactory()
    first, last = page_of(LIST), page_of(LIST, {"page": "99"})
    assert "Suivant" in first
    assert "Dernier" in first
    assert "Page 2 sur 2" in last
    assert "Premier" in last
    assert "Précédent" in last


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00'\"*%_\\ OR 1=1"},
        {"q": "a" * 10_000},
        {"q": "🙂 ‏שלום"},
        {"q": "9" * 500, "page": "9" * 5000},
        {"region": ["\x00", "9" * 100, "32' --"]},
        {"domaine": ["\x00", "x" * 5000, "../"]},
        {"places": "oui", "tri": "\x00", "page": "-1"},
        {"page": "x"},
    ],
)
def test_page_never_fails(client, query):
    in_the_north()
    assert client.get(LIST, query).status_code == 200


def test_same_queries_for_one_row_and_three(
    client, indexed, kept_offer, django_assert_max_num_queries
):
    domain = DomainFactory(slug="batiment")
    client.force_login(UserFactory())
    query = {
        "q": "plombiere chauffage",
        "region": "32",
        "domaine": "batiment",
        "places": "1",
        "tri": "start",
    }

    def cost():
        with django_assert_max_num_queries(12) as queries:
            assert client.get(LIST, query).context["trainings"]
        return len(queries)

    for number in range(3):
        in_the_north(
            training=TrainingFactory(title=f"Plombier {number} chauffage", domains=[domain])
        )
        indexed()
        kept_offer()
        if number == 0:
            client.get(LIST, query)  # the vocabulary is read once
            one = cost()
    assert len(client.get(LIST, query).context["trainings"]) == 3
    assert cost() == one


def test_nothing_found_costs_little(
    client, small_catalogue, kept_offer, django_assert_max_num_queries
):
    client.get(LIST, {"q": "infirmier"})
    with django_assert_max_num_queries(12):
        client.get(LIST, {"q": "infirmier", "region": "32", "places": "1"})


# Moving by keyboard -----------------------------------------------------------


def test_pages_and_tags_lead_to_the_title_of_the_results(page_of):
    """It takes the focus: nobody begins again at the top of the page."""
    in_the_north()
    for _number in range(25):
        in_brittany()
    page = page_of(LIST, {"region": ["32", "53"]})
    assert 'id="resultats" tabindex="-1"' in page
    assert '<li><a href="#resultats">Aller aux résultats</a></li>' in page
    assert 'href="/formations/?region=53#resultats"' in page
    assert 'page=2#resultats" rel="next"' in page
    assert 'href="/formations/#resultats">Retirer tous les filtres' in page


# Addresses --------------------------------------------------------------------


def test_a_form_without_scripts_gives_a_clean_address(client):
    in_the_north()
    empty = {"q": ["", ""], "projet": "", "pres-de": "", "rayon": "", "tri": ""}
    assert client.get(LIST, empty).url == LIST
    assert client.get(LIST, {**empty, "region": "32"}).url == f"{LIST}?region=32"
    assert client.get(reverse("trainings:centres"), {"q": "", "region": "32"}).url.endswith(
        "/centres/?region=32"
    )


def test_the_usual_sort_is_not_chosen_by_the_form(page_of):
    """So that a place typed later is sorted by distance."""
    in_the_north()
    in_brittany()
    page = page_of(LIST)
    assert '<option value="" selected>Titre</option>' in page
    assert '<option value="start">' in page


def test_work_study_is_one_choice_whichever_way_a_session_says_it():
    in_the_north(training__title="Plombier", work_study=True)
    in_the_north(training__title="Maçon", way_of_learning="work_study")
    in_the_north(training__title="Soudeur")
    assert found("alternance=1") == ["Maçon", "Plombier"]
    assert set(counts()["modalite"]) == {"on_site"}
    assert counts()["alternance"] == {"1": 2}
    # An address kept from before still finds what it found.
    assert found("modalite=work_study") == ["Maçon"]
