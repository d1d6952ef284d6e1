"""What gunicorn lets through, started with the options of the Procfiles."""

import os
import shlex
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(environ["QUERY_STRING"])).encode()]
"""
TYPED = 10_000


def gunicorn_options(procfile):
    """What follows the application, less where it listens."""
    [line] = [line for line in (ROOT / procfile).read_text().splitlines() if "gunicorn" in line]
    options = shlex.split(line)[3:]
    place = options.index("--bind")
    return options[:place] + options[place + 2 :]


@pytest.mark.parametrize("procfile", ["Procfile", "Procfile.embedded"])
def test_a_search_of_10_kb_reaches_the_portal(tmp_path, procfile):
    (tmp_path / "counting.py").write_text(APPLICATION)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port, number = listening.getsockname()[1], listening.fileno()
        command = [sys.executable, "-m", "gunicorn", "counting", "--bind", f"fd://{number}"]
        server = subprocess.Popen(
            [*command, *gunicorn_options(procfile)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            pass_fds=[number],
        )
        try:
            # « é » takes six signs of an address.
            assert answer(port, f"/formations/?q={'%C3%A9' * TYPED}") == (200, 6 * TYPED + 2)
        finally:
            server.terminate()
            server.wait(30)


def answer(port, address):
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address)
    response = connection.getresponse()
    status, body = response.status, response.read()
    connection.close()
    return status, int(body) if body.isdigit() else body
