from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.territories.services import region_names
from trainings.services import filters as names
from trainings.services.catalogue import Catalogue
from trainings.services.centres import centres_found, regions_with_centres, session_counts
from trainings.services.filters import RADII, Filters

from .catalogue import has_empty_fields

PER_PAGE = 25
ROUTE = "trainings:centres"


@require_safe
def centre_list(request):
    """The public centres, found by the same words and filters as the trainings."""
    asked = Filters.from_query(request.GET).without(names.CENTRE)
    if has_empty_fields(request):
        return redirect(asked.address_at(ROUTE))
    catalogue = Catalogue(request.user, asked)
    filters = catalogue.filters
    page = Paginator(centres_found(catalogue), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": [(_("Courses"), reverse("trainings:list")), (_("Training centres"), "")],
        "names": names,
        "filters": filters,
        "kept": [(name, value) for name in filters.chosen for value in filters.values(name)],
        "active_filters": catalogue.active_filters(ROUTE),
        "regions": regions_to_choose(filters),
        "radii": RADII,
        "centres_address": filters.address_at(ROUTE),
        "training_count": int(catalogue.trainings().sum()),
        "page": page,
        "centres": with_sessions(catalogue, page),
    }
    return render(request, "trainings/centres.html", context)


def regions_to_choose(filters):
    """(code, name, chosen) of the regions with a centre; none when several are chosen already."""
    chosen = filters.values(names.REGION)
    if len(chosen) > 1:
        return []
    shown = {*regions_with_centres(), *chosen}
    return [(code, name, code in chosen) for code, name in region_names().items() if code in shown]


def with_sessions(catalogue, centres):
    """(centre, number of its sessions, their address) of each."""
    counts = session_counts(catalogue)
    return [
        (
            centre,
            counts.get(centre.pk, 0),
            Filters(chosen={names.CENTRE: (str(centre.pk),)}).address,
        )
        for centre in centres
    ]
