"""How the words of a search are understood: places, codes, marks, everyday words."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from trainings.factories import (
    CentreFactory,
    OccupationFactory,
    SessionFactory,
    TrainingFactory,
    department,
)
from trainings.services.catalogue import Catalogue
from trainings.services.filters import Filters
from trainings.services.wider import when_nothing_is_found

from .searching import LIST, VISITOR, found

pytestmark = pytest.mark.django_db


# Places among the words --------------------------------------------------------


def in_town(city, **fields):
    return SessionFactory(centre=CentreFactory(city=city), **fields)


def test_a_place_among_the_words_chooses_the_sessions(page_of, indexed):
    today = timezone.localdate()
    brittany = department("35", "Ille-et-Vilaine", ("53", "Bretagne"))
    in_rennes = SessionFactory(
        training__title="Soudeur",
        starts_on=today + timedelta(days=90),
        centre=CentreFactory(city="Rennes", department=brittany),
    )
    in_town("Lille", training=in_rennes.training, starts_on=today + timedelta(days=30))
    in_town("Lille", training__title="Maçon")
    indexed()
    page = page_of(LIST, {"q": "soudeur rennes"})
    assert "1 session prévue" in page
    assert "Les sessions comptées ici sont celles de Rennes." in page
    assert sorted(found("q=lille")) == ["Maçon", "Soudeur"]
    assert "Ille-et-Vilaine (35)" in page
    assert "Nord (59)" not in page


@pytest.mark.parametrize("words", ["soudeur st etienne", "Saint-Étienne soudeur", "soudeur 42000"])
def test_places_are_understood_as_people_write_them(indexed, words):
    centre = CentreFactory(city="Saint-Étienne", postal_code="42000")
    SessionFactory(training__title="Soudeur", centre=centre)
    indexed()
    seen = Catalogue(VISITOR, Filters(words=words))
    assert len(seen.results()) == 1
    assert "Saint-Étienne" in seen.words.place


@pytest.mark.parametrize("words", ["soudeur xyzxyz lille", "soudeur maçon saint etienne"])
def test_what_is_offered_instead_finds_as_many_as_it_says(indexed, words):
    for title, city in [("Soudeur", "Lille"), ("Maçon", "Lille"), ("Soudeur", "Saint-Étienne")]:
        in_town(city, training__title=title)
    in_town("Rennes", training__title="Soudeur")
    indexed()
    seen = Catalogue(VISITOR, Filters(words=words))
    assert len(seen.results()) == 0
    offered = when_nothing_is_found(seen)["easier"]
    assert offered
    for _label, address, number in offered:
        assert len(found(urlsplit(address).query)) == number, address


def test_words_that_find_nothing_two_by_two_are_offered_each_alone(indexed):
    in_town("Lille", training__title="Maçon")
    in_town("Rennes", training__title="Soudeur")
    indexed()
    offered = when_nothing_is_found(Catalogue(VISITOR, Filters(words="soudeur xyzxyz lille")))
    labels = [(label.replace("\xa0", " "), n) for label, _address, n in offered["easier"]]
    assert labels == [("pour « soudeur »", 1), ("pour « lille »", 1)]
    assert [training.title for training in offered["closest"]] == ["Soudeur"]


def test_a_word_that_is_a_place_elsewhere_is_still_a_word(indexed):
    in_town("Orange", training__title="Maçon")
    TrainingFactory(title="Vendeur en téléphonie Orange")
    indexed()
    assert found("q=vendeur+orange") == ["Vendeur en téléphonie Orange"]


def test_a_job_does_not_find_the_towns_that_look_like_it(indexed):
    SessionFactory(
        training__title="Comptable",
        centre=CentreFactory(department=department("13", "Bouches-du-Rhône")),
    )
    TrainingFactory(title="CAP Boucher")
    indexed()
    assert found("q=boucher") == ["CAP Boucher"]


@pytest.mark.parametrize("words", ["rncp 35189", "35189", "RNCP35189", "f 1603", "F1603"])
def test_codes_are_found_with_or_without_a_space(indexed, words):
    TrainingFactory(
        title="Plombier", rncp_code="RNCP35189", occupations=[OccupationFactory(code="F1603")]
    )
    TrainingFactory(title="Maçon", rncp_code="RNCP35190")
    indexed()
    assert found(f"q={words}") == ["Plombier"]


@pytest.mark.parametrize("words", ["alternance", "soudeur en apprentissage", "soudeur cpf", "CAP"])
def test_marks_are_found_as_words(indexed, words):
    training = TrainingFactory(title="Soudeur", level=3, cpf_eligible=True)
    SessionFactory(training=training, work_study=True)
    TrainingFactory(title="Maçon", level=4)
    indexed()
    assert found(f"q={words}") == ["Soudeur"]


def test_everyday_words_find_the_occupation(indexed):
    TrainingFactory(title="Commis de cuisine", occupations=[OccupationFactory(code="G1602")])
    indexed()
    assert found("q=cuisto") == ["Commis de cuisine"]
