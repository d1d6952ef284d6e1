"""The columns of the offer: the value that a facet lists of each session, or training."""

import numpy as np


class SessionChoices:
    """A column of the sessions: the value of each one, of those that the facet lists."""

    def __init__(self, values, codes, trainings):
        self.values = [str(value) for value in values]
        self.codes = codes
        self.trainings = trainings

    def chosen(self, values):
        """Which sessions have one of these values."""
        return _wanted(self.values, values)[self.codes]

    def counts(self, kept, training_count):
        """{value: number of trainings} of the sessions at the places `kept`."""
        # The last row is for the sessions without a value, whose code is -1.
        seen = np.zeros((len(self.values) + 1, training_count), bool)
        seen[self.codes[kept], self.trainings[kept]] = True
        return _by_value(self.values, seen[:-1].sum(axis=1))

    def session_counts(self):
        """{value: number of sessions} of them all."""
        codes = self.codes[self.codes >= 0]
        return _by_value(self.values, np.bincount(codes, minlength=len(self.values)))


class SortedSessionChoices(SessionChoices):
    """The same of thousands of values, where the sessions stand in the order of their values."""

    def counts(self, kept, training_count):
        codes, trainings = self.codes[kept], self.trainings[kept]
        first = (np.diff(codes, prepend=-1) != 0) | (np.diff(trainings, prepend=-1) != 0)
        return _by_value(self.values, np.bincount(codes[first], minlength=len(self.values)))


class TrainingChoices:
    """Any number of values for each training: pairs of a training's place and a value's."""

    def __init__(self, pairs):
        trainings, values = zip(*pairs, strict=True) if pairs else ((), ())
        self.values, self.codes = coded(values)
        self.trainings = np.array(trainings, np.int32)

    def chosen(self, values, training_count):
        """Which trainings have one of these values."""
        found = np.zeros(training_count, bool)
        found[self.trainings[_wanted(self.values, values)[self.codes]]] = True
        return found

    def counts(self, kept):
        """{value: number of trainings} of those that are `kept`."""
        codes = self.codes[kept[self.trainings]]
        return _by_value(self.values, np.bincount(codes, minlength=len(self.values)))


def _wanted(known, values):
    """For each code whether its value is one of these; the last is for the code -1."""
    wanted = np.zeros(len(known) + 1, bool)
    wanted[[known.index(value) for value in values if value in known]] = True
    return wanted


def _by_value(values, counts):
    return {value: count for value, count in zip(values, counts.tolist(), strict=True) if count}


def coded(values):
    """The different values as text, and for each place which one it holds; -1 for None."""
    places = {}
    codes = [-1 if value is None else places.setdefault(value, len(places)) for value in values]
    return [str(value) for value in places], np.array(codes, np.int32)
