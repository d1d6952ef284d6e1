"""« Centres »: found by town, by what was searched, and back to their trainings."""

import re

import pytest
from django.urls import reverse

from trainings.factories import CentreFactory, SessionFactory, commune, department

pytestmark = pytest.mark.django_db


def test_centres_by_town(page_of, indexed):
    CentreFactory(name="Atelier", city="Hénin-Beaumont", postal_code="62110")
    CentreFactory(name="Campus", city="Lille")
    CentreFactory(name="Fermé", city="Hénin-Beaumont", is_public=False)
    indexed()
    address = reverse("trainings:centres")
    for words in ["henin", "Hénin-Beaumont", "henin beaumon", "621", "62110", "atelliers"]:
        page = page_of(address, {"q": words})
        assert "1 centre" in page
        assert "Atelier" in page
    assert "Aucun centre ne correspond" in page_of(address, {"q": "brest"})
    assert "Fermé" not in page_of(address)


@pytest.mark.parametrize("words", ["\x00", "%", "_", "'\"", "x" * 10_000, "🙂"])
def test_centres_never_fail(client, words):
    CentreFactory()
    query = {"q": words, "page": "9" * 5000}
    assert client.get(reverse("trainings:centres"), query).status_code == 200


def test_centres_cost_the_same_for_one_and_three(client, kept_offer, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(8) as queries:
            client.get(reverse("trainings:centres"))
        return len(queries)

    CentreFactory()
    kept_offer()
    cost()  # what every page reads once is cached
    one = cost()
    CentreFactory.create_batch(2)
    kept_offer()
    cost()  # so are the names of their regions
    assert cost() == one


def test_centres_follow_the_search(page_of, indexed):
    """Words are those of a training where no centre has them."""
    lens = CentreFactory(
        name="Atelier de Lens", department=department(), latitude=50.4, longitude=2.8
    )
    CentreFactory(name="Campus de Lille", department=department(), latitude=50.6, longitude=3.06)
    rennes = department("35", "Ille-et-Vilaine", ("53", "Bretagne"))
    far = CentreFactory(name="Campus de Rennes", department=rennes, latitude=48.1, longitude=-1.7)
    SessionFactory(training__title="Soudeur", centre=lens, work_study=True)
    SessionFactory(training__title="Soudeur", centre=far)
    commune("59000", "Lille", (50.6, 3.06))
    indexed()
    for query, names in [
        ("", ["Lens", "Lille", "Rennes"]),
        ("region=53", ["Rennes"]),
        ("departement=59", ["Lens", "Lille"]),
        ("pres-de=59000", ["Lille", "Lens", "Rennes"]),
        ("pres-de=59000&rayon=50", ["Lille", "Lens"]),
        ("pres-de=59000&rayon=10", ["Lille"]),
        ("alternance=1", ["Lens"]),
        ("q=campus&region=53", ["Rennes"]),
        ("q=soudeur", ["Lens", "Rennes"]),
        ("q=soudeur&region=32", ["Lens"]),
        (f"centre={far.pk}&region=32", ["Lens", "Lille"]),
    ]:
        page = page_of(f"{reverse('trainings:centres')}?{query}")
        found = re.findall(r'panel-title">\w+ de (\w+)<', page)
        if "pres-de" in query:
            assert found == names, query
        assert sorted(found) == sorted(names), query
        count = f'Centres <span class="facet-count">({len(names)})</span>'
        assert count in page, query
        assert count in page_of(f"{reverse('trainings:list')}?{query}"), query


def test_from_a_centre_to_its_sessions_and_back_to_the_trainings(page_of):
    session = SessionFactory(centre__name="Atelier")
    SessionFactory(training=session.training, centre=session.centre)
    empty = CentreFactory(name="Campus")
    page = page_of(reverse("trainings:centres"), {"region": "32"})
    assert f'<a href="/formations/?centre={session.centre.pk}">2 sessions prévues' in page
    assert f"?centre={empty.pk}" not in page
    assert '<a href="/formations/?region=32">Formations <span class="facet-count">(1)' in page
    assert "Retirer Hauts-de-France" in page
    page = page_of(reverse("trainings:list"), {"region": "32", "centre": session.centre.pk})
    assert '<a href="/formations/centres/?region=32">Tous les centres</a>' in page


def test_a_centre_named_after_its_town_does_not_say_it_twice(page_of):
    SessionFactory(
        centre__name="Centre de formation de Saint-Étienne", centre__city="SAINT ETIENNE"
    )
    SessionFactory(centre__name="Campus", centre__city="Metz")
    page = page_of(reverse("trainings:list"))
    assert 'Centre de formation de Saint-Étienne <span class="facet-count">' in page
    assert "Campus (Metz)" in page
