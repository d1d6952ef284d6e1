"""The training centres that a search of the catalogue finds."""

from math import cos, radians

import numpy as np
from django.db.models import ExpressionWrapper, F, FloatField, Value

from portal.search.services import search
from trainings.models import Centre

from .filters import CENTRE, DEPARTMENT, REGION, WORDS
from .found import KM_PER_DEGREE

# The facets that say where: a centre is asked itself, whether it has sessions or not.
WHERE = {REGION: "department__parent__code", DEPARTMENT: "department__code"}


def centres_found(catalogue):
    """The public centres there, the nearest first when the person said where they are.

    Words are those of a centre's name and place; where none has them, they are those of a
    training, and the centres that teach it are found.
    """
    catalogue = catalogue.but_with(catalogue.filters.without(CENTRE))
    filters = catalogue.filters
    centres = _in_place(Centre.objects.public().with_list_data(), catalogue)
    if set(filters.chosen) - set(WHERE):
        centres = centres.filter(pk__in=_teaching(catalogue.but_with(filters.without(WORDS))))
    if filters.words:
        named = search(centres, filters.words, prefix=True)
        centres = named if named.exists() else centres.filter(pk__in=_teaching(catalogue))
    return centres.order_by("far", "place_key", "pk") if catalogue.position else centres


def _in_place(centres, catalogue):
    filters = catalogue.filters
    for name, field in WHERE.items():
        if values := filters.values(name):
            centres = centres.filter(**{f"{field}__in": values})
    if not catalogue.position:
        return centres
    centres = centres.annotate(far=_square_of_distance(*catalogue.position))
    return centres.filter(far__lte=filters.radius**2) if filters.radius else centres


def _square_of_distance(latitude, longitude):
    """In square kilometres, as the catalogue counts them."""
    north = (F("latitude") - Value(latitude)) * Value(KM_PER_DEGREE)
    east = (F("longitude") - Value(longitude)) * Value(KM_PER_DEGREE * cos(radians(latitude)))
    return ExpressionWrapper(north * north + east * east, FloatField())


def _teaching(catalogue):
    """The ids of the centres that hold the sessions found."""
    column = catalogue.offer.of_sessions[CENTRE]
    return [int(column.values[code]) for code in np.unique(column.codes[catalogue.sessions()])]


def session_counts(catalogue):
    """{id of a centre: number of sessions that one can look at there}."""
    counts = catalogue.offer.of_sessions[CENTRE].session_counts()
    return {int(centre): count for centre, count in counts.items()}


def regions_with_centres():
    """The codes of the regions that have a public centre."""
    codes = Centre.objects.public().order_by().values_list("department__parent__code", flat=True)
    return set(codes.distinct())
