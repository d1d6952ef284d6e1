"""Filters for texts that people type."""

from django import template

from portal.pages import markdown as rendering

register = template.Library()


@register.filter
def markdown(text, top_level=2):
    """`{{ text|markdown:3 }}`: safe HTML whose highest heading is an <h3>."""
    return rendering.render_markdown(text, top_level=top_level)


@register.filter
def phone_address(phone):
    return rendering.phone_address(phone)
