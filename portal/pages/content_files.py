"""The shipped texts: `content/<slug>.<language>.md`, first line the title."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from .models import Page, Terms

FOLDER = Path(__file__).parent / "content"
TERMS = "conditions-generales"
FOOTER_POSITIONS = {"aide": 10, "mentions-legales": 20, "confidentialite": 40, "accessibilite": 50}


@dataclass(frozen=True)
class Text:
    title: str
    body: str


def read(slug, language):
    """Return the shipped text of a page: its `# Title` line and the rest."""
    content = (FOLDER / f"{slug}.{language}.md").read_text(encoding="utf-8")
    title, _newline, body = content.partition("\n")
    return Text(title.removeprefix("# ").strip(), body.strip() + "\n")


@transaction.atomic
def load_pages():
    """Put the shipped texts in place and return what was changed.

    A page that staff edited since is left as they wrote it, and the terms are
    only loaded where there are none.
    """
    changed = []
    for slug in sorted({path.name.split(".")[0] for path in FOLDER.glob("*.md")} - {TERMS}):
        if _load_page(slug):
            changed.append(slug)
    if not Terms.objects.exists():
        Terms.objects.create(
            version="1",
            body_fr=read(TERMS, "fr").body,
            body_en=read(TERMS, "en").body,
            published_at=timezone.now(),
        )
        changed.append(TERMS)
    return changed


def _load_page(slug):
    page = Page.objects.filter(slug=slug).first()
    if page is None:
        page = Page(slug=slug, footer_position=FOOTER_POSITIONS.get(slug))
    elif page.loaded_digest != _digest(page):
        return False
    before = page.loaded_digest
    for language in ("fr", "en"):
        text = read(slug, language)
        setattr(page, f"title_{language}", text.title)
        setattr(page, f"body_{language}", text.body)
    page.loaded_digest = _digest(page)
    if page.loaded_digest == before:
        return False
    page.save()
    return True


def _digest(page):
    texts = [page.title_fr, page.body_fr, page.title_en, page.body_en]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
