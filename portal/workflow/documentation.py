"""A declared workflow printed as a page of the documentation."""

from pathlib import Path

from django.conf import settings
from django.utils import translation


def page_path(workflow):
    return Path(settings.BASE_DIR) / "docs" / f"{workflow.name}-workflow.md"


def page_text(workflow):
    """The Markdown page: stages, then transitions. The labels are those that users read."""
    with translation.override("fr"):
        return "\n".join(
            [
                f"# {workflow.title}",
                "",
                "Written by `manage.py workflow_docs` from the declaration (a test checks it).",
                "",
                "## Stages",
                "",
                *_table(
                    ["number", "code", "label", "holds a seat", "final"],
                    [_stage_row(stage) for stage in workflow.stages],
                ),
                "",
                "## Transitions",
                "",
                "What is not in this table is refused.",
                "",
                *_table(
                    ["transition", "from", "to", "who", "asks for", "or else says"],
                    [_transition_row(transition) for transition in workflow.transitions],
                ),
                "",
            ]
        )


def _stage_row(stage):
    return [
        str(stage.number or "–"),
        f"`{stage.code}`",
        f"« {stage.label} »",
        "yes" if stage.holds_seat else "no",
        "yes" if stage.final else "no",
    ]


def _transition_row(transition):
    return [
        f"`{transition.name}`",
        ", ".join(f"`{source}`" for source in transition.sources),
        f"`{transition.target}`",
        ", ".join(sorted(transition.roles)),
        ", ".join(transition.asks) or "–",
        str(transition.condition.sentence) if transition.condition else "–",
    ]


def _table(headings, rows):
    yield _line(headings)
    yield _line(["---"] * len(headings))
    for row in rows:
        yield _line(row)


def _line(cells):
    return f"| {' | '.join(cells)} |"
