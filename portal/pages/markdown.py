"""Markdown that people type, turned into HTML that cannot do harm."""

import re

import nh3
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "h2": {"id"}, "h3": {"id"}, "ol": {"start"}}
_DEEPEST = 4
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")


def render_markdown(text, *, top_level=2):
    """Return the HTML of `text`: no raw HTML, no image, links to http(s), mail and phone only.

    Headings are put under the page's own <h1>: the highest one used becomes `top_level`.
    """
    return _render(_parse(text, top_level))


def render_page(text):
    """Return (HTML, contents) of a long page: headings with ids, the <h2> as (id, title) too."""
    tokens = _parse(text, top_level=2)
    anchors, contents = set(), []
    for heading, inline in zip(tokens, tokens[1:], strict=False):
        if heading.type == "heading_open" and heading.tag in {"h2", "h3"}:
            anchor = slugify(inline.content) or "section"
            if anchor in anchors:
                anchor = f"{anchor}-{len(anchors) + 1}"
            anchors.add(anchor)
            heading.attrSet("id", anchor)
            if heading.tag == "h2":
                contents.append((anchor, inline.content))
    return _render(tokens), contents


def _parse(text, top_level):
    tokens = _parser.parse(_LONE_SURROGATE.sub("", text))
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(top_level + levels.index(token.tag), _DEEPEST)}"
    return tokens


def _render(tokens):
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned by nh3


def phone_address(phone):
    """« 01 99 00 12 34 » as a `tel:` link wants it."""
    return re.sub(r"[^\d+]", "", phone)
