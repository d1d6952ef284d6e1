"""Makes the yardstick's rows in an empty database and prints its requests, as JSON."""

import json
import os
from datetime import date, timedelta

import django

ENTRIES = 1_000
SUMMARY = "Apprenez un métier en quelques mois, avec un stage en entreprise et un suivi. " * 2


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.yardstick.settings"
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", run_syncdb=True, verbosity=0)
    user = User.objects.create_user("yardstick", "yardstick@seed.example")
    fill()
    client = Client()
    client.force_login(user)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    print(json.dumps({"list": [page(cookies)], "insert": [insert(cookies)]}))  # noqa: T201


def fill():
    from .models import Entry

    Entry.objects.bulk_create(
        Entry(
            title=f"Formation {number:04} : installation et dépannage",
            summary=SUMMARY,
            place=f"Centre de formation {number % 50}, Lille",
            starts_on=date(2027, 1, 4) + timedelta(days=number % 300),
            seats=number % 12,
        )
        for number in range(ENTRIES)
    )


def page(cookies):
    return {"method": "GET", "path": "/", "cookies": cookies}


def insert(cookies):
    token = "c" * 32
    fields = {
        "title": "Une demande",
        "summary": SUMMARY,
        "place": "Lille",
        "starts_on": "2027-01-04",
        "seats": "12",
        "csrfmiddlewaretoken": token,
    }
    cookies = {**cookies, "csrftoken": token}
    return {"method": "POST", "path": "/insert/", "cookies": cookies, "fields": fields}


if __name__ == "__main__":
    main()
