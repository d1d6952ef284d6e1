"""The one locked path on which every request moves."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.web.dates import date_words


class TransitionRefused(Exception):
    """The transition was not made; `str(refusal)` is the sentence for the person."""


@dataclass(frozen=True)
class Outcome:
    """What came of a transition: its history event, and whether it is this call that made it."""

    event: object
    changed: bool


class Process:
    """How one kind of request moves besides its declaration: subclassed by the apps.

    `item` is whatever `lock` returns; it has a `status`.
    """

    workflow = None

    def lock(self, pk):
        """Return the request with its rows locked, in the order that all agree on."""
        raise NotImplementedError

    def roles(self, item, actor):
        """The roles of `actor` (None: the portal itself) on this very request."""
        raise NotImplementedError

    def role_refusal(self, item, actor):
        """The sentence for somebody who has none of the roles asked for."""
        return _("You are not allowed to do this on this request.")

    def last_event(self, item):
        raise NotImplementedError

    def details(self, transition, data):
        """Check what the transition asks for; return it as the plain values that history keeps."""
        return {}

    def apply(self, item, transition, *, actor, role, data):
        """Write the new status and what goes with it.

        Returns what followed, as the plain values that history keeps: a seat taken or freed…
        """
        raise NotImplementedError

    def add_event(self, item, **fields):
        """Add the row to the history and return it."""
        raise NotImplementedError

    def notify(self, item, event):
        """Tell those concerned."""


@transaction.atomic
def fire(process, pk, name, *, actor=None, seen=None, **data):
    """Move request `pk` by the transition `name`; the only writer of a status.

    `seen` is the id of the last history event that the person had in sight:
    if somebody acted meanwhile nothing is done and the refusal says what they
    did, unless it is the very same decision. `data` is what the transition
    asks for. Raises TransitionRefused.
    """
    transition = process.workflow.transition(name)
    item = process.lock(pk)
    roles = transition.roles & process.roles(item, actor)
    if not roles:
        raise TransitionRefused(process.role_refusal(item, actor))
    details = process.details(transition, data)
    reason = data.get("reason", "")
    last = process.last_event(item)
    if (last.target, last.details, last.reason) == (transition.target, details, reason):
        return Outcome(last, changed=False)
    if item.status not in transition.sources or seen not in (None, last.pk):
        raise TransitionRefused(where_it_stands(process.workflow, last, actor))
    if transition.condition is not None and not transition.condition.test(item):
        raise TransitionRefused(str(transition.condition.sentence))

    source, role = item.status, min(roles)
    effects = process.apply(item, transition, actor=actor, role=role, data=data)
    event = process.add_event(
        item,
        actor=actor,
        role=role,
        transition=transition.name,
        source=source,
        target=transition.target,
        reason=reason,
        details=details,
        effects=effects,
    )
    process.notify(item, event)
    return Outcome(event, changed=True)


def where_it_stands(workflow, event, actor):
    """The sentence for who comes second: where the request is, since when, by whom."""
    at = timezone.localtime(event.at)
    words = {
        "stage": workflow.stage(event.target).label,
        "who": workflow.roles[event.role],
        "date": date_words(at),
        "time": date_words(at, "TIME_FORMAT"),
    }
    if actor is not None and event.actor_id == actor.pk:
        template = _(
            'This request is now at "%(stage)s": you moved it there on %(date)s at %(time)s. '
            "Your action was not carried out again."
        )
    else:
        template = _(
            'This request is now at "%(stage)s": %(who)s moved it there on %(date)s at %(time)s. '
            "Your action was not carried out."
        )
    return template % words
