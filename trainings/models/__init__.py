from .catalogue import (
    Domain,
    FormerSlug,
    Objective,
    Occupation,
    Training,
    TrainingKind,
    WayOfLearning,
)
from .centre import Centre, TimeZone
from .session import Funding, SeatHold, Session, SessionSeats

__all__ = [
    "Centre",
    "Domain",
    "FormerSlug",
    "Funding",
    "Objective",
    "Occupation",
    "SeatHold",
    "Session",
    "SessionSeats",
    "TimeZone",
    "Training",
    "TrainingKind",
    "WayOfLearning",
]
