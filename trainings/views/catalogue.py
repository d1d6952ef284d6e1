from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from trainings.registry import session_actions
from trainings.services import filters as names
from trainings.services.browse import domain_tree, regions_with_sessions
from trainings.services.catalogue import Catalogue
from trainings.services.centres import centres_found
from trainings.services.filters import RADII, SIZES, Filters
from trainings.services.over import over_session_named, state_in_words
from trainings.services.suggestions import suggest
from trainings.services.wider import when_nothing_is_found

# Signs of the filters in a title.
SEARCHED_LENGTH = 80


@require_safe
def training_list(request):
    """« Rechercher une formation »: everything typed and chosen is in the address."""
    asked = Filters.from_query(request.GET)
    if has_empty_fields(request) and not request.htmx:
        return redirect(asked.address)
    catalogue = Catalogue(request.user, asked)
    filters = catalogue.filters
    page = Paginator(catalogue.results(), filters.size).get_page(request.GET.get("page"))
    trainings = catalogue.cards(page.object_list)
    active = catalogue.active_filters()
    context = {
        **described(filters, active, page),
        "trail": [(_("Courses"), "")],
        "filters": filters,
        "names": names,
        "facets": catalogue.facets(),
        "sort": catalogue.sort,
        "sorts": catalogue.sorts,
        "sizes": SIZES,
        "radii": RADII,
        "page": page,
        "trainings": trainings,
        "hints": [action.hint for action in session_actions.for_user(request.user)],
        "active_filters": active,
        "misspelt": catalogue.misspelt,
        "place": catalogue.words.place,
        **over_session(request.user, filters.words if not trainings else ""),
        "feed_domains": feed_domains(catalogue),
        **({} if trainings else when_nothing_is_found(catalogue)),
        "carried": carried_by(filters),
        "centre_count": centres_found(catalogue).count(),
        "centres_address": filters.without(names.CENTRE).address_at("trainings:centres"),
    }
    response = render(request, "trainings/list.html", context)
    if request.htmx:
        # Without the empty fields of the form.
        response["HX-Push-Url"] = filters.address
    return response


def has_empty_fields(request):
    """What a form sends without scripts: the address is made as short as the others."""
    return any("" in values for _name, values in request.GET.lists())


def described(filters, active, page):
    """What says in a title, to search engines and in previews, which page of which search it is."""
    searched = Truncator(", ".join(str(found.label) for found in active)).chars(SEARCHED_LENGTH)
    number = _("page %(number)s") % {"number": page.number} if page.number > 1 else ""
    return {
        "searched": ", ".join(filter(None, [searched, number])),
        "description": describe(page.paginator.count, searched),
        "canonical": settings.SITE_URL + filters.address_of_page(page.number),
    }


def describe(count, searched):
    found = ngettext("%(total)s course", "%(total)s courses", count) % {"total": intcomma(count)}
    if searched:
        found = f"{found} ({searched})"
    return _("%(found)s: places, dates, seats left and duration of each.") % {"found": found}


def over_session(user, words):
    """The session whose number was typed, which takes nobody any more."""
    session = over_session_named(user, words)
    return {"over": session, "over_state": state_in_words(session) if session else ""}


def feed_domains(catalogue):
    """(slug, name) of the domains looked at, for their feeds."""
    chosen = catalogue.filters.values(names.DOMAIN)
    labels = catalogue.labels(names.DOMAIN, chosen)
    return [(slug, labels[slug]) for slug in chosen]


def carried_by(filters):
    """What the links to the trainings take along: the region that is looked at."""
    regions = filters.values(names.REGION)
    return f"?{names.REGION}={regions[0]}" if len(regions) == 1 else ""


@require_safe
def browse(request):
    """The catalogue by domain, and by region on the map."""
    context = {
        "trail": [(_("Courses"), reverse("trainings:list")), (_("Browse"), "")],
        "domains": domain_tree(),
        "regions": regions_with_sessions(),
    }
    return render(request, "trainings/browse.html", context)


@require_safe
def suggestions(request):
    """What completes the words being typed in a search box, as JSON."""
    response = JsonResponse({"results": suggest(request.user, request.GET.get("q", ""))})
    response["Cache-Control"] = "private, max-age=60"
    return response
