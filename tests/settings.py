"""Settings of the test suite: the portal's own, with what tests must not share or wait for."""

import os
import tempfile
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
# Each test process has its own files, cache and Redis database.
_shared = os.environ.setdefault("TESTS_DIR", tempfile.mkdtemp(prefix="portal-tests-"))
os.environ["VAR_DIR"] = str(Path(_shared) / WORKER)
if os.environ.get("REDIS_URL"):
    _server = os.environ["REDIS_URL"].rsplit("/", 1)[0]
    os.environ["REDIS_URL"] = f"{_server}/{8 + int(WORKER.removeprefix('gw'))}"

from portal.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
MIDDLEWARE = ["tests.middleware.NoWritesOnGet", *MIDDLEWARE]  # noqa: F405
