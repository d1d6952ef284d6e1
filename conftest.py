"""What every test gets."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits counted by one test must not refuse the next."""
    cache.clear()
    yield


def pytest_collection_modifyitems(config, items):
    """`full` and `browser` tests run only when asked for with -m."""
    if config.option.markexpr:
        return
    chosen = [item for item in items if not {"full", "browser"} & {m.name for m in item.iter_markers()}]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen
