"""« Mes données personnelles »: the tiles, and one page per tile to change it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.profile import IdentityForm, MoreForm
from accounts.services.profile import update_profile


@login_required
@require_safe
def profile(request):
    user = request.user
    more = [
        (_("Phone"), user.phone),
        (_("City"), f"{user.postal_code} {user.city}".strip()),
        (_("Position held"), user.job_title),
        (_("Employer"), user.employer),
        (_("Type of local authority"), user.get_authority_type_display()),
        (_("Size of the local authority"), user.get_authority_size_display()),
    ]
    context = {"more": more, "territories": list(user.territories.all())}
    return render(request, "accounts/profile.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request):
    return _edit(request, IdentityForm, _("My personal data"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def more(request):
    return _edit(request, MoreForm, _("My further information"))


def _edit(request, form_class, title):
    form = form_class(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        update_profile(request.user, form.changes())
        messages.success(request, _("Your information has been saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile_form.html", {"form": form, "title": title})
