"""Closing, cancelling, opening again and deleting sessions: asked first, each told by itself."""

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.web.admin import MOST_AT_ONCE
from portal.web.numbers import as_id
from trainings.models import Session
from trainings.registry import session_changed
from trainings.services import upkeep

State = Session.State


class SessionEnds:
    actions = ["close_selected", "cancel_selected", "delete_selected"]

    # On the page of a session -----------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id and "confirmed" not in request.POST:
            session = Session.objects.filter(pk=as_id(unquote(object_id))).first()
            if session and self.has_change_permission(request, session):
                state = request.POST.get("state")
                if question := self._question(session, state, request):
                    return question
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _question(self, session, state, request):
        """The page that asks before a session is cancelled or opened again, or None."""
        if State.CANCELLED not in {session.state, state} or session.state == state:
            return None
        former = session.state
        form = self.get_form(request, session, change=True)(request.POST, instance=session)
        if not form.is_valid():
            return None
        title = _("Cancel the session") if state == State.CANCELLED else _("Open the session again")
        fields = [(name, v) for name, values in request.POST.lists() for v in values]
        return self._ask(request, title, [session], fields, again=former == State.CANCELLED)

    # Several at once --------------------------------------------------------------

    @admin.action(description=_("Close"), permissions=["change"])
    def close_selected(self, request, queryset):
        return self._end_each(request, queryset, State.CLOSED, _("Close the sessions"))

    @admin.action(description=_("Cancel"), permissions=["change"])
    def cancel_selected(self, request, queryset):
        return self._end_each(request, queryset, State.CANCELLED, _("Cancel the sessions"))

    def _end_each(self, request, queryset, state, title):
        sessions = list(queryset.order_by("starts_on", "pk")[: MOST_AT_ONCE + 1])
        if len(sessions) > MOST_AT_ONCE:
            text = _("Choose at most %(most)d rows at once.")
            messages.error(request, text % {"most": MOST_AT_ONCE})
            return None
        if "confirmed" not in request.POST:
            fields = [("action", request.POST["action"])]
            fields += [("_selected_action", session.pk) for session in sessions]
            return self._ask(request, title, sessions, fields, closes=state == State.CLOSED)
        for session in sessions:
            try:
                concerned = upkeep.end_session(session, state, actor=request.user)
            except upkeep.NotPossible as refusal:
                messages.warning(request, f"{session.number} – {refusal}")
            else:
                session.state = state
                messages.success(request, said_of_end(session, concerned))
        return None

    def _ask(self, request, title, sessions, fields, **what):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "rows": [(session, session_changed.concerned(session)) for session in sessions],
            "fields": [(name, v) for name, v in fields if name != "csrfmiddlewaretoken"],
            "back": request.get_full_path(),
            **what,
        }
        return TemplateResponse(request, "admin/trainings/session/confirm.html", context)

    # Deleting ------------------------------------------------------------------

    def delete_view(self, request, object_id, extra_context=None):
        session = self.get_object(request, unquote(object_id))
        allowed = session and self.has_delete_permission(request, session)
        if allowed and self._is_used(request, [session]):
            messages.error(request, _("This session has requests: close it or cancel it."))
            return redirect("admin:trainings_session_change", session.pk)
        return super().delete_view(request, object_id, extra_context)

    @admin.action(description=_("Delete selected %(verbose_name_plural)s"), permissions=["delete"])
    def delete_selected(self, request, queryset):
        if self._is_used(request, queryset):
            text = _("Some of these sessions have requests: close them or cancel them.")
            messages.error(request, text)
            return None
        return delete_selected(self, request, queryset)

    def _is_used(self, request, sessions):
        """Whether something that nobody deletes here, as requests and their seats, hangs on it."""
        _objects, _count, lacking, protected = self.get_deleted_objects(sessions, request)
        return bool(lacking or protected)


def said_of_end(session, concerned):
    """What the end of a session has done."""
    closed = session.state == State.CLOSED
    text = (
        _("Session %(number)s closed: %(requests)s, %(people)s.")
        if closed
        else _("Session %(number)s cancelled: %(requests)s, %(people)s.")
    )
    if not concerned.requests:
        text = (
            _("Session %(number)s closed: it had no request in progress.")
            if closed
            else _("Session %(number)s cancelled: it had no request in progress.")
        )
        return text % {"number": session.number}
    going_on = ngettext("%(count)d request goes on", "%(count)d requests go on", concerned.requests)
    ended = ngettext("%(count)d request ended", "%(count)d requests ended", concerned.requests)
    people = ngettext("%(count)d person told", "%(count)d people told", concerned.people)
    return text % {
        "number": session.number,
        "requests": (going_on if closed else ended) % {"count": concerned.requests},
        "people": people % {"count": concerned.people},
    }
