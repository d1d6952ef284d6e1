"""What every test gets."""

import pytest
from django.core.cache import caches

from trainings.services import offer


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits counted by one test must not refuse the next."""
    for cache in caches.all():
        cache.clear()
    yield


@pytest.fixture(autouse=True)
def fresh_offer(monkeypatch):
    """What a test writes is found at once."""
    monkeypatch.setattr(offer, "KEPT_FOR", 0)
    monkeypatch.setattr(offer, "_kept", None)


@pytest.fixture
def kept_offer(fresh_offer, monkeypatch):
    """The offer is kept, as a running portal does: for tests that count statements.

    Returns what reads it again.
    """
    monkeypatch.setattr(offer, "KEPT_FOR", 1_000_000)

    def read_again():
        monkeypatch.setattr(offer, "_kept", None)
        offer.current_offer()

    return read_again


def pytest_collection_modifyitems(config, items):
    """`full` and `browser` tests run only when asked for with -m."""
    if config.option.markexpr:
        return
    on_demand = [item for item in items if any(map(item.get_closest_marker, ["full", "browser"]))]
    config.hook.pytest_deselected(items=on_demand)
    left_out = set(on_demand)
    items[:] = [item for item in items if item not in left_out]
