"""Demo catalogue: real qualifications, centres in real towns, sessions spread around today."""

import csv
import random
from pathlib import Path

from django.contrib.auth import get_user_model
from django.utils.text import slugify

from portal.search.services import mark_stale, reindex_stale
from portal.search.text import fold
from portal.territories.models import Territory
from trainings.models import (
    Centre,
    Domain,
    Formacode,
    Objective,
    Occupation,
    Training,
    TrainingKind,
    WayOfLearning,
)
from trainings.services.reference import OBJECTIVES, load_lists
from trainings.services.upkeep import place_centre

from .domains import DOMAINS
from .sessions import make_sessions

HERE = Path(__file__).parent
FIND_A_JOB, CHANGE, PROGRESS, DIPLOMA, EXPERIENCE = OBJECTIVES
OBJECTIVES_OF_KIND = {
    "Formation certifiante": [FIND_A_JOB, CHANGE, DIPLOMA],
    "Formation qualifiante": [FIND_A_JOB, CHANGE],
    "Formation professionnalisante": [FIND_A_JOB, PROGRESS],
    "Préparation à une formation": [CHANGE],
    "Module": [PROGRESS],
    "VAE": [EXPERIENCE, DIPLOMA],
}
HOURS_A_WEEK = 35


def load_demo_trainings():
    draw = random.Random(2026)  # noqa: S311  the same catalogue at every start
    domains = make_domains()
    load_lists()
    kinds = {kind.name: kind for kind in TrainingKind.objects.all()}
    objectives = {objective.name: objective for objective in Objective.objects.all()}
    occupations = make_occupations()
    trainings = make_trainings(domains, kinds, objectives, occupations)
    centres = make_centres()
    make_sessions(trainings, centres, draw)
    mark_stale(*trainings, *centres, *occupations.values())
    reindex_stale()


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def make_domains():
    by_slug = {}
    for position, (slug, name, inside) in enumerate(DOMAINS):
        root = Domain.objects.create(slug=slug, name=name, position=position)
        children = Domain.objects.bulk_create(
            Domain(slug=slug, name=name, parent=root, root=root, position=place)
            for place, (slug, name) in enumerate(inside)
        )
        by_slug |= {domain.slug: domain for domain in [root, *children]}
    return by_slug


def make_occupations():
    made = Occupation.objects.bulk_create(
        Occupation(
            code=row["code"], name=row["name"], job_titles=row["job_titles"].replace("|", "\n")
        )
        for row in rows("occupations.csv")
    )
    return {occupation.code: occupation for occupation in made}


def make_trainings(domains, kinds, objectives, occupations):
    source = list(rows("qualifications.csv"))
    trainings = Training.objects.bulk_create(
        training_of(row, number, kinds) for number, row in enumerate(source, start=1)
    )
    link_all(Training.domains, trainings, [[domains[row["domain"]]] for row in source])
    chosen = [[objectives[name] for name in OBJECTIVES_OF_KIND[row["kind"]]] for row in source]
    link_all(Training.objectives, trainings, chosen)
    chosen = [[occupations[code] for code in row["occupations"].split()] for row in source]
    link_all(Training.occupations, trainings, chosen)
    link_formacodes(trainings)
    return trainings


def link_formacodes(trainings):
    """Give each training the subjects whose words are in its title."""
    source = list(rows("formacodes.csv"))
    made = Formacode.objects.bulk_create(
        Formacode(code=row["code"], name=row["name"]) for row in source
    )
    chosen = [
        [subject for subject, row in zip(made, source, strict=True) if row["words"] in title]
        for title in (fold(training.title).replace("'", " ") for training in trainings)
    ]
    link_all(Training.formacodes, trainings, chosen)


def link_all(relation, trainings, chosen):
    """Link each training to its choices in one go."""
    through, field = relation.through, relation.field.m2m_reverse_field_name()
    through.objects.bulk_create(
        through(training=training, **{field: item})
        for training, items in zip(trainings, chosen, strict=True)
        for item in items
    )


def training_of(row, number, kinds):
    skills, hours = row["skills"].split("|"), int(row["hours"])
    certified = bool(row["rncp_code"])
    return Training(
        title=row["title"],
        slug=slugify(row["title"])[:100],
        code=f"F{number:04}",
        kind=kinds[row["kind"]],
        level=int(row["level"]) if row["level"] else None,
        hours=hours,
        weeks=max(1, round(hours / HOURS_A_WEEK)),
        way_of_learning=WayOfLearning.BLENDED if number % 5 == 0 else WayOfLearning.ON_SITE,
        cpf_eligible=certified,
        fast_entry=row["fast_entry"] == "1",
        rncp_code=row["rncp_code"],
        summary=f"Apprenez à {skills[0]}, à {skills[1]} et à {skills[2]}.",
        prerequisites=prerequisites_of(row["level"]),
        learning_objectives="\n".join(f"– {skill[0].upper()}{skill[1:]}" for skill in skills),
        programme=programme_of(skills, certified),
        certification=f"{row['title']} ({row['rncp_code']}). Chaque bloc de compétences "
        "peut aussi être obtenu séparément."
        if certified
        else "Attestation de fin de formation.",
        outcomes="Emploi dans les entreprises, les services publics et les associations du "
        "territoire, ou poursuite de formation.",
        supporting_documents="Pièce d’identité\nCurriculum vitæ\nNotification de France Travail, "
        "pour les personnes inscrites",
        price_notes="Prise en charge possible selon votre situation : Région, France Travail, "
        "compte personnel de formation, employeur.",
    )


def prerequisites_of(level):
    if level in {"5", "6"}:
        return "Avoir le niveau du baccalauréat ou une expérience du métier."
    if level == "4":
        return "Avoir suivi une scolarité jusqu’en fin de seconde, ou une première expérience."
    return "Savoir lire, écrire et compter ; avoir un projet confirmé par un entretien."


def programme_of(skills, certified):
    steps = [f"Module {number} : {skill}" for number, skill in enumerate(skills, start=1)]
    ending = "Stage en entreprise et préparation de l’examen" if certified else "Bilan et suite"
    return "\n".join([*steps, ending])


def make_centres():
    departments = {territory.code: territory for territory in Territory.objects.departments()}
    centres = [
        Centre(
            name=row["name"],
            address=row["address"],
            postal_code=row["postal_code"],
            city=row["city"],
            department=departments[row["department"]],
            contact_email=f"contact@{slugify(row['name'])}.example",
            contact_phone=row["phone"],
            **({"time_zone": row["time_zone"]} if row["time_zone"] else {}),
        )
        for row in rows("centres.csv")
    ]
    for centre in centres:
        place_centre(centre)
    Centre.objects.bulk_create(centres)
    agents = get_user_model().objects.filter(is_staff=True, is_superuser=False, is_active=True)
    through = Centre.agents.through
    through.objects.bulk_create(
        through(centre=centre, user=agent) for agent in agents for centre in centres
    )
    return centres
