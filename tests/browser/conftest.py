"""The portal as a person meets it: started by `make run`, read in Chromium.

Each journey runs twice: on the embedded portal, and on PostgreSQL, Redis and a
Celery worker where these answer.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
POSTGRES = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
# Pages that refuse, which journeys meet on purpose.
EXPECTED_REFUSAL = re.compile(r"status of (40\d|410|429)")
# The page to stop messages is reached from a mail: its link is signed with the portal's own key.
SIGN_A_LINK = """
from accounts.models import User
from portal.notices.unsubscribe import unsubscribe_address
print(unsubscribe_address(User.objects.get(email="membre@demo.example"), "notices.digest"))
"""


def answers(url):
    host, port = url.split("@")[-1].split("//")[-1].split("/")[0].split(":")
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, int(port))) == 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Database:
    """A fresh PostgreSQL database for one run of the portal."""

    name = f"portal_browser_{os.getpid()}"

    def __enter__(self):
        self.execute(f"CREATE DATABASE {self.name}")
        return f"{POSTGRES.rsplit('/', 1)[0]}/{self.name}"

    def __exit__(self, *exception):
        self.execute(f"DROP DATABASE {self.name} WITH (FORCE)")

    def execute(self, statement):
        server = f"{POSTGRES.rsplit('/', 1)[0]}/postgres"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(statement)


def usual_environment():
    """Nothing of the test suite's own settings."""
    own = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "TESTS_DIR", "VAR_DIR"}
    return {key: value for key, value in os.environ.items() if key not in own}


def start(target, directory, environment):
    """Run `make <target>` until the caller is done; yields the address and the environment."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **usual_environment(),
        **environment,
        "PORT": str(port),
        "VAR_DIR": str(directory),
        "SITE_URL": url,
    }
    log = (directory / "output.log").open("w")
    process = subprocess.Popen(
        ["make", target], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
    )
    try:
        wait_until_it_answers(url, process, directory / "output.log")
        yield url, environment
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        log.close()


def wait_until_it_answers(url, process, log):
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/sante/vivant/", timeout=2)  # noqa: S310
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.3)
    pytest.fail(f"the portal did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session", params=["embedded", "full"])
def running(request, tmp_path_factory):
    """A freshly started portal with its demo data: (address, environment)."""
    directory = tmp_path_factory.mktemp(f"portal-{request.param}")
    if started := os.environ.get("PORTAL_URL"):
        # Quicker while a journey is being written: one that runs already.
        yield started, {**usual_environment(), "SITE_URL": started}
    elif request.param == "embedded":
        yield from start("run", directory, {})
    elif not (answers(POSTGRES) and answers(REDIS)):
        pytest.skip("PostgreSQL or Redis does not answer")
    else:
        with Database() as database_url:
            redis_url = f"{REDIS.rsplit('/', 1)[0]}/7"
            yield from start(
                "run-full", directory, {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
            )


@pytest.fixture(scope="session")
def portal(running):
    """The address of the portal."""
    return running[0]


@pytest.fixture(scope="session")
def links(running):
    """The addresses that only a mail holds, by name."""
    command = [ROOT / ".venv/bin/python", "manage.py", "shell", "-v", "0", "-c", SIGN_A_LINK]
    answer = subprocess.run(command, cwd=ROOT, env=running[1], capture_output=True, check=True)
    return {"unsubscribe": answer.stdout.decode().split()[-1]}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture
def open_browser(browser, portal):
    """`open_browser(size)` gives a page of a person of their own; its console must stay silent."""
    complaints = []
    contexts = []

    def open_page(viewport=DESKTOP, **options):
        context = browser.new_context(
            base_url=portal,
            viewport=viewport,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and not EXPECTED_REFUSAL.search(message.text)
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def axe_violations(page, within=None):
    """What axe finds on the page, or in a part of it, as readable lines."""
    # Style sheets that import others are not fetched once more: our policy forbids that.
    results = Axe().run(page, context=within, options={"preload": within is None})
    return [
        f"{page.url} {violation['id']}: {node['html'][:160]}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
