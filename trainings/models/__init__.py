from .catalogue import (
    Domain,
    Formacode,
    FormerSlug,
    Objective,
    Occupation,
    Training,
    TrainingKind,
    WayOfLearning,
)
from .centre import Centre, TimeZone
from .certification import Certification
from .importing import ImportColumn, ImportProfile, ImportRun
from .saved_search import SavedSearch
from .session import Funding, SeatHold, Session, SessionSeats

__all__ = [
    "Centre",
    "Certification",
    "Domain",
    "Formacode",
    "FormerSlug",
    "Funding",
    "ImportColumn",
    "ImportProfile",
    "ImportRun",
    "Objective",
    "Occupation",
    "SavedSearch",
    "SeatHold",
    "Session",
    "SessionSeats",
    "TimeZone",
    "Training",
    "TrainingKind",
    "WayOfLearning",
]
