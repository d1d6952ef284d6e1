"""The files for spreadsheets: of a search, of the sessions of a training."""

from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.links.rate_limits import rate_limit
from portal.web.exports import export_response
from trainings.models import Training
from trainings.services.catalogue import Catalogue
from trainings.services.exports import (
    found_sessions_table,
    notes_of,
    sessions_table,
    trainings_table,
)
from trainings.services.filters import Filters
from trainings.services.session_table import SessionTable

HOUR = timedelta(hours=1)
VISITOR_EXPORTS, OWN_EXPORTS = 20, 100


@require_GET
def export_trainings(request, extension):
    """The trainings that the search of the address finds."""
    count_export(request)
    catalogue = Catalogue(request.user, Filters.from_query(request.GET))
    return export_response(trainings_table(catalogue), extension)


@require_GET
def export_sessions(request, extension):
    """The sessions that the search of the address finds."""
    count_export(request)
    catalogue = Catalogue(request.user, Filters.from_query(request.GET))
    return export_response(found_sessions_table(catalogue), extension)


@require_GET
def export_training(request, slug, extension):
    """The sessions of a training: those ticked, else all that its page's filters keep."""
    count_export(request)
    training = get_object_or_404(Training.objects.visible_to(request.user), slug=slug)
    table = SessionTable(request.user, training, request.GET)
    notes = notes_of([(_("Course"), training.title), *table.labels()], table.address())
    return export_response(sessions_table(table.to_export(), notes), extension)


def count_export(request):
    if request.user.is_authenticated:
        rate_limit(request, "trainings-export", OWN_EXPORTS, HOUR, key=str(request.user.pk))
    else:
        rate_limit(request, "trainings-export", VISITOR_EXPORTS, HOUR)
