"""Which trainings and sessions the filters keep, as places in the arrays of the offer."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import cos, radians

import numpy as np

from portal.search.services import Reading, read
from portal.territories.services import position_of
from trainings.models import Training

from .facets import BY_NAME
from .offer import current_offer

KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Words:
    """What the words typed find: how well each training answers, -1 where it does not.

    `sessions` is the mask of those at `place`, the name of a place among the words.
    """

    relevance: np.ndarray
    reading: Reading | None = None
    place: str = ""
    sessions: np.ndarray | None = None


class Found:
    """What `user` finds with these filters."""

    def __init__(self, user, filters):
        self.user = user
        self.offer = current_offer()
        self.lists = self.offer.lists
        self.filters = self._known(filters)

    def _known(self, filters):
        """The filters without the values that do not exist (any more)."""
        for name, values in filters.chosen.items():
            known = self.labels(name, values)
            filters = filters.with_chosen(name, (value for value in values if value in known))
        if filters.place and not position_of(filters.place):
            filters = replace(filters, place="", not_a_place=filters.place)
        return filters

    def but_with(self, filters, words=None):
        """The same for other filters, which hold nothing unknown.

        `words` are what theirs find, where that is known.
        """
        other = object.__new__(type(self))
        other.user, other.offer, other.lists, other.filters = (
            self.user,
            self.offer,
            self.lists,
            filters,
        )
        if filters.words == self.filters.words:
            other.words = self.words  # the index was asked already
        elif words is not None:
            other.words = words
        return other

    def labels(self, name, values):
        """{value: label} of a facet, for these values and those that are always known."""
        return BY_NAME[name].labels((), values, self.lists)

    # Trainings and sessions ------------------------------------------------------

    def trainings(self, *, leave_out=""):
        """Which trainings are found, as a mask.

        `leave_out` names a facet of trainings whose choices do not count.
        """
        found = self._own(leave_out)
        return found & self._with_any(self._sessions("")) if self._asks_sessions else found

    def sessions(self, *, leave_out=""):
        """The places of the sessions found: themselves as asked for, of the trainings found.

        `leave_out` names a facet of sessions whose choices do not count.
        """
        if leave_out in self._chosen_of_sessions:
            return self._of_own(self._sessions(leave_out))
        return self._found_sessions

    @cached_property
    def _found_sessions(self):
        return self._of_own(self._sessions(""))

    def _of_own(self, sessions):
        """Those of the trainings that match the words and what is asked of the training."""
        if self.filters.words or self._chosen_of_trainings:
            sessions = sessions[self._own("")[self.offer.training_of[sessions]]]
        return sessions

    def _own(self, leave_out):
        """The trainings that match the words and what is asked of the training itself."""
        found = self._visible & (self.words.relevance >= 0)
        for name in self._chosen_of_trainings:
            if name != leave_out:
                found = found & self._masks[name]
        return found

    def _sessions(self, leave_out):
        """The places of the sessions that have all that is asked of a session."""
        found = self._within_radius
        if self.words.place:
            found = found & self.words.sessions
        for name in self._chosen_of_sessions:
            if name != leave_out:
                found = found & self._masks[name]
        return found.nonzero()[0]

    @property
    def _asks_sessions(self):
        near = self.position and self.filters.radius
        return bool(self._chosen_of_sessions or near or self.words.place)

    @property
    def _chosen_of_sessions(self):
        return [name for name in self.filters.chosen if BY_NAME[name].about_sessions]

    @property
    def _chosen_of_trainings(self):
        return [name for name in self.filters.chosen if not BY_NAME[name].about_sessions]

    @cached_property
    def _masks(self):
        """What the choices of each facet keep."""
        offer = self.offer
        return {
            name: offer.of_sessions[name].chosen(values)
            if BY_NAME[name].about_sessions
            else offer.of_trainings[name].chosen(values, len(offer.trainings))
            for name, values in self.filters.chosen.items()
        }

    @cached_property
    def _visible(self):
        return self.offer.published | self.user.is_staff

    # Words -----------------------------------------------------------------------

    @cached_property
    def words(self):
        """What the words find: at a place that they name, if anything is there."""
        place, others = self.offer.place_in(self.filters.words)
        if place:
            words = self.words_at(place, self._asked(others))
            found = self._visible & (words.relevance >= 0)
            if (found & self._with_any(words.sessions)).any():
                return words
        return self._asked(self.filters.words)

    def words_at(self, place, words):
        """The same words, of the sessions at a place only."""
        sessions = np.isin(self.offer.centre_of, place.centres)
        return replace(words, place=place.label, sessions=sessions)

    def words_of(self, ids):
        """Words that find just the trainings with these ids, all alike; all of them for None."""
        if ids is None:
            return Words(np.zeros(len(self.offer.trainings)))
        return Words(np.where(np.isin(self.offer.trainings, list(ids)), 0.0, -1.0))

    def _asked(self, typed):
        if not typed.strip():
            return self.words_of(None)
        relevance = np.full(len(self.offer.trainings), -1.0)
        reading = read(Training, typed)
        for pk, found in reading.matches():
            if pk in self.offer.place_of:
                relevance[self.offer.place_of[pk]] = found
        return Words(relevance, reading)

    def _with_any(self, sessions):
        """The trainings that have any of these sessions."""
        found = np.zeros(len(self.offer.trainings), bool)
        found[self.offer.training_of[sessions]] = True
        return found

    # Distance ------------------------------------------------------------------

    @cached_property
    def position(self):
        """Where the person looks from, as (latitude, longitude); None when they did not say."""
        return position_of(self.filters.place) if self.filters.place else None

    @cached_property
    def _kilometres(self):
        """How far each session is; NaN where nobody knows."""
        latitude, longitude = self.position
        north = self.offer.latitude - latitude
        east = (self.offer.longitude - longitude) * cos(radians(latitude))
        return np.hypot(north, east) * KM_PER_DEGREE

    @cached_property
    def _within_radius(self):
        if self.position and self.filters.radius:
            return self._kilometres <= self.filters.radius
        return np.ones(len(self.offer.sessions), bool)
