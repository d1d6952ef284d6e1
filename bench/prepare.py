"""Prints the requests of each page of the seeded portal at DATABASE_URL, as JSON.

`python -m bench.prepare RUN`. People are signed in by sessions written to the database.
"""

import json
import os
import sys

import django

POSTS = 120
# Django takes any secret that cookie and form agree on.
CSRF = "c" * 32


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from bench.pages import PAGES

    run = sys.argv[1]
    print(json.dumps({page.name: requests_of(page, run) for page in PAGES}))  # noqa: T201


def requests_of(page, run):
    """The requests of one page, to be sent in turn."""
    path = page.address()
    if page.form is None:
        return [{"method": "GET", "path": path, "cookies": signed_in(page.by)}]
    return [post(path, *page.form(number, run)) for number in range(POSTS)]


def post(path, by, fields):
    cookies = {**signed_in(by), "csrftoken": CSRF}
    return {
        "method": "POST",
        "path": path,
        "cookies": cookies,
        "fields": {**fields, "csrfmiddlewaretoken": CSRF},
    }


def signed_in(username, known={}):  # noqa: B006  each account signs in once
    from django.contrib.auth import get_user_model
    from django.test import Client

    if not username:
        return {}
    if username not in known:
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        known[username] = {name: morsel.value for name, morsel in client.cookies.items()}
    return known[username]


if __name__ == "__main__":
    main()
