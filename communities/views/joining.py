"""Joining a community and taking the request back."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from communities.forms.joining import JoinForm
from communities.services import NotPossible, request_membership, withdraw_request
from communities.services.joining import obstacle_to_joining
from portal.links.rate_limits import rate_limit

from .common import live_membership, with_community

# A day, in one community: each request writes to its moderators.
JOIN_LIMIT = 5


@require_http_methods(["GET", "HEAD", "POST"])
@with_community
def join(request, community):
    """« Êtes-vous sûr(e) de vouloir rejoindre … ? »; visitors sign in or sign up, and come back."""
    if not request.user.is_authenticated:
        # Kept in the session too: the way through the sign-up loses the address.
        request.session["next"] = request.path
        return redirect_to_login(request.path)
    if membership := live_membership(request, community):
        return _show_result(request, community, membership)
    if obstacle := obstacle_to_joining(community, request.user):
        messages.warning(request, obstacle)
        return redirect(community)
    form = JoinForm(request.POST if request.method == "POST" else None, community=community)
    if request.method == "POST" and form.is_valid():
        key = f"{request.user.pk}:{community.pk}"
        rate_limit(request, "communities.join", JOIN_LIMIT, per=timedelta(days=1), key=key)
        try:
            membership = request_membership(community, request.user, **form.cleaned_data)
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect(community)
        return _show_result(request, community, membership)
    return render(request, "communities/join.html", {"community": community, "form": form})


def _show_result(request, community, membership):
    if membership.is_pending:
        messages.success(
            request,
            _("Your request has been sent to the moderators. You will receive an e-mail."),
        )
        return redirect(community)
    messages.success(
        request, _("You are a member of %(community)s.") % {"community": community.name}
    )
    return redirect(community.get_home_url())


@require_POST
@with_community
def withdraw(request, community):
    """« Annuler ma demande »."""
    if not request.user.is_authenticated:
        return redirect_to_login(community.get_absolute_url())
    membership = community.memberships.filter(user=request.user).order_by("-pk").first()
    if membership:
        try:
            withdraw_request(membership, request.user)
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Your request has been cancelled."))
    return redirect(community)
