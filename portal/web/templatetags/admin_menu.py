from django import template
from django.apps import apps
from django.contrib import admin

register = template.Library()


@register.simple_tag
def waiting_count(app_label, object_name):
    """How many rows of this model wait for staff, for the side menu of the admin.

    A ModelAdmin that has something to say defines `waiting_count()`.
    """
    model = apps.get_model(app_label, object_name)
    count = getattr(admin.site.get_model_admin(model), "waiting_count", None)
    return count() if count else 0
