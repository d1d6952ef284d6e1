"""Markdown made harmless, placeholders filled in, the shipped texts."""

import re

import pytest

from portal.pages import content_files
from portal.pages.markdown import render_markdown, render_page
from portal.pages.models import SiteSettings
from portal.pages.placeholders import NAMES, fill_placeholders


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "![x](https://exemple.fr/pixel.png)",
        '<a href="https://exemple.fr" style="color:red">x</a>',
        "<iframe src=//exemple.fr>",
        "<svg/onload=alert(1)>",
    ],
)
def test_markdown_does_no_harm(typed):
    html = render_markdown(typed)
    assert not re.search(r"<(script|img|iframe|svg|style)|<[^>]*(onerror|onload|style)=", html)
    assert "javascript:" not in re.findall(r'href="([^"]*)"', html)
    assert not re.search(r'href="(javascript|data):', html)


def test_markdown_keeps_what_people_need():
    html = render_markdown("**Gras**\nligne\n\n- un\n- [lien](https://exemple.fr)\n\n1 < 2 & é")
    assert "<strong>Gras</strong><br>" in html
    assert '<a href="https://exemple.fr" rel="noopener nofollow">lien</a>' in html
    assert "1 &lt; 2 &amp; é" in html


@pytest.mark.parametrize(
    "typed", ["\x00", "a\udc80b", "[" * 5000, "> " * 2000, "", "🙂‏", "`" * 999]
)
def test_markdown_never_fails(typed):
    assert isinstance(render_markdown(typed), str)


def test_headings_go_under_those_of_the_page():
    html = render_markdown("# Un\n\n### Deux\n\n###### Trois", top_level=3)
    assert re.findall(r"<h(\d)", html) == ["3", "4", "4"]


def test_contents_lead_to_the_headings():
    html, contents = render_page("## Vos droits\n\nx\n\n## Vos droits\n\n## ?!\n\n### Détail")
    anchors = [anchor for anchor, _title in contents]
    assert len(set(anchors)) == 3
    for anchor in anchors:
        assert f'<h2 id="{anchor}">' in html
    assert '<h3 id="detail">Détail</h3>' in html


@pytest.mark.django_db
def test_placeholders_show_the_settings_as_they_are():
    SiteSettings.objects.create(controller="Région *Est* <b>", contact_phone="01 99 00 00 01")
    html = render_markdown(
        fill_placeholders("{controller} {contact_phone} {contact_email} {autre}")
    )
    assert "Région *Est*" in html
    assert "<b>" not in html
    assert '<a href="tel:0199000001" rel="noopener nofollow">01 99 00 00 01</a>' in html
    assert 'href="mailto:assistance@portail.example"' in html
    assert "{autre}" in html


SHIPPED = sorted(path.name.split(".")[0] for path in content_files.FOLDER.glob("*.fr.md"))


@pytest.mark.parametrize("slug", SHIPPED)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_shipped_texts_have_title_sections_and_known_placeholders(slug, language):
    text = content_files.read(slug, language)
    assert text.title
    assert len(render_page(text.body)[1]) >= 3
    assert set(re.findall(r"\{(\w+)\}", text.body)) <= set(NAMES)


@pytest.mark.parametrize("slug", SHIPPED)
def test_shipped_french_is_typographic(slug):
    body = content_files.read(slug, "fr").body
    assert "'" not in body
    assert not re.search(r"[^\s:|-] [:;?!»](\s|$)|« ", body, re.MULTILINE)


@pytest.mark.parametrize("slug", SHIPPED)
def test_both_languages_say_the_same_sections(slug):
    sections = [
        re.findall(r"^#+", content_files.read(slug, language).body, re.MULTILINE)
        for language in ("fr", "en")
    ]
    assert sections[0] == sections[1]


def test_privacy_page_holds_what_the_gdpr_asks():
    body = content_files.read("confidentialite", "fr").body
    for needed in [
        "{controller}", "{dpo_email}", "{dpo_address}", "{authority}", "Source", "Pourquoi",
        "Base légale", "Qui les voit", "Durée", "rectification", "effacement", "portabilité",
    ]:  # fmt: skip
        assert needed in body
