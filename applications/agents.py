"""Agents: active staff who may process requests, attached to the centres that they work for.

The group « Agents » gives the permission. Lists, decisions and mails all ask here.
"""

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from trainings.models import Centre

AGENTS_GROUP = "Agents"
PROCESS_PERMISSION = "applications.process_prescription"
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
    """Whether `user` works on requests: an active staff account with the permission.

    Every page asks, for its menu: one query per request, and only for staff.
    """
    if not (user.is_authenticated and user.is_staff):
        return False
    if not hasattr(user, "_is_agent"):
        found = User.objects.who_may(PROCESS_PERMISSION).filter(pk=user.pk)
        user._is_agent = (user.is_superuser and user.is_active) or found.exists()
    return user._is_agent


def without_agent(centres):
    """Keep the centres (a queryset) that have no agent."""
    agents = User.objects.who_may(PROCESS_PERMISSION).order_by().values("pk")
    return centres.exclude(agents__in=agents)


def who_is_told(centre):
    """The centre's agents or, when it has none, the administrators: nothing waits unseen.

    One query; each of them says by `attached` whether it is to this centre.
    """
    attached = Centre.objects.filter(pk=centre.pk, agents=OuterRef("pk"))
    people = User.objects.who_may(PROCESS_PERMISSION).annotate(attached=Exists(attached))
    people = people.filter(Q(attached=True) | Q(is_superuser=True))
    return [person for person in people if person.attached] or list(people)


def agents_of(centre):
    """The agents attached to the centre: one query."""
    return list(User.objects.who_may(PROCESS_PERMISSION).filter(centres=centre))


def centres_of(user):
    """The centres whose requests `user` works on: an administrator's are all of them."""
    if not is_agent(user):
        return Centre.objects.none()
    return Centre.objects.all() if user.is_superuser else Centre.objects.filter(agents=user)


def works_for(user, centre):
    """Whether the centre is one of `centres_of(user)`."""
    return is_agent(user) and (user.is_superuser or centre.agents.contains(user))
