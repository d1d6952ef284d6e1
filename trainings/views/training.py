from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import partner_banner
from trainings.models import FormerSlug, Session, Training
from trainings.registry import session_actions

SESSIONS_PER_PAGE = 25


@require_safe
def training_detail(request, slug):
    """A training with its sessions, and what this person can do with each."""
    trainings = Training.objects.visible_to(request.user).with_page_data()
    training = trainings.filter(slug=slug).first()
    if training is None:
        return redirect_from_former_slug(request, slug)
    sessions = Session.objects.visible_to(request.user).filter(training=training).with_list_data()
    page = Paginator(sessions, SESSIONS_PER_PAGE).get_page(request.GET.get("page"))
    actions = session_actions.for_user(request.user)
    context = {
        "trail": [(_("Trainings"), reverse("trainings:list")), (training.title, "")],
        "training": training,
        "sections": [(title, text) for title, text in sections_of(training) if text],
        "page": page,
        "sessions": [(session, links_of(session, actions)) for session in page],
        "partner": partner_banner(request.user),
        "may_sign_in": not request.user.is_authenticated and session_actions.exist(),
    }
    return render(request, "trainings/detail.html", context)


def sections_of(training):
    return [
        (_("Prerequisites"), training.prerequisites),
        (_("Learning objectives"), training.learning_objectives),
        (_("Programme"), training.programme),
        (_("Certification"), training.certification),
        (_("Outcomes"), training.outcomes),
        (_("Price and funding"), training.price_notes),
    ]


def links_of(session, actions):
    """The (label, address) of what can be done with the session now."""
    if not session.is_open_for_registration or session.seats_left <= 0:
        return []
    return [(action.label, action.href(session)) for action in actions]


def redirect_from_former_slug(request, slug):
    moved = FormerSlug.objects.target_of(slug, Training.objects.visible_to(request.user))
    if moved is None:
        raise Http404
    return redirect(moved, permanent=True)
