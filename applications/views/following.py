from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import require_approved_partner
from applications.agents import is_agent
from applications.following import progress_of, stage_bar
from applications.forms.following import FollowingForm
from applications.forms.moves import WithdrawForm
from applications.models import Request
from applications.services.moves import roles_of, withdraw_prescription
from applications.stages import ADVISOR, INTERVIEW, PRESCRIPTION
from applications.words import interview_sentence, timeline
from portal.workflow.services import TransitionRefused

PER_PAGE = 25


def require_follower(user):
    """Approved partners follow their requests, agents those of their centres."""
    if not is_agent(user):
        require_approved_partner(user)


@login_required
@require_safe
def prescriptions(request):
    """« Suivre mes demandes »."""
    require_follower(request.user)
    form = FollowingForm(request.GET)
    visible = Request.objects.visible_to(request.user)
    found = form.apply(visible)
    counts = found.stage_counts()
    paginator = Paginator(form.apply_status(found).with_list_data(), PER_PAGE)
    # The bar has counted them already.
    status = form.filters.get("status")
    paginator.count = counts.get(status, 0) if status else sum(counts.values())
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filtered": bool(form.filters),
        "page": page,
        "stages": stage_bar(counts, form),
        "progress": progress_of(counts),
    }
    return render(request, "applications/prescriptions.html", context)


def visible_request(user, reference):
    require_follower(user)
    requests = Request.objects.visible_to(user).with_list_data()
    return get_object_or_404(
        requests.select_related("filed_by", "organisation", "refusal_reason"), reference=reference
    )


@login_required
@require_safe
def prescription(request, reference):
    """One request: candidate, session, stage and history."""
    shown = visible_request(request.user, reference)
    roles = roles_of(request.user, shown)
    context = {
        "shown": shown,
        "prescription": shown.prescription,
        "session": shown.prescription.session,
        "path": PRESCRIPTION.path,
        "interview": interview_of(shown),
        "trail": [*trail_to_list(), (shown.reference, "")],
        "events": timeline(shown, request.user),
        "may_withdraw": may_withdraw(shown, roles),
        "may_process": is_agent(request.user),
    }
    return render(request, "applications/prescription.html", context)


def interview_of(shown):
    """The interview to come, in words."""
    prescription = shown.prescription
    if shown.status != INTERVIEW:
        return ""
    return interview_sentence(prescription.interview, prescription.session.centre)


def trail_to_list():
    return [(_("Follow my requests"), reverse("applications:prescriptions"))]


def may_withdraw(shown, roles):
    """Advisors withdraw here; agents decide in their own pages."""
    return ADVISOR in roles and any(
        transition.name == "withdraw" for transition in PRESCRIPTION.available(shown, roles)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, reference):
    """The advisor gives up the request, with the reason."""
    shown = visible_request(request.user, reference)
    if not may_withdraw(shown, roles_of(request.user, shown)):
        messages.info(request, _("This request cannot be withdrawn any more."))
        return redirect(shown)
    form = WithdrawForm(request.POST or None, initial={"seen": shown.events.last().pk})
    if form.is_valid():
        try:
            withdraw_prescription(
                shown,
                by=request.user,
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
            )
        except TransitionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("The request is withdrawn. The candidate and the centre are told.")
            )
        return redirect(shown)
    context = {
        "form": form,
        "shown": shown,
        "lead": f"{shown.reference} – {shown.prescription.candidate_name}",
        "trail": [
            *trail_to_list(),
            (shown.reference, shown.get_absolute_url()),
            (_("Withdraw the request"), ""),
        ],
    }
    return render(request, "applications/withdraw.html", context)
