"""`python -m bench [--scale 1] [--page WORD] [--keep]`; see docs/benchmark.md."""

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from subprocess import CalledProcessError

import django

from .databases import Database
from .measure import measure
from .report import as_json, as_markdown
from .servers import Server

SMALL = 0.01


def main():
    options = read_options()
    small, full, yardstick = (Database(name) for name in ("small", "full", "yardstick"))
    prepare(small, options.scale * SMALL, options.keep)
    prepare(full, options.scale, options.keep)
    yardstick.create()
    try:
        results, plans_are_good = run(options, small, full, yardstick)
        write(options, results)
    finally:
        for database in [yardstick] if options.keep else [small, full, yardstick]:
            database.drop()
    sys.exit(0 if plans_are_good else 1)


def read_options():
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1, help="1 is the full size")
    parser.add_argument("--page", action="append", default=[], help="only pages named like this")
    parser.add_argument("--keep", action="store_true", help="keep the databases, use those kept")
    parser.add_argument("--output", type=Path, default=Path("var/bench"))
    return parser.parse_args()


def prepare(database, scale, keep):
    if keep and database.exists():
        say(f"{database.name} is kept from before.")
        database.run("manage.py", "migrate", "--verbosity", "0")
        return
    say(f"{database.name} is filled, scale {scale:g}…")
    database.create()
    database.run("manage.py", "migrate", "--verbosity", "0")
    database.run("manage.py", "seed", "--scale", scale)


def run(options, small, full, yardstick):
    moment = f"{time.time():.0f}"
    asked = {
        "small": small.answers("bench.prepare", moment),
        "full": full.answers("bench.prepare", moment),
        "yardstick": yardstick.answers("bench.yardstick.prepare"),
    }
    servers = {}
    try:
        for name, database in [("small", small), ("full", full)]:
            servers[name] = Server(name, "portal.wsgi", "bench.settings", database, moment)
        servers["yardstick"] = Server(
            "yardstick", "bench.yardstick.wsgi", "bench.yardstick.settings", yardstick, moment
        )
        results = list(measured(options, servers, asked))
    finally:
        for server in servers.values():
            server.stop()
    return results, explained(options, full)


def measured(options, servers, asked):
    for page in chosen_pages(options):
        figures = measure(
            page,
            (servers["yardstick"], asked["yardstick"][page.yardstick]),
            (servers["small"], asked["small"][page.name]),
            (servers["full"], asked["full"][page.name]),
        )
        cost = 1000 * (figures.web + figures.database)
        say(f"{page.name}: {figures.statements} queries, {cost:.1f} ms, {figures.ratio:.2f}×")
        yield page, figures


def chosen_pages(options):
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from .pages import PAGES

    words = [word.casefold() for word in options.page]
    return [
        page for page in PAGES if not words or any(word in page.name.casefold() for word in words)
    ]


def explained(options, full):
    """Write the plans of the search; whether none reads all sessions.

    Of a smaller portal reading them all may be right.
    """
    options.output.mkdir(parents=True, exist_ok=True)
    with (options.output / "explain.txt").open("w") as file:
        try:
            full.run("-m", "bench.explain", stdout=file)
        except CalledProcessError:
            return options.scale < 1
    return True


def write(options, results):
    about = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "scale": options.scale,
        "processors": os.cpu_count(),
        **yardsticks(results),
    }
    (options.output / "bench.json").write_text(as_json(about, results))
    table = as_markdown(about, results)
    (options.output / "bench.md").write_text(table)
    say(f"\n{table}\nWritten to {options.output}/.")


def yardsticks(results):
    """What 1× cost in this run, in milliseconds."""
    costs = {}
    for page, figures in results:
        costs.setdefault(f"1× ({page.yardstick})", []).append(figures.yardstick)
    return {name: f"{1000 * median(values):.1f} ms" for name, values in costs.items()}


def say(text):
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
