"""The repository's templates: all used, all parseable, nothing that the CSP refuses."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = settings.BASE_DIR / "templates"
NAMES = sorted(
    path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file()
)
PAGES = [name for name in NAMES if name.endswith(".html") and not name.startswith("mail/")]
# What Django, allauth and crispy look up by name, so that no line of ours says it.
LOOKED_UP = re.compile(
    r"^(admin|account|bootstrap5|django|errors|mail|components|altcha_widget)(/|\.)"
)
INLINE = re.compile(
    r"""\s(style|on[a-z]+)\s*=\s*["']|<style|<script(?![^>]*\ssrc=)(?![^>]*type="application/(ld\+)?json")"""
)


@pytest.mark.parametrize("name", NAMES)
def test_template_parses(name):
    get_template(name)


def test_no_inline_script_or_style():
    found = [
        name for name in PAGES if INLINE.search((TEMPLATES / name).read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_template_is_used():
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (
            "portal",
            "accounts",
            "communities",
            "trainings",
            "applications",
            "templates",
        )
        for path in (settings.BASE_DIR / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"}
    )

    def is_used(name):
        folder, _slash, file = name.rpartition("/")
        # Or named by its folder and its own word: f"accounts/signup/{template}.html".
        in_parts = f'f"{folder}/{{' in text and f'"{file.removesuffix(".html")}"' in text
        return LOOKED_UP.match(name) or f'"{name}"' in text or in_parts

    assert [name for name in NAMES if not is_used(name)] == []


def test_every_component_is_used():
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*") if path.is_file()
    )
    unused = [
        name
        for name in NAMES
        if name.startswith("components/")
        and f'"{name}"' not in text
        and f'component "{name.removeprefix("components/").removesuffix(".html")}"' not in text
    ]
    assert unused == []
