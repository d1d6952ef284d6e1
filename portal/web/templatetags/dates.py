"""Django's `date` filter, with the « 1er » of French dates."""

from django import template
from django.template import defaultfilters

from portal.web.dates import with_first

register = template.Library()


@register.filter(expects_localtime=True)
def date(value, format_name=None):
    return with_first(defaultfilters.date(value, format_name))
