"""`{controller}` and the like in a page's text stand for the site settings."""

import re

from django.utils.html import strip_tags

from .markdown import phone_address
from .services import get_site_settings

NAMES = (
    "site_name",
    "contact_name",
    "contact_email",
    "contact_phone",
    "urgent_phone",
    "publisher",
    "publisher_address",
    "publication_director",
    "host",
    "controller",
    "controller_address",
    "dpo_email",
    "dpo_address",
    "authority",
    "authority_url",
)
_PLACEHOLDER = re.compile(r"\{(" + "|".join(NAMES) + r")\}")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|])")


def fill_placeholders(text):
    """Put the site settings in place of their names, their Markdown signs made harmless."""
    site = get_site_settings()
    return _PLACEHOLDER.sub(lambda found: _as_markdown(found[1], getattr(site, found[1])), text)


def _as_markdown(name, value):
    text = _MARKDOWN.sub(r"\\\1", strip_tags(value))
    if name.endswith("_email"):
        return f"[{text}](mailto:{text})"
    if name.endswith("_phone"):
        return f"[{text}](tel:{phone_address(value)})"
    return text
