"""Production refuses to start with unsafe values, and passes Django's own deployment check."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAFE = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": "kJ7-pQ2_zR9xW4vT" * 4,
    "ALLOWED_HOSTS": "portail.example.org",
    "SITE_URL": "https://portail.example.org",
    "DATABASE_URL": "postgres://portal@127.0.0.1:5432/portal",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "TRUSTED_PROXY_COUNT": "1",
    "DEFAULT_FROM_EMAIL": "Portail <portail@example.org>",
}


def manage(tmp_path, *arguments, **environment):
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {*SAFE, "DJANGO_SETTINGS_MODULE", "DEBUG"}
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**inherited, "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
    )


def test_deployment_check_is_clean(tmp_path):
    result = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **SAFE)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "unsafe",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "short"},
        {"ALLOWED_HOSTS": ""},
        {"ALLOWED_HOSTS": "*"},
        {"ALLOWED_HOSTS": ".example.org"},
        {"DEBUG": "1"},
        {"SITE_URL": "http://portail.example.org"},
        {"DATABASE_URL": "sqlite:///portal.sqlite3"},
        {"REDIS_URL": ""},
        {"EMAIL_URL": "consolemail://"},
        {"TRUSTED_PROXY_COUNT": ""},
        {"DEFAULT_FROM_EMAIL": ""},
        {"PORTAL_MODE": "prod"},
    ],
    ids=lambda unsafe: "=".join(*unsafe.items()),
)
def test_unsafe_value_is_refused(tmp_path, unsafe):
    result = manage(tmp_path, "check", **{**SAFE, **unsafe})
    assert result.returncode != 0
    assert "ImproperlyConfigured" in result.stderr


def test_production_has_no_open_mailbox(tmp_path):
    code = "from django.conf import settings; print(settings.MAILBOX_ENABLED)"
    result = manage(tmp_path, "shell", "--no-imports", "-c", code, **SAFE)
    assert result.stdout.strip() == "False", result.stderr


def test_demo_data_is_refused_in_production(tmp_path):
    result = manage(tmp_path, "load_demo", **SAFE)
    assert "Demo data is not for production" in result.stderr


def test_embedded_run_answers_to_this_machine_only(tmp_path):
    """Its mailbox is open: a deployment that forgets the mode must not serve it to the world."""
    result = manage(tmp_path, "check", PORTAL_MODE="embedded", ALLOWED_HOSTS="portail.example.org")
    assert "PORTAL_MODE=production" in result.stderr
