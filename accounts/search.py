"""Under which words organisations are found."""

from accounts.models import Organisation
from portal.search.registry import Document


def searchable_organisations():
    return Organisation.objects.select_related("type")


def organisation_document(organisation):
    return Document(title=organisation.name, body=f"{organisation.place} {organisation.kind}")
