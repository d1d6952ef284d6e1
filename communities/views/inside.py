"""Inside a community: its home page, one's place in it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.forms.joining import ListedForm
from communities.menu import community_menu
from communities.services import NotPossible, leave_community, set_listed

from .common import live_membership, with_community

NEWEST_SHOWN = 8


@require_safe
@with_community
def home(request, community):
    """« Accueil communauté »: those who may not enter see the card, which says how to join."""
    membership = live_membership(request, community)
    if not community.is_open_to(membership):
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if membership is None:
            messages.info(request, _("Only the members of the community can open this page."))
        else:
            messages.info(request, _("You will enter once a moderator has approved your request."))
        return redirect(community)
    return render(
        request,
        "communities/home.html",
        {
            "community": community,
            "membership": membership,
            # Addresses and names stay among members: not for visitors, nor for who still waits.
            "is_member": membership is not None and membership.is_active,
            "menu": community_menu(community, membership),
            "moderators": community.memberships.in_charge().select_related("user"),
            "newest": community.memberships.listed().select_related("user")[:NEWEST_SHOWN],
        },
    )


@require_POST
@login_required
@with_community
def listed(request, community):
    """Appear among the members, or no longer."""
    form = ListedForm(request.POST)
    membership = live_membership(request, community)
    if membership is None or not form.is_valid():
        return redirect(community)
    try:
        set_listed(membership, request.user, form.cleaned_data["is_listed"])
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
        return redirect(community)
    if form.cleaned_data["is_listed"]:
        messages.success(request, _("You now appear among the members."))
    else:
        messages.success(request, _("You no longer appear among the members."))
    return redirect(community.get_home_url())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@with_community
def leave(request, community):
    """Leave the community, after a confirmation."""
    membership = live_membership(request, community)
    if membership is None or not membership.is_active:
        return redirect(community)
    if request.method == "POST":
        try:
            leave_community(membership, request.user)
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect(community.get_home_url())
        messages.success(request, _("You have left %(community)s.") % {"community": community.name})
        return redirect(community)
    return render(
        request,
        "communities/leave.html",
        {
            "community": community,
            "membership": membership,
            "menu": community_menu(community, membership),
        },
    )
