"""How each model that speaks of a person is exported and erased.

Every model with a link to an account registers itself here from its first day
(a test walks all models and fails for the missing ones).
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PersonalData:
    """What happens to the rows of one model when a person asks.

    `export(user)` returns a list of plain dictionaries for the person's copy.
    `erase(user)` removes or anonymises the rows; None needs `kept_because`,
    the reason for which they stay.
    """

    model: str
    export: Callable | None
    erase: Callable | None
    kept_because: str = ""

    def __post_init__(self):
        if self.erase is None and not self.kept_because:
            raise ValueError(f"{self.model}: say how it is erased or why it is kept")


_registry = {}


def register(model, *, export, erase=None, kept_because=""):
    """Register `model` ("app.Model"); call it in `AppConfig.ready()`."""
    _registry[model.lower()] = PersonalData(model, export, erase, kept_because)


def registered():
    return dict(_registry)
