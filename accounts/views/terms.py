"""A new version of the terms of use is accepted before going on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.pages.markdown import render_markdown
from portal.pages.placeholders import fill_placeholders
from portal.pages.services import accept_terms, pending_terms


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request):
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        wanted = resolve_url("accounts:dashboard")
    terms = pending_terms(request.user)
    if terms is None:
        return redirect(wanted)
    # The version that was shown is the one accepted: a newer one asks again.
    if request.method == "POST" and request.POST.get("version") == terms.version:
        accept_terms(request.user, terms)
        messages.success(request, _("Thank you. You can go on."))
        return redirect(wanted)
    text = render_markdown(fill_placeholders(terms.body))
    return render(request, "accounts/terms.html", {"terms": terms, "text": text, "next": wanted})
