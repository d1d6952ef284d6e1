"""The table, for people and for programs."""

import json
from dataclasses import asdict

HEAD = ["page", "queries", "budget", "CPU (web + database)", "ratio", "goal", "growth", "goal"]
HEAD += ["waited", "HTML", "compressed"]
RAW_AT_MOST, COMPRESSED_AT_MOST = 60_000, 10_000


def rows(results):
    for page, figures in results:
        web, database = figures.web * 1000, figures.database * 1000
        yield [
            page.name,
            mark(figures.statements, page.queries, "d"),
            str(page.queries),
            f"{web + database:.1f} ms ({web:.1f} + {database:.1f})",
            mark(figures.ratio, page.ratio, ".2f", "×"),
            f"{page.ratio:g}×",
            mark(figures.growth, page.growth, ".2f", "×"),
            f"{page.growth:g}×",
            f"{figures.waited * 1000:.0f} ms",
            mark(figures.raw / 1000, RAW_AT_MOST / 1000, ".1f", " kB"),
            mark(figures.compressed / 1000, COMPRESSED_AT_MOST / 1000, ".1f", " kB"),
        ]


def mark(value, goal, shape, unit=""):
    """The figure, in bold when it is over its goal."""
    text = f"{value:{shape}}{unit}"
    return f"**{text}**" if value > goal else text


def as_markdown(about, results):
    lines = [f"{name}: {value}" for name, value in about.items()]
    table = [HEAD, ["---"] * len(HEAD), *rows(results)]
    return "\n".join([*lines, "", *("| " + " | ".join(row) + " |" for row in table)]) + "\n"


def as_json(about, results):
    pages = [
        {
            "page": page.name,
            "goals": {"queries": page.queries, "ratio": page.ratio, "growth": page.growth},
            **asdict(figures),
        }
        for page, figures in results
    ]
    return json.dumps({**about, "pages": pages}, ensure_ascii=False, indent=1) + "\n"
