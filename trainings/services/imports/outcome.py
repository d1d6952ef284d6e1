"""What an import finds: numbers, some examples, and a report to download; never all in memory."""

import csv
import hashlib
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
PROBLEMS = 50


class Outcome:
    """Filled as the file is read. `report` is a text file opened for writing, or None."""

    def __init__(self, report=None):
        self.counts = Counter()
        self.examples = []
        self.problems = []
        self._digest = hashlib.sha256()
        self._report = csv.writer(report, delimiter=";") if report else None
        self._write(_("Line"), _("Column"), _("What"), _("Which"), _("Details"))

    def tell(self, kind, status, key, line=0, changes=None):
        """One thing was added, changed, closed or left. `changes`: {field: (before, after)}."""
        self.counts[f"{kind}.{status}"] += 1
        if status == SAME:
            return
        changes = {name: list(map(_text, pair)) for name, pair in (changes or {}).items()}
        self._digest.update(repr((kind, status, key, sorted(changes.items()))).encode())
        changes = {name: list(map(_shown, pair)) for name, pair in changes.items()}
        if self.counts[f"{kind}.{status}"] <= EXAMPLES:
            example = {"kind": kind, "status": status, "key": key, "line": line}
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
        if len(self.problems) < PROBLEMS:
            self.problems.append(vars(problem))
        what = _("rejected") if problem.rejected else _("doubtful")
        self._write(problem.line, problem.where, what, "", problem.reason)

    @property
    def digest(self):
        """The same for two checks that would do the same."""
        return self._digest.hexdigest()

    @property
    def changes_nothing(self):
        return not any(
            number for name, number in self.counts.items() if name.split(".")[-1] in STATUSES
        )

    def _write(self, *cells):
        if self._report:
            self._report.writerow([neutral(str(cell)) for cell in cells])


def _text(value):
    if isinstance(value, frozenset | set):
        return ", ".join(sorted(map(str, value)))
    return "" if value is None else str(value)


def _shown(text):
    return text if len(text) <= 200 else f"{text[:200]}…"
