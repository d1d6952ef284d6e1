"""How requests move, declared as data: stages, transitions, and who may fire them.

Pages, admin buttons, permissions, mails and the documentation read the same
declaration; `portal.workflow.services.fire` is what makes a transition happen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True)
class Stage:
    """Where a request stands. `number` is its place on the usual path, if it is on it."""

    code: str
    label: str | Promise
    number: int | None = None
    holds_seat: bool = False
    final: bool = False


@dataclass(frozen=True)
class Condition:
    """What must be true of the request besides its stage, and the sentence said when it is not."""

    sentence: str | Promise
    test: Callable


@dataclass(frozen=True)
class Transition:
    """One way of moving: from any of `sources` to `target`, by those who have one of `roles`.

    `asks` names what must be given with it ("reason", "interview"…): the
    process checks it, the forms ask for it.
    """

    name: str
    label: str | Promise
    sources: tuple[str, ...]
    target: str
    roles: frozenset[str]
    asks: tuple[str, ...] = ()
    condition: Condition | None = None


@dataclass(frozen=True)
class Workflow:
    """The stages and transitions of one kind of request.

    `roles` gives the words for each role, as in "moved by …".
    """

    name: str
    title: str | Promise
    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]
    roles: dict[str, str | Promise]
    _stage_by_code: dict = field(init=False, repr=False, compare=False)
    _transition_by_name: dict = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        by_code = {stage.code: stage for stage in self.stages}
        by_name = {transition.name: transition for transition in self.transitions}
        if len(by_code) != len(self.stages) or len(by_name) != len(self.transitions):
            raise ValueError(f"{self.name}: a stage or a transition is declared twice")
        for transition in self.transitions:
            unknown = {*transition.sources, transition.target} - by_code.keys()
            if unknown or not transition.roles <= self.roles.keys():
                raise ValueError(f"{self.name}: {transition.name} names an unknown stage or role")
            if any(by_code[source].final for source in transition.sources):
                raise ValueError(f"{self.name}: {transition.name} leaves a final stage")
        object.__setattr__(self, "_stage_by_code", by_code)
        object.__setattr__(self, "_transition_by_name", by_name)

    def stage(self, code):
        return self._stage_by_code[code]

    def transition(self, name):
        return self._transition_by_name[name]

    def __contains__(self, name):
        return name in self._transition_by_name

    @property
    def path(self):
        """The numbered stages, in order."""
        return tuple(stage for stage in self.stages if stage.number is not None)

    @property
    def live_codes(self):
        return tuple(stage.code for stage in self.stages if not stage.final)

    @property
    def final_codes(self):
        return tuple(stage.code for stage in self.stages if stage.final)

    @property
    def seat_codes(self):
        return tuple(stage.code for stage in self.stages if stage.holds_seat)

    @property
    def choices(self):
        return [(stage.code, stage.label) for stage in self.stages]

    def available(self, item, roles):
        """The transitions that `roles` may fire on `item` as it stands."""
        return [
            transition
            for transition in self.transitions
            if item.status in transition.sources
            and transition.roles & set(roles)
            and (transition.condition is None or transition.condition.test(item))
        ]

    def offered(self, item, roles):
        """The same, with one way to each stage: the one that asks for the least."""
        return [
            transition
            for transition in self.available(item, roles)
            if transition is self.towards(item, transition.target, roles)
        ]

    def towards(self, item, target, roles):
        """The transition that brings `item` to `target` and asks for the least, or None."""
        candidates = [
            transition for transition in self.available(item, roles) if transition.target == target
        ]
        return min(candidates, key=lambda transition: len(transition.asks), default=None)
