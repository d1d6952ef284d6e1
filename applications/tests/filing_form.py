"""The form of « Demande de formation pour un candidat », filled in and sent."""

from django.urls import reverse

TYPED = {
    "civility": "mr",
    "last_name": "Petit",
    "first_name": "Ahmed",
    "birth_date": "02/04/1998",
    "email": "ahmed.petit@exemple.fr",
    "phone": "06 12 34 56 78",
    "postal_code": "59000",
    "city": "Lille",
    "funding": "",
    "consent": "on",
    "form_token": "6a9d8c7e-0000-4000-8000-000000000001",
    "checked_email": "",
    "checked_postal_code": "",
}


def address(session):
    return reverse("applications:prescribe", args=[session.number])


def post(client, session, **changes):
    return client.post(address(session), {**TYPED, **changes})


def sentences(response):
    return " ".join(
        str(error) for errors in response.context["form"].errors.values() for error in errors
    )
