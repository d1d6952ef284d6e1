"""What a file says, whatever its format: offers, each with its place in the file."""

from dataclasses import dataclass, field


class FileRefused(Exception):
    """The whole file is refused; the text says why, with the line where there is one."""


@dataclass(frozen=True)
class Problem:
    """Something wrong at a place: the row is rejected, or kept though doubtful."""

    line: int
    where: str  # the column, or the element
    reason: str
    rejected: bool = True


@dataclass
class Offer:
    """A row: a training, where and when it takes place. A part that the row lacks is empty.

    The parts hold only the fields that the source knows: the others are left as they are.
    """

    line: int
    training: dict = field(default_factory=dict)
    centre: dict = field(default_factory=dict)
    session: dict = field(default_factory=dict)
    seats: dict = field(default_factory=dict)  # capacity by funding
    problems: list = field(default_factory=list)
    centre_key: str = ""
    places: dict = field(default_factory=dict)  # column or element of each field

    def reject(self, reason, name=""):
        self.problems.append(Problem(self.line, self.where(name), str(reason)))

    def doubt(self, reason, name=""):
        self.problems.append(Problem(self.line, self.where(name), str(reason), rejected=False))

    def where(self, name):
        return self.places.get(name, name)

    @property
    def rejected(self):
        return any(problem.rejected for problem in self.problems)
