from functools import wraps

from django.http import Http404
from django.shortcuts import redirect

from communities.models import Community, FormerSlug


def with_community(view):
    """Give `view` the community of the address; a former address leads to the present one."""

    @wraps(view)
    def found(request, slug):
        visible = Community.objects.visible_to(request.user)
        community = visible.select_related("theme", "territory").filter(slug=slug).first()
        if community:
            return view(request, community)
        moved = FormerSlug.objects.target_of(slug, visible)
        if moved is None:
            raise Http404
        return redirect(request.resolver_match.view_name, moved.slug, permanent=True)

    return found


def live_membership(request, community):
    """The person's membership, pending or active, or None."""
    if not request.user.is_authenticated:
        return None
    return community.memberships.live().filter(user=request.user).first()
