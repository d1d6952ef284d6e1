"""« Mon espace personnel »."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import partner_banner
from accounts.services import dashboard as services
from accounts.services.partners import DecisionImpossible, ask_again
from portal.web.registry import filled


@login_required
@require_safe
def dashboard(request):
    shown, hidden = services.arranged_blocks(request.user)
    context = {
        "blocks": filled(shown, request),
        "can_arrange": bool(hidden) or len(shown) > 1,
        "partner": partner_banner(request.user),
    }
    return render(request, "accounts/dashboard.html", context)


@login_required
@require_POST
def ask_approval_again(request):
    try:
        ask_again(request.user)
    except DecisionImpossible as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(
            request, _("Your request has been sent again. We will write to you once it is decided.")
        )
    return redirect("accounts:dashboard")


@login_required
@require_safe
def arrange(request):
    """« Organiser mon tableau de bord »: the blocks in their order, and those hidden."""
    shown, hidden = services.arranged_blocks(request.user)
    return render(request, "accounts/arrange.html", {"shown": shown, "hidden": hidden})


ACTIONS = {
    "up": lambda user, name: services.move_block(user, name, -1),
    "down": lambda user, name: services.move_block(user, name, 1),
    "hide": services.hide_block,
    "show": services.show_block,
}


@login_required
@require_POST
def arrange_block(request, name):
    action = ACTIONS.get(request.POST.get("action"))
    known = {block.name for block in sum(services.arranged_blocks(request.user), [])}
    if action and name in known:
        action(request.user, name)
        messages.success(request, _("Your dashboard has been rearranged."))
    return redirect("accounts:arrange")
