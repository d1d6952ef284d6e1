"""One web process each: started, asked, and what it and its database's processes cost."""

import http.client
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from .middleware import ANSWERED, ASKED

STARTS_WITHIN = 30


class Server:
    def __init__(self, name, application, settings, database, run):
        self.name, self.database = name, database
        self.port = free_port()
        self.asked = {}  # how often each page was asked
        environment = {
            **database.environment,
            "DJANGO_SETTINGS_MODULE": settings,
            "BENCH_RUN": run,
        }
        bound = ["--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--no-control-socket"]
        command = [sys.executable, "-m", "gunicorn", application, *bound, "--log-level", "error"]
        self.process = subprocess.Popen(command, env=environment)  # noqa: S603
        self.wait()

    def wait(self):
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"{self.name} does not start.")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)

    def cpu(self):
        """Seconds of processor used so far, by the web processes and by PostgreSQL's."""
        web = seconds_of([self.process.pid, *children_of(self.process.pid)])
        return web, seconds_of(self.database.backends())

    def ask(self, page, requests, count=False):
        """Send the next request of the page; returns (seconds, response, body)."""
        turn = self.asked[page] = self.asked.get(page, -1) + 1
        request = requests[turn % len(requests)]
        headers = {"Accept-Encoding": "gzip", "Accept-Language": "fr"}
        if request["cookies"]:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in request["cookies"].items())
        body = None
        if request["method"] == "POST":
            body = urlencode(request["fields"])
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if count:
            headers[ASKED] = "1"
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(request["method"], request["path"], body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        seconds = time.perf_counter() - start
        expected = 302 if request["method"] == "POST" else 200
        if response.status != expected:
            raise RuntimeError(f"{page} on {self.name}: {response.status}")
        return seconds, response, content

    def statements(self, page, requests):
        _seconds, response, _content = self.ask(page, requests, count=True)
        return int(response.headers[ANSWERED])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def seconds_of(pids):
    """Processor time of all threads of these processes, to the nanosecond (Linux)."""
    return sum(
        int(task.read_text().split()[0]) / 1e9
        for pid in pids
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat")
    )
