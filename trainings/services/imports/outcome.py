"""What an import finds: numbers, some examples, and a report to download; never all in memory."""

import csv
import hashlib
import re
from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web.exports import neutral

ADDED, CHANGED, SAME, CLOSED = "added", "changed", "same", "closed"
KINDS = {
    "training": gettext_lazy("training"),
    "centre": gettext_lazy("centre"),
    "session": gettext_lazy("session"),
}
STATUSES = {
    ADDED: gettext_lazy("added"),
    CHANGED: gettext_lazy("changed"),
    CLOSED: gettext_lazy("closed"),
}
# How many are shown on the page; the report has all.
EXAMPLES = 10
PROBLEMS = 3  # of each sort
SORTS = 40
# What differs between problems of one sort: numbers and codes, and what is quoted.
_VALUES = re.compile(r"[\w-]*\d[\w-]*|“.*?”|«.*?»")


class Outcome:
    """Filled as the file is read. `report` is a text file opened for writing, or None."""

    def __init__(self, report=None):
        self.counts = Counter()
        self.examples = []
        self._sorts = {}  # of problems: the first of each, and how many there are
        self._digest = hashlib.sha256()
        self._report = csv.writer(report, delimiter=";") if report else None
        self._write(_("Line"), _("Column"), _("What"), _("Which"), _("Details"))

    def tell(self, kind, status, key, line=0, changes=None, title=""):
        """One thing was added, changed, closed or left. `changes`: {field: (before, after)}."""
        self.counts[f"{kind}.{status}"] += 1
        if status == SAME:
            return
        changes = {name: list(map(_text, pair)) for name, pair in (changes or {}).items()}
        self._digest.update(repr((kind, status, key, sorted(changes.items()))).encode())
        changes = {name: list(map(_shown, pair)) for name, pair in changes.items()}
        if self.counts[f"{kind}.{status}"] <= EXAMPLES:
            example = {"kind": kind, "status": status, "key": key, "line": line, "title": title}
            self.examples.append({**example, "changes": changes})
        details = "; ".join(f"{name}: {a} → {b}" for name, (a, b) in changes.items())
        self._write(line or "", "", f"{KINDS[kind]} {STATUSES[status]}", key, details)

    def read(self, offer):
        """One row was read, with its problems."""
        self.counts["rows"] += 1
        if offer.rejected:
            self.counts["rejected"] += 1
        elif offer.problems:
            self.counts["doubtful"] += 1
        for problem in offer.problems:
            self.problem(problem)

    def problem(self, problem):
        # What follows a colon is a value, too.
        words = _VALUES.sub("…", problem.reason).partition(":")[0]
        sort = (problem.rejected, problem.where, words)
        if sort in self._sorts or len(self._sorts) < SORTS:
            shown, number = self._sorts.get(sort, ([], 0))
            shown = shown if len(shown) == PROBLEMS else [*shown, vars(problem)]
            self._sorts[sort] = (shown, number + 1)
        what = _("rejected") if problem.rejected else _("doubtful")
        self._write(problem.line, problem.where, what, "", problem.reason)

    @property
    def digest(self):
        """The same for two checks that would do the same."""
        return self._digest.hexdigest()

    @property
    def problems(self):
        """The first problems of each sort; the last of them says how many more there are."""
        found = []
        for shown, number in self._sorts.values():
            found += [{**problem, "more": 0} for problem in shown]
            found[-1]["more"] = number - len(shown)
        return found

    def numbers(self):
        """What was found, in words: one text for each number."""
        said = [
            (_("rows read: %(number)d"), self.counts["rows"]),
            (_("rejected: %(number)d"), self.counts["rejected"]),
            (_("doubtful: %(number)d"), self.counts["doubtful"]),
        ]
        words = [text % {"number": number} for text, number in said if number]
        for kind, label in KINDS.items():
            for status, what in {**STATUSES, SAME: _("left as they are")}.items():
                if number := self.counts[f"{kind}.{status}"]:
                    text = _("%(kind)s, %(status)s: %(number)d")
                    words.append(text % {"kind": label, "status": what, "number": number})
        return words

    @property
    def changes_nothing(self):
        return changes_nothing(self.counts)

    def _write(self, *cells):
        if self._report:
            self._report.writerow([neutral(str(cell)) for cell in cells])


def changes_nothing(counts):
    return not any(number for name, number in counts.items() if name.split(".")[-1] in STATUSES)


def _text(value):
    if isinstance(value, frozenset | set):
        return ", ".join(sorted(map(str, value)))
    return "" if value is None else str(value)


def _shown(text):
    return text if len(text) <= 200 else f"{text[:200]}…"
