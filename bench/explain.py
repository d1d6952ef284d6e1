"""The plans of the search's statements at DATABASE_URL: `python -m bench.explain`.

Ends with an error when one of them reads all sessions.
"""

import os
import re
import sys

import django

FORBIDDEN = re.compile(r"Seq Scan on trainings_session\b")


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from bench.pages import PAGES

    searches = [page for page in PAGES if page.name.startswith("Catalogue")]
    refused = [page.name for page in searches if not explain(page)]
    if refused:
        sys.exit(f"All sessions are read for: {', '.join(refused)}.")


def explain(page):
    """Print the plan of each statement of the page; whether none reads all sessions."""
    from django.db import connection

    print(f"\n# {page.name}: {page.address()}")  # noqa: T201
    plans = []
    for statement in statements_of(page):
        with connection.cursor() as cursor:
            # Placeholders are filled in already: a « % » is only a « % ».
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement.replace('%', '%%')}", [])
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
        print(f"\n{statement}\n\n{plans[-1]}")  # noqa: T201
    return not any(FORBIDDEN.search(plan) for plan in plans)


def statements_of(page):
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    if page.by:
        client.force_login(get_user_model().objects.get(username=page.by))
    client.get(page.address())  # reads the offer, which is kept, and the vocabulary
    with CaptureQueriesContext(connection) as queries:
        client.get(page.address())
    statements = [query["sql"] for query in queries]
    return [statement for statement in statements if statement.startswith("SELECT")]


if __name__ == "__main__":
    main()
