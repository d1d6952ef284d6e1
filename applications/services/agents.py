"""Agents: staff in the group « Agents », attached to the centres whose requests they work on."""

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

AGENTS_GROUP = "Agents"
# What the group gives; staff may add to it.
PERMISSIONS = ["view_prescription", "process_prescription"]


def prepare_agents_group(app_config, using="default", **kwargs):
    """Have the group with its permissions after each migration."""
    create_permissions(app_config, verbosity=0, using=using)
    group, _created = Group.objects.using(using).get_or_create(name=AGENTS_GROUP)
    group.permissions.add(
        *Permission.objects.using(using).filter(
            content_type__app_label="applications", codename__in=PERMISSIONS
        )
    )


def is_agent(user):
    """Whether `user` works on requests: a staff account with the permission."""
    return (
        user.is_authenticated
        and user.is_staff
        and user.has_perm("applications.process_prescription")
    )
