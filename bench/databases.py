"""Databases of one's own beside that of DATABASE_URL: made, filled, dropped."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

SERVER = os.environ["DATABASE_URL"]


class Database:
    """`portal_bench_full` beside `portal`, on the same server."""

    def __init__(self, label):
        parts = urlsplit(SERVER)
        self.name = f"{parts.path.strip('/')}_bench_{label}"
        self.url = urlunsplit(parts._replace(path=f"/{self.name}"))

    @property
    def environment(self):
        return {**os.environ, "DATABASE_URL": self.url, "LOG_LEVEL": "ERROR", "DEBUG": "0"}

    def exists(self):
        found = "SELECT 1 FROM pg_database WHERE datname = %s"
        return on_server(found, [self.name]).fetchone() is not None

    def create(self):
        self.drop()
        on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name)))
        # A statement's whole work is then in one process, which is measured.
        on_server(
            sql.SQL("ALTER DATABASE {} SET max_parallel_workers_per_gather = 0").format(
                sql.Identifier(self.name)
            )
        )

    def drop(self):
        on_server(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name))
        )

    def backends(self):
        """The processes of PostgreSQL that serve this database."""
        found = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
        return [pid for (pid,) in on_server(found, [self.name])]

    def run(self, *arguments, **options):
        """Run Python on this database."""
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(  # noqa: S603
            command, env=self.environment, check=True, text=True, **options
        )

    def answers(self, *arguments):
        """What a module prints as JSON."""
        return json.loads(self.run("-m", *arguments, stdout=subprocess.PIPE).stdout)


_connection = None


def on_server(statement, parameters=None):
    global _connection
    if _connection is None:
        maintenance = urlunsplit(urlsplit(SERVER)._replace(path="/postgres"))
        _connection = psycopg.connect(maintenance, autocommit=True)
    return _connection.execute(statement, parameters)
