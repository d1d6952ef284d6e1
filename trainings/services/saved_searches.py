"""Searches that a person keeps."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.notices.models import Frequency
from portal.notices.services import choose_frequency, frequencies_of
from trainings.models import SavedSearch
from trainings.notifications import NewSessions

from .catalogue import Catalogue
from .filters import Filters

MOST_SAVED = 50
NAME_LENGTH = SavedSearch._meta.get_field("name").max_length
QUERY_LENGTH = SavedSearch._meta.get_field("query").max_length


class NotSaved(Exception):
    """The search is not kept; the text says why."""


def catalogue_of(user, query):
    """What the search of a query finds for this person."""
    return Catalogue(user, Filters.from_query(QueryDict(query)))


def name_for(catalogue):
    """How a search is called until its owner says otherwise: by its filters."""
    labels = [str(active.label) for active in catalogue.active_filters()]
    return (", ".join(labels) or _("All courses"))[:NAME_LENGTH]


def kept_as(user, query):
    """The search that this person keeps already, or None."""
    return user.saved_searches.filter(query=query).first()


@transaction.atomic
def save_search(user, query, *, name, alert):
    """Keep a search; one that is kept already takes the new name and alert."""
    # Its owner's row stands for the list: two tabs do not go past the limit together.
    get_user_model().objects.select_for_update().get(pk=user.pk)
    if not query:
        raise NotSaved(
            _("Write a word or choose a filter first: this search is the whole catalogue.")
        )
    if len(query) > QUERY_LENGTH:
        raise NotSaved(_("This search is too long to be kept. Remove some of its filters."))
    search = kept_as(user, query)
    if search is None:
        if user.saved_searches.count() >= MOST_SAVED:
            raise NotSaved(
                _("You keep %(number)s searches already. Delete one to keep another.")
                % {"number": MOST_SAVED}
            )
        search = SavedSearch(owner=user, query=query)
    search.name = name
    _set_alert(search, alert)
    search.save()
    return search


@transaction.atomic
def rename_search(search, name):
    SavedSearch.objects.filter(pk=search.pk).update(name=name)


@transaction.atomic
def set_alert(search, alert):
    """Begin or stop to tell of new sessions; what is published by now is no news."""
    search = SavedSearch.objects.select_for_update().filter(pk=search.pk).first()
    if search:
        _set_alert(search, alert)
        search.save(update_fields=["alert", "looked_until"])


def _set_alert(search, alert):
    if alert and not search.alert:
        search.looked_until = timezone.now()
        if is_silent(search.owner):
            # The link at the foot of a mail had stopped them all.
            choose_frequency(search.owner, NewSessions.name, Frequency.AT_ONCE)
    search.alert = alert


def is_silent(user):
    """Whether this person chose to receive no alert at all."""
    return any(
        name == NewSessions.name and frequency == Frequency.NEVER
        for name, _kind, frequency in frequencies_of(user)
    )


@transaction.atomic
def delete_search(user, pk):
    user.saved_searches.filter(pk=pk).delete()
