"""« Demandes d'adhésion »: what the moderators decide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from communities.forms.decisions import DecisionForm, RefusalForm
from communities.menu import community_menu
from communities.services import NotPossible, approve_membership, refuse_membership

from .common import live_membership, with_community

PAGE_SIZE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@with_community
def requests(request, community):
    """The pending requests, oldest first, to approve or refuse together."""
    membership = live_membership(request, community)
    if membership is None or not membership.is_moderator:
        raise PermissionDenied(_("This page is for the moderators of the community."))
    form = DecisionForm(request.POST if request.method == "POST" else None, community=community)
    if form.is_bound and form.is_valid():
        _decide(request, form)
        return redirect("communities:requests", community.slug)
    pending = community.memberships.pending().select_related("user__organisation")
    page = Paginator(pending.order_by("asked_at", "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "communities/requests.html",
        {
            "community": community,
            "membership": membership,
            "menu": community_menu(community, membership),
            "form": form,
            # What was typed for a refusal stays, whichever button was pressed.
            "refusal_form": form if form.refuses else RefusalForm(initial=request.POST.dict()),
            "page": page,
            "ticked": set(_ticked(request)),
        },
    )


def _ticked(request):
    """« Refuser » of one request leads to the reason, with that request ticked."""
    return request.POST.getlist("requests") or request.GET.getlist("cocher")


def _decide(request, form):
    """Decide each request by itself, and say what became of each."""
    decided = []
    for membership in form.cleaned_data["requests"]:
        name = membership.user.get_full_name()
        try:
            if form.refuses:
                reason = form.cleaned_data["reason"]
                refuse_membership(membership, request.user, reason, form.barred_until)
            else:
                approve_membership(membership, request.user)
        except NotPossible as refusal:
            messages.warning(request, f"{name} – {refusal}")
        else:
            decided.append(name)
    if not decided:
        return
    values = {"count": len(decided), "names": ", ".join(decided)}
    if form.refuses:
        sentence = ngettext(
            "%(count)s request refused: %(names)s.",
            "%(count)s requests refused: %(names)s.",
            len(decided),
        )
    else:
        sentence = ngettext(
            "%(count)s request approved: %(names)s.",
            "%(count)s requests approved: %(names)s.",
            len(decided),
        )
    messages.success(request, sentence % values)
