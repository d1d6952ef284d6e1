from datetime import timedelta

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import approved_partner_required
from applications.forms.candidate import CandidateForm
from applications.models import Request
from applications.services.filing import (
    AlreadyEnrolled,
    FilingRefused,
    file_prescription,
    why_closed,
)
from portal.links.rate_limits import rate_limit
from portal.pages.services import get_site_settings
from trainings.models import Session

# An advisor with a whole group fits in; trying names by the hundred does not.
FORMS_PER_HOUR = 60


@approved_partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def prescribe(request, number):
    """« Demande de formation pour un candidat »."""
    sessions = Session.objects.exclude(state=Session.State.DRAFT).filter(
        training__is_published=True
    )
    session = get_object_or_404(sessions.with_list_data(), number=number)
    if request.method != "POST":
        context = {"session": session, "closed": why_closed(session)}
        return render_form(request, CandidateForm(session=session), context)

    rate_limit(
        request, "prescribe", FORMS_PER_HOUR, timedelta(hours=1), key=f"account:{request.user.pk}"
    )
    form = CandidateForm(request.POST, session=session)
    if form.is_valid():
        if form.asks_to_check:
            form.show_checked()
        elif filed := file_or_explain(request.user, session, form):
            return redirect("applications:prescribed", filed.reference)
    return render_form(request, form, {"session": session, "closed": ""})


def file_or_explain(user, session, form):
    """File what the form holds; a refusal becomes a sentence on top of the form."""
    try:
        return file_prescription(
            by=user,
            session=session,
            candidate=form.candidate,
            funding=form.cleaned_data["funding"],
            form_token=form.cleaned_data["form_token"],
        )
    except AlreadyEnrolled as refusal:
        form.add_error(None, with_link(refusal, user))
    except FilingRefused as refusal:
        form.add_error(None, str(refusal))
    return None


def with_link(refusal, user):
    """The sentence, leading to the request for those who may see it."""
    if not Request.objects.visible_to(user).filter(pk=refusal.request.pk).exists():
        return str(refusal)
    return format_html(
        '{} <a href="{}">{}</a>', refusal, refusal.request.get_absolute_url(), _("See the request")
    )


def render_form(request, form, context):
    training = context["session"].training
    trail = [
        (_("Search for a course"), reverse("trainings:list")),
        (training.title, training.get_absolute_url()),
        (_("Enrol a candidate"), ""),
    ]
    context = {**context, "form": form, "site": get_site_settings(), "trail": trail}
    return render(request, "applications/prescribe.html", context)


@approved_partner_required
@require_safe
def prescribed(request, reference):
    """« Votre demande a été enregistrée »."""
    filed = get_object_or_404(
        Request.objects.filter(filed_by=request.user).with_list_data(), reference=reference
    )
    session = filed.prescription.session
    context = {"filed": filed, "session": session, "closed": why_closed(session)}
    return render(request, "applications/prescribed.html", context)
