"""The whole offer in the memory of the process, in columns: each search counts all facets anew.

A choice is counted by trainings while all the others are kept: over 200,000 sessions a database
needs half a second for what these arrays answer in a few milliseconds. They hold what everybody
may look at, and the unpublished trainings that staff preview; rows shown are read from the
database again.
"""

import re
import threading
import time
from dataclasses import dataclass, field

import numpy as np
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

from portal.search.services import MAX_TYPED
from portal.search.text import words_of
from trainings.models import Centre, Session, SessionSeats, Training, WayOfLearning

from . import filters as names
from .columns import SessionChoices, SortedSessionChoices, TrainingChoices, coded
from .lists import Lists

MARK = "1"
# In weeks of 35 hours: more than the first number, up to the second.
DURATIONS = {"1s": (0, 1), "1m": (1, 4), "3m": (4, 13), "6m": (13, 26), "plus": (26, None)}
HOURS_A_WEEK = 35
# The offer is read again when it is so many times older than its reading took, or that many
# seconds old: a moment for a small portal, up to a minute for a country's.
KEPT_FOR, KEPT_AT_MOST = 50, 60
# « Provence-Alpes-Côte d’Azur » has four, some communes more.
MOST_WORDS_OF_PLACE = 8


@dataclass(frozen=True)
class Place:
    """A town, department or region with sessions, and the codes of its centres.

    Two that have one name are one: nobody can tell which was meant.
    """

    label: str
    centres: list = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Offer:
    """What was read at a moment. Trainings stand in the order of their titles.

    `trainings` and `sessions` hold ids, `place_of` the place of a training by its id; the other
    arrays have a value for each training (`published`), session, or `of_trainings` and
    `of_sessions` by the name of a facet. `town_of` leads to a name in `towns`.
    """

    lists: Lists
    trainings: np.ndarray
    place_of: dict
    published: np.ndarray
    of_trainings: dict
    sessions: np.ndarray
    training_of: np.ndarray
    starts: np.ndarray  # as `date.toordinal`
    bookable: np.ndarray
    centre_of: np.ndarray  # a code for each centre
    latitude: np.ndarray  # in degrees, NaN where nobody knows
    longitude: np.ndarray
    places: dict  # Place by its name or number, folded
    towns: list
    town_of: np.ndarray
    of_sessions: dict

    def place_in(self, typed):
        """The place that these words name, the longest name first, and the words around it."""
        words = words_of(typed[:MAX_TYPED])
        for length in range(min(len(words), MOST_WORDS_OF_PLACE), 0, -1):
            for start in range(len(words) - length + 1):
                if place := self.places.get(" ".join(words[start : start + length])):
                    return place, " ".join(words[:start] + words[start + length :])
        return None, typed


# Keeping it ---------------------------------------------------------------------

_lock = threading.Lock()
_kept = None  # (the offer, until when it is good)


def current_offer():
    """The offer as it is, or was moments ago."""
    if _is_good():
        return _kept[0]
    # While somebody reads it, others go on with the one they have.
    if _lock.acquire(blocking=_kept is None):
        try:
            if not _is_good():
                _read_again()
        finally:
            _lock.release()
    return _kept[0]


def _is_good():
    return _kept is not None and time.monotonic() < _kept[1]


def _read_again():
    global _kept
    begun = time.monotonic()
    offer = read_offer()
    ended = time.monotonic()
    _kept = offer, ended + min(KEPT_FOR * (ended - begun), KEPT_AT_MOST)


# Reading it ---------------------------------------------------------------------


def read_offer():
    """Read all that can be found."""
    lists = Lists()
    trainings = Training.objects.order_by("title_key", "pk").values_list(
        "pk", "is_published", "kind", "hours", "weeks", "fast_entry", "cpf_eligible"
    )
    ids, published, kinds, hours, weeks, fast, cpf = _columns(trainings, 7)
    place_of = {pk: place for place, pk in enumerate(ids)}
    return Offer(
        lists=lists,
        trainings=np.array(ids, int),
        place_of=place_of,
        published=np.array(published, bool),
        of_trainings={
            names.DOMAIN: TrainingChoices(_domains(place_of, lists)),
            names.OBJECTIVE: TrainingChoices(_objectives(place_of)),
            names.KIND: TrainingChoices(list(enumerate(kinds))),
            names.DURATION: TrainingChoices(
                [
                    (place, duration)
                    for place, length in enumerate(zip(hours, weeks, strict=True))
                    if (duration := duration_of(*length))
                ]
            ),
            names.FAST_ENTRY: TrainingChoices(_marked(fast)),
            names.CPF: TrainingChoices(_marked(cpf)),
        },
        **_read_sessions(place_of),
    )


def _columns(rows, number):
    return zip(*rows, strict=True) if (rows := list(rows)) else [()] * number


def _marked(values):
    return [(place, MARK) for place, value in enumerate(values) if value]


def _domains(place_of, lists):
    """Each training with its domains and those that contain them."""
    links = Training.domains.through.objects.values_list("training", "domain__slug")
    pairs = {
        (place_of[training], around)
        for training, slug in links
        if training in place_of
        for around in lists.around(slug)
    }
    return sorted(pairs)


def _objectives(place_of):
    links = Training.objectives.through.objects.values_list("training", "objective")
    return [(place_of[training], pk) for training, pk in links if training in place_of]


def duration_of(hours, weeks):
    """The choice of « Durée » that a training comes under: by its hours, else by its weeks."""
    length = weeks if hours is None else hours / HOURS_A_WEEK
    for name, (least, most) in DURATIONS.items():
        if length and length > least and (most is None or length <= most):
            return name
    return None


def _read_sessions(place_of):
    seats = SessionSeats.objects.available().filter(session=OuterRef("pk"))
    rows = (
        Session.objects.visible_to(AnonymousUser())
        .order_by("centre_id", "training_id")
        .values_list(
            "pk", "training", "centre", "starts_on", "way_of_learning", "work_study", Exists(seats)
        )
    )
    read = _read_centres()
    # One of a training or centre that came or went meanwhile waits for the next reading.
    rows = [row for row in rows if row[1] in place_of and row[2] in read]
    ids, trainings, centres, starts, ways, work_study, bookable = _columns(rows, 7)
    training_of = np.array([place_of[training] for training in trainings], np.int32)
    centre_ids, centre_of = coded(centres)
    found = [read[int(pk)] for pk in centre_ids]
    latitude, longitude = (np.array([row[i] for row in found], float) for i in (0, 1))
    towns, town_of = coded([row[4] for row in found])
    days = np.array(starts, "datetime64[D]")
    months, month_of = np.unique(days.astype("datetime64[M]"), return_inverse=True)
    bookable = np.array(bookable, bool)
    by_work_study = np.array(ways) == WayOfLearning.WORK_STUDY

    def choices(values, codes):
        return SessionChoices(values, codes, training_of)

    def of_centre(i):
        values, codes = coded([row[i] for row in found])
        return choices(values, codes[centre_of])

    def mark(marked):
        return choices([MARK], np.where(marked, 0, -1))

    return {
        "sessions": np.array(ids, int),
        "training_of": training_of,
        "starts": np.array([start.toordinal() for start in starts], int),
        "bookable": bookable,
        "centre_of": centre_of,
        "places": _places(found),
        "latitude": latitude[centre_of],
        "longitude": longitude[centre_of],
        "towns": towns,
        "town_of": town_of[centre_of],
        "of_sessions": {
            names.REGION: of_centre(2),
            names.DEPARTMENT: of_centre(3),
            names.CENTRE: SortedSessionChoices(centre_ids, centre_of, training_of),
            names.WAY: choices(*coded(ways)),
            names.WORK_STUDY: mark(np.array(work_study, bool) | by_work_study),
            names.SEATS: mark(bookable),
            names.START: choices(np.datetime_as_string(months), month_of),
        },
    }


def _read_centres():
    """What is read of each centre, by its id."""
    centres = Centre.objects.values_list(
        "pk",
        "latitude",
        "longitude",
        "department__parent__code",
        "department__code",
        "city",
        "postal_code",
        "department__name",
        "department__parent__name",
    )
    return {pk: row for pk, *row in centres}


def _places(centres):
    """The places of these centres by what one may type: name, postal code, department's number."""
    places = {}
    for code, (*_position, number, city, postal_code, department, region) in enumerate(centres):
        town = re.sub(r"\s*(\d.*|cedex.*)$", "", city, flags=re.IGNORECASE)  # « Lyon 3e »
        for typed, label in [
            (town, town),
            (postal_code, f"{postal_code} {city}"),
            (department, department),
            (number, department),
            (region, region),
        ]:
            if name := " ".join(words_of(typed)):
                places.setdefault(name, Place(label)).centres.append(code)
    return places
