"""Searching around a place: postal codes, distances, radius, and the towns that cards name."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from portal.territories.models import Commune
from trainings.factories import (
    CentreFactory,
    SessionFactory,
    TrainingFactory,
    commune,
    department,
)

from .searching import LIST, cards, found, in_brittany, in_the_north, options

pytestmark = pytest.mark.django_db
LILLE, RENNES, PARIS = (50.63, 3.06), (48.11, -1.68), (48.86, 2.35)


@pytest.fixture
def around():
    """Lille and Rennes with a centre each, and the postal code of Paris."""
    commune("75001", "Paris", PARIS, department("75", "Paris", ("11", "Île-de-France")))
    for title, (latitude, longitude) in [("Soudeur", LILLE), ("Maçon", RENNES)]:
        centre = CentreFactory(latitude=latitude, longitude=longitude)
        SessionFactory(training__title=title, centre=centre)
    SessionFactory(training__title="Ailleurs")


def test_sort_by_distance(around):
    assert found("pres-de=75001&tri=distance") == ["Soudeur", "Maçon", "Ailleurs"]
    kilometres = [training.kilometres for training in cards("pres-de=75001&tri=distance")]
    assert kilometres[0] == pytest.approx(204, abs=5)
    assert kilometres[1] == pytest.approx(309, abs=8)
    assert kilometres[2] is None


def test_radius(around):
    assert found("pres-de=75001&rayon=10") == found("pres-de=75001&rayon=100") == []
    Commune.objects.update(latitude=LILLE[0], longitude=LILLE[1] + 0.1)
    assert found("pres-de=75001&rayon=10") == ["Soudeur"]
    assert options("pres-de=75001&rayon=10", "modalite") == [("En centre", 1)]


def test_unknown_place_is_said_and_kept(page_of, around):
    page = page_of(LIST, {"pres-de": "99999", "tri": "distance"})
    assert "Écrivez un code postal de cinq chiffres" in page
    assert 'value="99999"' in page
    assert "3 formations trouvées" in page


@pytest.mark.parametrize("place", ["x", "7500", "%00", "٧٥٠٠١", "750011"])
def test_what_is_no_postal_code_is_left_out(around, place):
    assert len(found(f"pres-de={place}&rayon=10")) == 3


def at(city, **fields):
    return SessionFactory(centre=CentreFactory(city=city, department=department()), **fields)


def test_a_card_names_the_towns_of_the_sessions_found(page_of):
    training = TrainingFactory()
    today = timezone.localdate()
    for days, city in enumerate(["Lens", "Arras", "Lens", "Douai", "Cambrai", "Calais"]):
        at(city, training=training, starts_on=today + timedelta(days=days + 1))
    in_brittany(training=training, starts_on=today)
    assert "Rennes, Lens, Arras et 3 autres" in page_of(LIST)
    assert "Lens, Arras, Douai et 2 autres" in page_of(LIST, {"region": "32"})
    assert "Rennes</span>" in page_of(LIST, {"region": "53"})


def test_the_nearest_town_first(page_of):
    training = TrainingFactory()
    for city, latitude in [("Loin", 47.0), ("Près", LILLE[0])]:
        centre = CentreFactory(city=city, latitude=latitude, longitude=3.06)
        SessionFactory(training=training, centre=centre)
    commune("59000", "Lille", LILLE)
    page = page_of(LIST, {"pres-de": "59000"})
    assert "Près, Loin" in page
    assert "À moins d'un kilomètre" in page


def test_the_region_looked_at_is_kept_on_the_page_of_the_training(page_of):
    session = in_brittany()
    in_the_north(training=session.training)
    address = session.training.get_absolute_url()
    assert f'href="{address}?region=53"' in page_of(LIST, {"region": "53"})
    assert f'href="{address}"' in page_of(LIST, {"region": ["53", "32"]})
    page = page_of(address, {"region": "53"})
    assert "1 session affichée sur 2 : Bretagne." in page
    assert f'<a href="{address}#sessions">Voir toutes les sessions</a>' in page


@pytest.mark.parametrize("typed", ["Lille", "abc", "99999", "590", "<b>"])
def test_what_is_no_postal_code_is_kept_and_explained(client, page_of, typed):
    in_the_north()
    query = {"pres-de": typed, "rayon": "30"}
    page = page_of(LIST, query)
    assert "Écrivez un code postal de cinq chiffres, par exemple 59000." in page
    assert f'value="{typed}"' in page
    assert '<option value="30" selected>' in page
    assert "1 formation trouvée" in page
    pushed = client.get(LIST, query, headers={"HX-Request": "true"})["HX-Push-Url"]
    assert parse_qs(urlsplit(pushed).query) == {"pres-de": [typed], "rayon": ["30"]}


def test_what_is_near_comes_first_unless_asked_otherwise(indexed):
    for title, latitude in [("Menuisier loin", 47.0), ("Menuisier près", 50.6)]:
        centre = CentreFactory(latitude=latitude, longitude=3.06)
        SessionFactory(training__title=title, centre=centre)
    commune("59000", "Lille", LILLE)
    indexed()
    near = ["Menuisier près", "Menuisier loin"]
    assert found("pres-de=59000") == found("pres-de=59000&q=menuisier") == near
    assert found("pres-de=59000&tri=title") == near[::-1]
