"""What the browser downloads: only icons that are used, and light enough."""

import gzip
import re

import pytest
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
DIST = STATIC / "dist"
BUDGET = 60_000

# `{% icon "x" %}`, and `icon="x"` of a component, a menu entry or a default.
USED = re.compile(r"""(?:\{% icon |\bicon[=:] ?|"icon": )["']([a-z0-9-]+)["']""")


def used_icons():
    folders = ["portal", "accounts", "communities", "trainings", "applications", "templates"]
    for folder in folders:
        for path in (settings.BASE_DIR / folder).rglob("*"):
            if path.suffix in {".py", ".html"} and "tests" not in path.parts:
                yield from USED.findall(path.read_text(encoding="utf-8"))


def test_icons_are_those_used():
    listed = (STATIC / "src" / "icons.txt").read_text().split()
    assert sorted(set(used_icons())) == listed


@pytest.mark.parametrize("name", ["portal.css", "portal.js", "admin.css"])
def test_weight(name):
    built = DIST / name
    if not built.exists():
        pytest.skip("not built: npm run build")
    assert len(gzip.compress(built.read_bytes())) <= BUDGET


def test_nothing_comes_from_elsewhere():
    for source in (STATIC / "src").rglob("*"):
        if source.suffix in {".js", ".scss", ".txt"}:
            text = source.read_text(encoding="utf-8").replace("http://www.w3.org", "")
            assert not re.search(r"https?://", text), source
