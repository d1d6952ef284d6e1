"""What the tests of searching share: the catalogue at an address, and sessions in two regions."""

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse

from trainings.factories import CentreFactory, SessionFactory, department
from trainings.services.catalogue import Catalogue
from trainings.services.filters import Filters

LIST = reverse("trainings:list")
VISITOR = AnonymousUser()
BRITTANY = ("53", "Bretagne")


def in_brittany(**fields):
    centre = CentreFactory(city="Rennes", department=department("35", "Ille-et-Vilaine", BRITTANY))
    return SessionFactory(centre=centre, **fields)


def in_the_north(**fields):
    return SessionFactory(centre=CentreFactory(department=department()), **fields)


def catalogue(query="", user=VISITOR):
    return Catalogue(user, Filters.from_query(QueryDict(query)))


def cards(query="", user=VISITOR):
    seen = catalogue(query, user)
    return seen.cards(seen.results())


def found(query="", user=VISITOR):
    """The titles of the trainings found, in their order."""
    return [training.title for training in cards(query, user)]


def options(query, name):
    """[(label, count)] of a facet for an address; nothing where it has no choices."""
    facets = {facet["name"]: facet["options"] for facet in catalogue(query).facets()}
    return [(str(o["label"]), o["count"]) for o in facets.get(name, [])]
