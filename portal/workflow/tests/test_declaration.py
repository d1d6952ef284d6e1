"""A declaration that contradicts itself does not load; the documentation follows it."""

import pytest
from django.core.management import CommandError, call_command

from portal.workflow import documentation
from portal.workflow.declaration import Condition, Stage, Transition, Workflow
from portal.workflow.registry import workflows

OPEN, DONE = Stage("open", "Open", 1), Stage("done", "Done", final=True)
ROLES = {"agent": "an agent"}


def declare(*transitions, stages=(OPEN, DONE)):
    return Workflow("test", "Test", stages, transitions, ROLES)


def transition(**changes):
    values = {
        "name": "close",
        "label": "Close",
        "sources": ("open",),
        "target": "done",
        "roles": frozenset({"agent"}),
    }
    return Transition(**{**values, **changes})


class Item:
    status = "open"
    ready = False


@pytest.mark.parametrize(
    "changes",
    [
        {"target": "nowhere"},
        {"sources": ("nowhere",)},
        {"roles": frozenset({"stranger"})},
        {"sources": ("done",), "target": "open"},
    ],
)
def test_a_transition_names_what_exists_and_leaves_no_final_stage(changes):
    with pytest.raises(ValueError, match="close"):
        declare(transition(**changes))


def test_names_are_declared_once():
    with pytest.raises(ValueError, match="twice"):
        declare(transition(), transition())


def test_what_is_available_depends_on_stage_role_and_condition():
    ready = Condition("Not ready.", lambda item: item.ready)
    workflow = declare(transition(), transition(name="rush", condition=ready))
    item = Item()
    assert [move.name for move in workflow.available(item, {"agent"})] == ["close"]
    assert workflow.available(item, {"stranger"}) == []
    item.ready = True
    assert [move.name for move in workflow.available(item, {"agent"})] == ["close", "rush"]
    item.status = "done"
    assert workflow.available(item, {"agent"}) == []


def test_towards_prefers_what_asks_for_the_least():
    workflow = declare(transition(name="explain", asks=("reason",)), transition())
    assert workflow.towards(Item(), "done", {"agent"}).name == "close"
    assert workflow.towards(Item(), "open", {"agent"}) is None


@pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.name)
def test_the_documentation_says_what_the_code_does(workflow):
    written = documentation.page_path(workflow).read_text(encoding="utf-8")
    assert written == documentation.page_text(workflow), "run manage.py workflow_docs"


def test_the_check_of_the_documentation_fails_when_it_is_late(monkeypatch, tmp_path):
    monkeypatch.setattr(
        "portal.workflow.management.commands.workflow_docs.page_path",
        lambda workflow: tmp_path / "page.md",
    )
    with pytest.raises(CommandError, match="workflow_docs"):
        call_command("workflow_docs", check=True)
    call_command("workflow_docs")
    call_command("workflow_docs", check=True)
