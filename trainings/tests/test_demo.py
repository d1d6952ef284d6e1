"""The demo looks true and can be used at once."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from accounts.factories import UserFactory
from portal.search.services import differences
from portal.search.text import fold
from portal.territories.communes import load_first_communes
from portal.territories.models import Territory
from portal.territories.services import load_territories
from trainings.demo import load_demo_trainings
from trainings.models import Centre, Domain, Formacode, Session, Training
from trainings.services.catalogue import Catalogue
from trainings.services.filters import Filters
from trainings.services.seats import wrong_counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    load_territories()
    load_first_communes()
    UserFactory(staff=True)
    load_demo_trainings()


def test_demo(demo):
    assert Training.objects.count() >= 60
    assert Centre.objects.count() == 40
    assert Session.objects.count() >= 350
    assert not Centre.objects.filter(agents=None).exists()
    assert not Domain.objects.filter(parent=None, root__isnull=False).exists()
    assert not wrong_counts().exists()
    assert differences() == []
    for code in Training.objects.exclude(rncp_code="").values_list("rncp_code", flat=True):
        assert re.fullmatch(r"RNCP\d{4,5}", code)
    bookable = Session.objects.open_for_registration().with_seats_left()
    assert bookable.values("training").distinct().count() == Training.objects.count()


def test_names_of_territories_have_their_apostrophe_and_are_found_with_either():
    load_territories()
    region = Territory.objects.get(kind=Territory.Kind.REGION, code="93")
    assert region.name == "Provence-Alpes-Côte d’Azur"
    assert not Territory.objects.filter(name__contains="'").exists()
    assert region.name_key == fold("provence alpes cote d'azur")


def test_a_plumber_is_found_with_seats(demo):
    filters = Filters.from_query(QueryDict("q=plombiere+chauffagiste&region=32&places=1"))
    catalogue = Catalogue(AnonymousUser(), filters)
    [first] = catalogue.cards(catalogue.results()[:1])
    assert "plombier-chauffagiste" in first.title


def test_subjects_and_places(demo):
    assert not Centre.objects.filter(latitude=None).exists()
    assert Formacode.objects.count() == 50
    assert not Formacode.objects.filter(trainings=None).exists()
