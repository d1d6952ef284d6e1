"""Moving several requests at once: one form, one transition each, a report per request."""

from collections import Counter

from django.contrib import messages
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.forms.moves import TransitionForm
from applications.services.moves import move_prescription, roles_of
from applications.stages import PRESCRIPTION
from applications.words import place_words
from portal.web.numbers import as_id
from portal.workflow.services import TransitionRefused
from trainings.models import Funding

from .move_forms import fundings_of

MOST_AT_ONCE = 100


def move_selected(modeladmin, request, queryset, *, target):
    """An action of the list: ask once for what the transitions need, confirm, move, report."""
    if queryset.count() > MOST_AT_ONCE:
        words = {"most": MOST_AT_ONCE}
        messages.warning(request, _("Choose %(most)s requests at most at a time.") % words)
        return None
    # Who asked first is served first: the last seats go in this order.
    chosen = queryset.order_by("request__filed_at", "pk")
    rows = [_with_transition(prescription, request.user, target) for prescription in chosen]
    movable = [row for row in rows if row[1] is not None]
    zones = {prescription.session.centre.time_zone for prescription, _move, _seen in movable}
    asks = {ask for _prescription, transition, _seen in movable for ask in transition.asks}
    if not movable:
        messages.warning(request, _("You cannot move any of these requests there."))
        return None
    if "interview" in asks and len(zones) > 1:
        messages.warning(
            request, _("Invite the candidates of one time zone at a time: these centres differ.")
        )
        return None
    confirmed = "confirmed" in request.POST
    form = _form(request.POST if confirmed else None, movable, asks, target)
    if confirmed and form.is_valid():
        _move_each(request, rows, form)
        return None
    context = {
        **modeladmin.admin_site.each_context(request),
        "opts": modeladmin.opts,
        "title": modeladmin.action_label(PRESCRIPTION.stage(target)),
        "rows": [
            (prescription, move and modeladmin.move_label(move), seen)
            for prescription, move, seen in rows
        ],
        "form": form,
        "scarce": _scarce_seats(movable, target),
        "back": request.get_full_path(),
        "action": f"move_to_{target}",
    }
    return TemplateResponse(request, "admin/applications/prescription/move.html", context)


def _with_transition(prescription, user, target):
    """(prescription, the transition towards the target or None, last event in sight)."""
    filed = prescription.request
    transition = None
    if filed.status != target:
        transition = PRESCRIPTION.towards(filed, target, roles_of(user, filed))
    return prescription, transition, prescription.last_event


def _form(data, movable, asks, target):
    sessions = {prescription.session for prescription, _move, _seen in movable}
    centre = movable[0][0].session.centre
    names = sorted(transition.name for _prescription, transition, _seen in movable)
    return TransitionForm(
        data,
        asks=asks,
        zone=centre.zone,
        starts_on=min(session.starts_on for session in sessions),
        # Of several ways there, the one whose reason most people read.
        transition=next((name for name in names if name.startswith("step_back")), names[0]),
        fundings=_fundings(sessions),
        initial={"interview_place": place_words(centre)},
    )


def _fundings(sessions):
    """Those of the sessions; the seats that are left of each where there is one session."""
    if len(sessions) == 1:
        return fundings_of(*sessions)
    own = {funding for session in sessions for funding in session.fundings}
    return [(value, label) for value, label in Funding.choices if value in own]


def _scarce_seats(movable, target):
    """A sentence for each session that has fewer seats left than requests that ask for one."""
    if not PRESCRIPTION.stage(target).holds_seat:
        return []
    asking = Counter(
        prescription.session
        for prescription, _move, _seen in movable
        if not prescription.request.seat_funding
    )
    return [
        _("Session %(number)s: %(asking)s requests for %(left)s seats. The oldest come first.")
        % {"number": session.number, "asking": number, "left": session.seats_left}
        for session, number in asking.items()
        if session.seats_left is not None and number > session.seats_left
    ]


def _move_each(request, rows, form):
    moved = 0
    for prescription, transition, _last in rows:
        filed = prescription.request
        if transition is None:
            refusal = _("you cannot move it there from its present stage.")
        elif refusal := _move_one(request, filed, transition, form):
            pass
        else:
            moved += 1
            continue
        messages.warning(
            request,
            _("%(reference)s: %(refusal)s") % {"reference": filed.reference, "refusal": refusal},
        )
    if moved:
        sentence = ngettext(
            "%(number)s request moved. The people concerned are told.",
            "%(number)s requests moved. The people concerned are told.",
            moved,
        )
        messages.success(request, sentence % {"number": moved})


def _move_one(request, filed, transition, form):
    """Move one; return the sentence of a refusal, or ""."""
    seen = request.POST.get(f"seen_{filed.pk}", "")
    try:
        move_prescription(
            filed,
            transition.name,
            by=request.user,
            seen=as_id(seen),
            **form.data_for(transition),
        )
    except TransitionRefused as refusal:
        return str(refusal)
    return ""
