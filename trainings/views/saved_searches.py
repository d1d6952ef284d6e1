"""« Mes recherches »: searches kept by a person, each with its alert."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trainings.forms.saved_searches import NameForm, SaveForm
from trainings.services import saved_searches as services
from trainings.services.catalogue import Catalogue
from trainings.services.filters import Filters

PER_PAGE = 25


@require_safe
@login_required
def saved_searches(request):
    page = Paginator(request.user.saved_searches.all(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "silent": services.is_silent(request.user)}
    return render(request, "trainings/saved/list.html", context)


@login_required
def save_search(request):
    """Keep the search of the address, under a name, with an alert or not."""
    catalogue = Catalogue(request.user, Filters.from_query(request.GET))
    kept = services.kept_as(request.user, catalogue.filters.query)
    initial = {
        "name": kept.name if kept else asked_name(request) or services.name_for(catalogue),
        "alert": kept.alert if kept else request.GET.get("alerte") == "1",
    }
    form = SaveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_search(request.user, catalogue.filters.query, **form.cleaned_data)
        except services.NotSaved as refusal:
            form.add_error(None, str(refusal))
        else:
            saved = (
                _("The search that you kept is changed.") if kept else _("Your search is saved.")
            )
            messages.success(request, saved)
            return redirect("trainings:saved_searches")
    context = {
        "form": form,
        "kept": kept,
        "filters": catalogue.filters,
        "active": catalogue.active_filters(),
    }
    return render(request, "trainings/saved/save.html", context)


def asked_name(request):
    """The name that the link proposes."""
    return request.GET.get("nom", "")[: services.NAME_LENGTH].replace("\0", "")


@require_POST
@login_required
def rename_search(request, pk):
    search = get_object_or_404(request.user.saved_searches, pk=pk)
    form = NameForm(request.POST)
    if form.is_valid():
        services.rename_search(search, form.cleaned_data["name"])
        messages.success(request, _("The search has its new name."))
    else:
        messages.error(request, " ".join(form.errors["name"]))
    return redirect("trainings:saved_searches")


@require_POST
@login_required
def set_alert(request, pk):
    search = get_object_or_404(request.user.saved_searches, pk=pk)
    wanted = request.POST.get("alert") == "1"
    services.set_alert(search, wanted)
    messages.success(
        request,
        _("You will be told of the new sessions by e-mail.")
        if wanted
        else _("You will not be told of the new sessions any more."),
    )
    return redirect("trainings:saved_searches")


@require_POST
@login_required
def delete_search(request, pk):
    """Deleted twice is deleted."""
    services.delete_search(request.user, pk)
    messages.success(request, _("The search is deleted."))
    return redirect("trainings:saved_searches")
