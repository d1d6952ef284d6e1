"""Prescriptions for agents: read, and moved by the same transitions as everywhere."""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.keys import email_key
from applications.agents import is_agent
from applications.models import Prescription
from applications.services.moves import move_prescription, roles_of
from applications.stages import PRESCRIPTION, REFUSED, WITHDRAWN
from applications.words import interview_sentence, timeline
from portal.search.text import fold
from portal.web.admin import ReadOnlyAdmin, moment, two_lines
from portal.web.numbers import as_id
from portal.workflow.services import TransitionRefused
from trainings.models import Session

from .bulk import move_selected
from .filters import CentreFilter, SessionFilter, StageFilter
from .move_forms import form_for

MOVED = _("Request %(reference)s is now at: %(stage)s. The people concerned are told.")
ALREADY = _("Request %(reference)s was already at: %(stage)s. Nobody is told twice.")


@admin.register(Prescription)
class PrescriptionAdmin(ReadOnlyAdmin):
    """Nobody edits a request here: it moves by its transitions."""

    list_display = [
        "reference",
        "candidate",
        "stage",
        "training_and_session",
        "centre",
        "seats_left",
        "last_change",
    ]
    list_display_links = ["reference"]
    list_filter = [StageFilter, CentreFilter, SessionFilter]
    search_fields = ["request__reference"]
    search_help_text = _("Reference, name, e-mail address or session number")
    ordering = ["-request__last_change", "-pk"]
    list_per_page = 50
    list_max_show_all = 50

    # Who sees and does what ----------------------------------------------------

    def get_queryset(self, request):
        sessions = Session.objects.with_list_data()
        return (
            Prescription.objects.visible_to(request.user)
            .select_related("request")
            .prefetch_related(Prefetch("session", sessions), "session__centre__agents")
            .with_likely_double()
            .with_last_event()
            .order_by(*self.ordering)
        )

    def has_process_permission(self, request):
        return is_agent(request.user)

    def get_search_results(self, request, queryset, search_term):
        for word in search_term.split()[:10]:
            folded = fold(word)
            found = (
                Q(request__reference__icontains=word)
                | Q(email_key__contains=email_key(word))
                | Q(session__number__icontains=word)
            )
            if folded:
                found |= Q(last_name_key__contains=folded) | Q(first_name_key__contains=folded)
            queryset = queryset.filter(found)
        return queryset, False

    # Columns -------------------------------------------------------------------

    @admin.display(description=_("reference"), ordering="request__reference")
    def reference(self, prescription):
        return prescription.request.reference

    @admin.display(description=_("candidate"), ordering="last_name_key")
    def candidate(self, prescription):
        if not prescription.likely_double:
            return prescription.candidate_name
        name = prescription.candidate_name
        return format_html("{}<br><strong>{}</strong>", name, _("Likely duplicate"))

    @admin.display(description=_("training, session"))
    def training_and_session(self, prescription):
        session = prescription.session
        return two_lines(session.training.title, session.number)

    @admin.display(description=_("centre"))
    def centre(self, prescription):
        return str(prescription.session.centre)

    @admin.display(description=_("stage"), ordering="request__status")
    def stage(self, prescription):
        stage = prescription.request.stage
        return f"{stage.number}. {stage.label}" if stage.number else stage.label

    @admin.display(description=_("seats left"))
    def seats_left(self, prescription):
        session = prescription.session
        if session.seats_capacity is None:
            return "–"
        return f"{session.seats_left} / {session.seats_capacity}"

    @admin.display(description=_("last change"), ordering="request__last_change")
    def last_change(self, prescription):
        return moment(prescription.request.last_change)

    # Moving several ------------------------------------------------------------

    def get_actions(self, request):
        if not self.has_process_permission(request):
            return {}
        targets = [*PRESCRIPTION.path, *(PRESCRIPTION.stage(code) for code in (REFUSED, WITHDRAWN))]
        return {
            f"move_to_{stage.code}": (
                partial(move_selected, target=stage.code),
                f"move_to_{stage.code}",
                self.action_label(stage),
            )
            for stage in targets
        }

    def action_label(self, stage):
        number = f"{stage.number}. " if stage.number else ""
        return _("Move to: %(stage)s") % {"stage": f"{number}{stage.label}"}

    # One request ---------------------------------------------------------------

    def get_urls(self):
        move = require_http_methods(["GET", "HEAD", "POST"])(self.move_view)
        return [
            path(
                "<int:pk>/move/<slug:name>/",
                self.admin_site.admin_view(move),
                name="applications_prescription_move",
            ),
            *super().get_urls(),
        ]

    def shown(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        details = ["filed_by", "organisation", "agent", "refusal_reason"]
        found = self.get_queryset(request).select_related(*(f"request__{name}" for name in details))
        prescription = found.filter(pk=pk).first()
        if prescription is None:
            raise Http404
        return prescription

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One request: where it stands, what can be done, and its history."""
        prescription = self.shown(request, as_id(object_id))
        filed, session = prescription.request, prescription.session
        transitions = PRESCRIPTION.offered(filed, roles_of(request.user, filed))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Request %(reference)s") % {"reference": filed.reference},
            "prescription": prescription,
            "filed": filed,
            "session": session,
            "seats": session.seats.all(),
            "interview": prescription.interview
            and interview_sentence(prescription.interview, session.centre),
            "moves": [(transition, self.move_label(transition)) for transition in transitions],
            "events": timeline(filed, request.user),
        }
        template = "admin/applications/prescription/change_form.html"
        return TemplateResponse(request, template, context)

    def move_label(self, transition):
        stage = PRESCRIPTION.stage(transition.target)
        if transition.target in transition.sources or stage.number is None:
            return transition.label
        return _("%(action)s: %(stage)s") % {"action": transition.label, "stage": stage.label}

    def move_view(self, request, pk, name):
        """Ask for what a transition needs, then make it."""
        prescription = self.shown(request, pk)
        filed = prescription.request
        if name not in PRESCRIPTION:
            raise Http404
        transition = PRESCRIPTION.transition(name)
        here = reverse("admin:applications_prescription_change", args=[pk])
        form = form_for(request, prescription, transition)
        if request.method == "POST" and form.is_valid():
            refusal = self.fire(request, filed, transition, form)
            if not refusal:
                return redirect(here)
            if filed.events.last().pk != form.cleaned_data["seen"]:
                # Somebody acted meanwhile: the form has lost its sense.
                messages.error(request, refusal)
                return redirect(here)
            form.add_error(None, refusal)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.move_label(transition),
            "rows": [(prescription, self.move_label(transition), prescription.last_event)],
            "form": form,
            "scarce": [],
            "back": here,
        }
        return TemplateResponse(request, "admin/applications/prescription/move.html", context)

    def fire(self, request, filed, transition, form):
        """Make the transition and say so; returns the sentence of a refusal, or ""."""
        try:
            outcome = move_prescription(
                filed,
                transition.name,
                by=request.user,
                seen=form.cleaned_data["seen"],
                **form.data_for(transition),
            )
        except TransitionRefused as refusal:
            return str(refusal)
        words = {
            "reference": filed.reference,
            "stage": PRESCRIPTION.stage(transition.target).label,
        }
        if outcome.changed:
            messages.success(request, MOVED % words)
        else:
            messages.info(request, ALREADY % words)
        return ""
