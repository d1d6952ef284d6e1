"""A catalogue of the size of the country's, for measuring: `manage.py seed`."""

from itertools import product

from django.contrib.auth import get_user_model
from django.utils.text import slugify

from portal.territories.models import Territory
from trainings.demo import (
    OBJECTIVES_OF_KIND,
    link_all,
    make_domains,
    make_occupations,
    rows,
    training_of,
)
from trainings.demo.sessions import seats_of, session_of
from trainings.models import (
    Centre,
    Objective,
    SeatHold,
    Session,
    SessionSeats,
    Training,
    TrainingKind,
)

ALL_TRAININGS, ALL_CENTRES, ALL_SESSIONS = 10_000, 2_000, 200_000
# One session in so many is full: some fundings of others are, too.
FULL_ONE_IN = 7
AGENTS_A_CENTRE = 3
# The first agent works for so many centres whatever the scale: who pages are measured for.
CENTRES_OF_FIRST_AGENT = 10

# Around a qualification's title; each pair makes another training.
BEFORE = ["", "Titre professionnel : ", "Perfectionnement : ", "Certificat : ", "Parcours : "]
AFTER = [
    "", " en apprentissage", " à temps partiel", " pour débutants", " avec remise à niveau",
    " à distance", " en contrat de professionnalisation", " avec stage en entreprise",
    " et gestion d’équipe", " et travail en chantier", " et outils numériques",
    " en milieu rural", " en milieu hospitalier", " et anglais professionnel",
    " et développement durable", " et relation client", " avec tutorat", " et prévention",
    " en petite entreprise", " et création d’entreprise", " en collectivité", " et qualité",
    " par blocs de compétences", " en soirée",
]  # fmt: skip
KINDS_OF_CENTRE = ["Campus des métiers", "Centre de formation", "Atelier-école", "Lycée"]


def seed_trainings(seed):
    trainings = make_trainings(seed)
    centres = make_centres(seed)
    attach_agents(seed, centres)
    sessions = make_sessions(seed, trainings, centres)
    make_seats(seed, sessions)


def make_trainings(seed):
    domains, occupations = make_domains(), make_occupations()
    kinds = {kind.name: kind for kind in TrainingKind.objects.all()}
    objectives = {objective.name: objective for objective in Objective.objects.all()}
    source = training_rows(seed)
    made = []
    for number, row in enumerate(source, start=1):
        training = training_of(row, number, kinds)
        training.pk = number
        training.slug = f"{training.slug[:100]}-{number}"
        made.append(training)
    seed.save(Training, made)
    link_all(Training.domains, made, [[domains[row["domain"]]] for row in source])
    chosen = [[objectives[name] for name in OBJECTIVES_OF_KIND[row["kind"]]] for row in source]
    link_all(Training.objectives, made, chosen)
    chosen = [[occupations[code] for code in row["occupations"].split()] for row in source]
    link_all(Training.occupations, made, chosen)
    return made


def training_rows(seed):
    """The qualifications of the demo under many titles, in an order drawn once."""
    combined = [
        {**row, "title": f"{before}{row['title']}{after}"}
        for row, before, after in product(rows("qualifications.csv"), BEFORE, AFTER)
    ]
    seed.draw("titles").shuffle(combined)
    return combined[: seed.of(ALL_TRAININGS, at_least=20)]


def make_centres(seed):
    """In every department, more in the towns of the demo."""
    draw = seed.draw("centres")
    departments = list(Territory.objects.departments().order_by("pk"))
    by_code = {department.code: department for department in departments}
    towns = [
        (row["city"], row["postal_code"], by_code[row["department"]], row["time_zone"])
        for row in rows("centres.csv")
    ]
    everywhere = [(d.name, f"{d.code:0<5}", d, "") for d in departments]
    made = []
    for pk in range(1, seed.of(ALL_CENTRES, at_least=20) + 1):
        city, postal_code, department, time_zone = draw.choice(towns + everywhere)
        name = f"{draw.choice(KINDS_OF_CENTRE)} {city} {pk}"
        made.append(
            Centre(
                pk=pk,
                name=name,
                address=f"{draw.randint(1, 120)} rue de la République",
                postal_code=postal_code,
                city=city,
                department=department,
                latitude=round(draw.uniform(43, 50.5), 5),
                longitude=round(draw.uniform(-1, 6.5), 5),
                contact_email=f"contact@{slugify(name)}.example",
                contact_phone="03 53 01 00 01",
                **({"time_zone": time_zone} if time_zone else {}),
            )
        )
    seed.save(Centre, made)
    return made


def attach_agents(seed, centres):
    draw = seed.draw("agents")
    agents = get_user_model().objects.filter(is_staff=True, is_superuser=False)
    first, *others = agents.order_by("pk").values_list("pk", flat=True)
    pairs = [
        (centre.pk, agent)
        for centre in centres
        for agent in draw.sample(others, k=min(AGENTS_A_CENTRE, len(others)))
    ]
    pairs += [(centre.pk, first) for centre in centres[:CENTRES_OF_FIRST_AGENT]]
    seed.copy(Centre.agents.through, ["centre_id", "user_id"], pairs)


def make_sessions(seed, trainings, centres):
    """Twenty for each training on average, many more for some."""
    draw = seed.draw("sessions")
    weights = [draw.lognormvariate(0, 0.8) for _training in trainings]
    made, ranks = [], {}
    for pk, training in enumerate(
        draw.choices(trainings, weights, k=seed.of(ALL_SESSIONS)), start=1
    ):
        ranks[training.pk] = rank = ranks.get(training.pk, -1) + 1
        number = f"{seed.now.year}-{pk:06}"
        session = session_of(training, draw.choice(centres), rank, number, draw)
        session.pk = pk
        made.append(session)
    seed.save(Session, made)
    return made


def make_seats(seed, sessions):
    draw = seed.draw("seats")
    seats, holds = [], []
    for session in sessions:
        is_full = session.pk % FULL_ONE_IN == 0
        for row in seats_of(session, draw):
            row.pk = len(seats) + 1
            if is_full or draw.random() < 0.1:
                row.capacity = row.held = min(row.capacity, 3)
            seats.append(row)
            holds += [(row.pk, f"seed-{row.pk}-{number}") for number in range(row.held)]
    seed.save(SessionSeats, seats)
    seed.copy(SeatHold, ["seats_id", "holder"], holds)
