from django.db import transaction

from accounts.models import OrganisationType

# What the list begins with; from then on it is the staff's.
FIRST_TYPES = [
    "Armée de terre",
    "Armée de l’Air et de l’Espace",
    "Marine nationale",
    "Gendarmerie",
    "France Travail (anciennement Pôle emploi)",
    "Mission locale",
    "Cap emploi",
    "Conseil départemental",
    "Conseil régional",
    "CCAS",
    "PLIE",
    "Association",
]
OTHER = "Autre"
LAST = 1000


@transaction.atomic
def load_organisation_types():
    """Give an empty portal its list of organisation types; « Autre » stays last."""
    if OrganisationType.objects.exists():
        return
    OrganisationType.objects.bulk_create(
        [
            *(
                OrganisationType(name=name, position=10 * position)
                for position, name in enumerate(FIRST_TYPES, start=1)
            ),
            OrganisationType(name=OTHER, position=LAST, asks_details=True),
        ]
    )
