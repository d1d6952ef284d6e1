"""Filters for texts that people type."""

from django import template

from portal.pages import markdown as rendering
from portal.pages.services import get_site_settings

register = template.Library()


@register.simple_tag
def site_settings():
    """`{% site_settings as site %}`: who runs the site and whom to contact."""
    return get_site_settings()


@register.filter
def markdown(text, top_level=2):
    """`{{ text|markdown:3 }}`: safe HTML whose highest heading is an <h3>."""
    return rendering.render_markdown(text, top_level=top_level)


@register.filter
def phone_address(phone):
    return rendering.phone_address(phone)
