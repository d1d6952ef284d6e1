"""Sessions of the demo: about five for each training, around today."""

from datetime import timedelta

from django.utils import timezone

from trainings.models import Funding, Session, SessionSeats, WayOfLearning

PER_TRAINING = range(3, 8)
# The first sessions of each training take candidates now, wherever the draw puts the others.
ALWAYS_OPEN = 2


def make_sessions(trainings, centres, draw):
    sessions = []
    for index, training in enumerate(trainings):
        # Every centre has its turn to come first; the plumbers begin in Lille.
        first = centres[(7 * index + 36) % len(centres)]
        places = draw.sample(centres, draw.choice(PER_TRAINING))
        places = [first, *(centre for centre in places if centre != first)]
        for rank, centre in enumerate(places):
            number = f"{timezone.localdate().year}-{len(sessions) + 1:05}"
            sessions.append(session_of(training, centre, rank, number, draw))
    Session.objects.bulk_create(sessions, batch_size=500)
    SessionSeats.objects.bulk_create(
        [seats for session in sessions for seats in seats_of(session, draw)], batch_size=500
    )


def session_of(training, centre, rank, number, draw):
    today = timezone.localdate()
    days = draw.randint(14, 120) if rank < ALWAYS_OPEN else draw.randint(-60, 270)
    starts_on = next_monday(today + timedelta(days=days))
    work_study = rank % 4 == 3
    session = Session(
        number=number,
        training=training,
        centre=centre,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=training.weeks, days=-3),
        registration_opens_on=starts_on - timedelta(days=180),
        registration_closes_on=starts_on - timedelta(days=4),
        way_of_learning=WayOfLearning.WORK_STUDY if work_study else training.way_of_learning,
        work_study=work_study,
        cpf_eligible=training.cpf_eligible,
        state=state_of(starts_on, rank, today, draw),
    )
    session.set_computed_fields()
    return session


def next_monday(day):
    return day + timedelta(days=-day.weekday() % 7)


def state_of(starts_on, rank, today, draw):
    if rank < ALWAYS_OPEN:
        return Session.State.OPEN
    if starts_on <= today:
        return Session.State.CLOSED
    return draw.choices(
        [Session.State.OPEN, Session.State.DRAFT, Session.State.CANCELLED], [20, 1, 1]
    )[0]


def seats_of(session, draw):
    """Six to sixteen seats of collective funding, fewer of the others; small sessions fill up."""
    small = draw.random() < 0.1
    seats = {Funding.COLLECTIVE: 2 if small else draw.randint(6, 16)}
    if not small and draw.random() < 0.6:
        seats[Funding.INDIVIDUAL] = draw.randint(1, 6)
    if not small and draw.random() < 0.4:
        seats[Funding.JOBSEEKER] = draw.randint(1, 4)
    return [
        SessionSeats(session=session, funding=funding, capacity=capacity)
        for funding, capacity in seats.items()
    ]
