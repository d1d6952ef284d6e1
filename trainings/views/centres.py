from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.search.services import search
from trainings.models import Centre

PER_PAGE = 25


@require_safe
def centre_list(request):
    """The public centres, found by town, postal code or name."""
    words = request.GET.get("q", "").strip()[:100]
    centres = search(Centre.objects.public().with_list_data(), words, prefix=True)
    page = Paginator(centres, PER_PAGE).get_page(request.GET.get("page"))
    trail = [(_("Courses"), reverse("trainings:list")), (_("Training centres"), "")]
    context = {"trail": trail, "words": words, "page": page}
    return render(request, "trainings/centres.html", context)
