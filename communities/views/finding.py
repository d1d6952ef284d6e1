"""Finding a community: the list, one's own, the public card."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communities.forms.filters import FilterForm
from communities.models import Community
from communities.services.joining import obstacle_to_joining
from portal.pages.services import get_site_settings
from portal.search.services import search

from .common import live_membership, with_community

PAGE_SIZE = 12
OWN_SHOWN = 6


@require_safe
def community_list(request):
    """« Communautés »: search by word, theme and territory; one's own first."""
    communities = Community.objects.visible_to(request.user)
    form = FilterForm(request.GET, communities=communities)
    found, own = _filtered(communities, form).with_list_data(), []
    if form.is_used:
        found = found.with_membership_of(request.user)
    elif request.user.is_authenticated:
        own = request.user.memberships.with_cards()[:OWN_SHOWN]
        found = found.not_of(request.user)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "communities/list.html", {"form": form, "page": page, "own": own})


def _filtered(communities, form):
    if form.chosen_theme:
        communities = communities.filter(theme=form.chosen_theme)
    if form.chosen_territory:
        communities = communities.in_territory(form.chosen_territory)
    return search(communities, form.words, prefix=True) if form.words else communities


@require_safe
@login_required
def my_communities(request):
    """« Mes communautés »: where one is a member, and what awaits approval."""
    memberships = request.user.memberships.with_cards()
    page = Paginator(memberships, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "communities/mine.html", {"page": page})


@require_safe
@with_community
def detail(request, community):
    """The public card: what the community is, how one joins, whom to ask."""
    membership = live_membership(request, community)
    obstacle = ""
    if request.user.is_authenticated and not membership:
        obstacle = obstacle_to_joining(community, request.user)
    return render(
        request,
        "communities/detail.html",
        {
            "community": community,
            "membership": membership,
            "obstacle": obstacle,
            "site": get_site_settings(),
        },
    )
