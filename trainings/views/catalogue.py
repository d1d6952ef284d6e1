from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trainings.registry import session_actions
from trainings.services.catalogue import DOMAIN, REGION, SEATS, SORT, WORDS, Catalogue, Filters

PER_PAGE = 25


@require_safe
def training_list(request):
    """« Rechercher une formation »: everything typed and chosen is in the address."""
    catalogue = Catalogue(request.user, Filters.from_query(request.GET))
    paginator = Paginator(catalogue.results(), PER_PAGE)
    paginator.count = catalogue.totals["found"]  # counted already
    page = paginator.get_page(request.GET.get("page"))
    trainings = catalogue.with_sessions(page.object_list)
    context = {
        "trail": [(_("Courses"), "")],
        "filters": catalogue.filters,
        "facets": catalogue.facets(),
        "sort": catalogue.sort,
        "sorts": catalogue.sorts,
        "page": page,
        "trainings": trainings,
        "hints": [action.hint for action in session_actions.for_user(request.user)],
        "active_filters": catalogue.active_filters(),
        "easier": [] if trainings else catalogue.easier(),
        "names": {
            "words": WORDS,
            "region": REGION,
            "domain": DOMAIN,
            "seats": SEATS,
            "sort": SORT,
        },
    }
    return render(request, "trainings/list.html", context)
