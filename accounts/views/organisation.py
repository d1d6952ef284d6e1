"""The organisation and the territories of one's profile, chosen as at sign-up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.profile import ProfileOrganisationForm
from accounts.forms.signup import TerritoriesForm
from accounts.models import User
from accounts.services.profile import set_organisation, set_territories
from portal.territories.models import Territory


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request):
    user = request.user
    asks_type = user.kind == User.Kind.PARTNER
    if request.method == "POST":
        form = ProfileOrganisationForm(request.POST, asks_type=asks_type)
        if "search" in request.POST:
            form.search()
        elif form.is_decided():
            return _save_organisation(request, form)
    else:
        form = ProfileOrganisationForm(asks_type=asks_type, initial=_present(user))
    context = {"form": form, "starts_again": user.is_approved_partner or user.is_pending_partner}
    return render(request, "accounts/profile_organisation.html", context)


def _present(user):
    return {
        "name": user.organisation.name if user.organisation else "",
        "picked": user.organisation_id or "",
        "type": user.organisation_type_id,
        "type_details": user.organisation_type_details,
    }


def _save_organisation(request, form):
    user = set_organisation(
        request.user,
        organisation=form.organisation,
        name=form.cleaned_data["name"],
        type=form.cleaned_data.get("type"),
        type_details=form.cleaned_data.get("type_details", ""),
    )
    if request.user.is_approved_partner and user.is_pending_partner:
        sentence = _("Your organisation has been saved. Your account now awaits validation again.")
    else:
        sentence = _("Your organisation has been saved.")
    messages.success(request, sentence)
    return redirect("accounts:profile")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def territories(request):
    if request.method == "POST":
        form = TerritoriesForm(request.POST)
        if form.is_valid():
            set_territories(request.user, form.cleaned_data["territories"])
            messages.success(request, _("Your area of work has been saved."))
            return redirect("accounts:profile")
    else:
        form = TerritoriesForm(initial={"territories": request.user.territories.all()})
    context = {"form": form, "regions": Territory.objects.as_tree()}
    return render(request, "accounts/profile_territories.html", context)
