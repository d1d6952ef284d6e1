from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import partner_banner
from trainings.models import FormerSlug, Session, Training
from trainings.registry import session_actions
from trainings.services.calendar import session_calendar
from trainings.services.filters import WORDS
from trainings.services.over import (
    over_sessions,
    over_sessions_to_come,
    state_in_words,
    with_has_over,
)
from trainings.services.session_table import SessionTable
from trainings.services.training_page import subjects_of
from trainings.structured_data import course

SESSIONS_PER_PAGE = 25
# Sessions shown that take nobody any more.
MOST_OVER = 50
# Sessions told to search engines: all of them would be a sixth of the page.
SESSIONS_DESCRIBED = 10
# What search engines show of a description.
DESCRIPTION_LENGTH = 160


@require_safe
def training_detail(request, slug):
    """A training with its sessions, and what this person can do with each."""
    trainings = Training.objects.visible_to(request.user).select_related("kind")
    training = with_has_over(trainings, request.user).filter(slug=slug).first()
    if training is None:
        return redirect_from_former_slug(request, slug)
    table = SessionTable(request.user, training, request.GET)
    paginator = Paginator(table.sessions().prefetch_related("seats"), SESSIONS_PER_PAGE)
    paginator.count = table.total
    page = paginator.get_page(request.GET.get("page") or page_of_ticked(table))
    sessions = list(page)
    over = over_sessions_to_come(request.user, training)[:MOST_OVER] if training.has_over else []
    actions = session_actions.for_user(request.user)
    context = {
        "trail": [(_("Courses"), reverse("trainings:list")), (training.title, "")],
        "training": training,
        "canonical": settings.SITE_URL + training.get_absolute_url(),
        "description": Truncator(training.summary or training.title).chars(DESCRIPTION_LENGTH),
        "subjects": subjects_of(training),
        "sections": [(title, text) for title, text in sections_of(training) if text],
        "table": table,
        "columns": table.columns(),
        "today": timezone.localdate(),
        "page": page,
        "sessions": [(session, links_of(session, actions)) for session in sessions],
        "structured_data": course(training, sessions[:SESSIONS_DESCRIBED])
        if training.is_published
        else None,
        "over": [(session, state_in_words(session)) for session in over],
        "over_opened": any(session.number in table.ticked for session in over),
        "actions": actions,
        "alert_address": alert_address(training),
        "partner": partner_banner(request.user),
        "may_sign_in": not request.user.is_authenticated and session_actions.exist(),
    }
    response = render(request, "trainings/detail.html", context)
    if request.htmx:
        # Without the empty fields of the form.
        response["HX-Push-Url"] = table.address()
    return response


@require_safe
def calendar(request, number):
    """A session's .ics; that of a cancelled one takes the event back."""
    cancelled = over_sessions(request.user).filter(state=Session.State.CANCELLED)
    sessions = Session.objects.visible_to(request.user) | cancelled
    session = get_object_or_404(sessions.select_related("training", "centre"), number=number)
    response = HttpResponse(session_calendar(session), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="session-{session.number}.ics"'
    return response


def alert_address(training):
    """Where one keeps a search of this training alone, with its alert."""
    kept = {WORDS: training.code, "nom": training.title, "alerte": "1"}
    return f"{reverse('trainings:save_search')}?{urlencode(kept)}"


def page_of_ticked(table):
    """The page on which the session that the address names stands."""
    if len(table.ticked) != 1:
        return 1
    numbers = list(table.sessions().values_list("number", flat=True))
    [wanted] = table.ticked
    return numbers.index(wanted) // SESSIONS_PER_PAGE + 1 if wanted in numbers else 1


def sections_of(training):
    return [
        (_("Prerequisites"), training.prerequisites),
        (_("Learning objectives"), training.learning_objectives),
        (_("Programme"), training.programme),
        (_("Certification"), training.certification),
        (_("Outcomes"), training.outcomes),
        (_("Price and funding"), training.price_notes),
        (_("Documents to provide"), training.supporting_documents),
    ]


def links_of(session, actions):
    """The (label, address) of what can be done with the session now."""
    if not session.is_open_for_registration or session.seats_left == 0:
        return []
    return [(action.label, action.href(session)) for action in actions]


def redirect_from_former_slug(request, slug):
    moved = FormerSlug.objects.target_of(slug, Training.objects.visible_to(request.user))
    if moved is None:
        raise Http404
    return redirect(moved, permanent=True)
