"""The lists that a new portal starts with; afterwards they are the staff's."""

from trainings.models import Objective, TrainingKind

KINDS = [
    "Formation qualifiante",
    "Formation certifiante",
    "Formation professionnalisante",
    "Préparation à une formation",
    "Module",
    "VAE",
]
OBJECTIVES = [
    "Trouver un emploi",
    "Me reconvertir",
    "Évoluer dans mon métier",
    "Obtenir un diplôme",
    "Faire valider mon expérience",
]


def load_lists():
    """Fill the lists that are empty; what staff changed is never put back."""
    for model, names in [(TrainingKind, KINDS), (Objective, OBJECTIVES)]:
        if not model.objects.exists():
            model.objects.bulk_create(
                model(name=name, position=position) for position, name in enumerate(names)
            )
