"""The sign-up as tests walk through it, page by page."""

import re

from django.urls import reverse

from accounts.models import OrganisationType, SignupDraft, User
from accounts.services.signup import live_draft
from portal.outbox.models import OutgoingEmail
from portal.pages.services import current_terms
from portal.search.text import fold
from portal.territories.models import Territory

PASSWORD = "Marée-Haute7"

IDENTITY = {
    "kind": "individual",
    "civility": "mrs",
    "last_name": "Lefèvre",
    "first_name": "Hélène",
    "email": "helene.lefevre@exemple.fr",
    "without_proof": "1",
}

URLS = {
    name: f"/inscription/{path}"
    for name, path in {
        "identity": "identite/",
        "confirmation": "confirmation/",
        "organisation": "structure/",
        "territories": "perimetre/",
        "password": "mot-de-passe/",
    }.items()
}


def post_identity(client, **changes):
    return client.post(URLS["identity"], {**IDENTITY, **changes})


def codes_sent(email=IDENTITY["email"]):
    """The codes in the mails to this address, oldest first."""
    mails = OutgoingEmail.objects.filter(to_key=email, kind="accounts.signup_code").order_by("pk")
    return [re.search(r"\b\d{6}\b", mail.text_body)[0] for mail in mails]


def post_code(client, code):
    return client.post(URLS["confirmation"], {"code": code})


def post_organisation(client, name="Association des marins", **changes):
    return client.post(URLS["organisation"], {"name": name, "picked": "new", **changes})


def post_territories(client, *territories):
    chosen = territories or [Territory.objects.get(kind="region", code="53")]
    return client.post(URLS["territories"], {"territories": [item.pk for item in chosen]})


def post_password(client, **changes):
    terms = current_terms()
    data = {"username": IDENTITY["email"], "password": PASSWORD}
    if terms:
        data |= {"terms": "on", "terms_version": terms.pk}
    return client.post(URLS["password"], {**data, **changes})


def load_some_territories():
    """Two regions and a department of each: the whole of France is slow to load for each test."""
    for code, region, department_code, department in [
        ("53", "Bretagne", "29", "Finistère"),
        ("32", "Hauts-de-France", "59", "Nord"),
    ]:
        parent = Territory.objects.create(
            kind="region", code=code, name=region, name_key=fold(region)
        )
        Territory.objects.create(
            kind="department",
            code=department_code,
            name=department,
            name_key=fold(department),
            parent=parent,
        )


def reach(client, step, **identity):
    """Do the steps before `step`; returns the draft."""
    partner = identity.get("kind") == User.Kind.PARTNER
    email = identity.get("email", IDENTITY["email"])
    steps = {
        "confirmation": lambda: post_identity(client, **identity),
        "organisation": lambda: post_code(client, codes_sent(email)[-1]),
        "territories": lambda: post_organisation(
            client, **({"type": OrganisationType.objects.first().pk} if partner else {})
        ),
        "password": lambda: post_territories(client),
    }
    for name, do in steps.items():
        response = do()
        assert response.status_code == 302, response.context["form"].errors
        if name == step:
            break
    return draft_of(client)


def draft_of(client):
    return live_draft(client.session["signup"])


def fresh(draft):
    return SignupDraft.objects.get(pk=draft.pk)


def messages_of(response):
    return " ".join(str(message) for message in response.context["messages"])


def sign_up(client, **identity):
    """All five steps; returns the account."""
    reach(client, "password", **identity)
    response = post_password(client, username=identity.get("email", IDENTITY["email"]))
    assert response.status_code == 302 and response.url == reverse("account_login")
    return User.objects.get(email=identity.get("email", IDENTITY["email"]))
