from django import template
from django.contrib import admin

register = template.Library()


@register.simple_tag
def waiting_count(model):
    """How many rows of this model wait for staff, for the side menu of the admin.

    A ModelAdmin that has something to say defines `waiting_count()`.
    """
    model_admin = admin.site.get_model_admin(model)
    count = getattr(model_admin, "waiting_count", None)
    return count() if count else 0
