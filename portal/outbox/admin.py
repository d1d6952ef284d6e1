from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.outbox import upkeep
from portal.outbox.bodies import html_body, shows_mail
from portal.outbox.models import OutgoingEmail, address_key
from portal.outbox.notifications import registered
from portal.outbox.services import compose
from portal.web.admin import ReadOnlyAdmin, moment
from portal.web.admin_lookups import DeclaredLookups

State = OutgoingEmail.State
SEND_AGAIN, STOP = _("Send again"), _("Do not send any more")


class KindFilter(admin.SimpleListFilter):
    """The declared kinds: asking the table for them would read it whole."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(name, kind.label) for name, kind in registered().items()]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(DeclaredLookups, ReadOnlyAdmin):
    """What the portal sent and what waits. Read only, but for sending again and stopping."""

    list_display = ["written", "message", "state", "row_buttons"]
    list_filter = ["state", KindFilter]
    search_fields = ["to_key"]
    search_help_text = _("A complete e-mail address")
    list_per_page = 50
    actions = ["send_again_selected", "stop_selected"]
    fields = [
        "kind_label", "to", "language", "state", "last_answer", "created_at", "sent_at",
        "attempts", "next_attempt_at", "expires_at", "header_lines", "shown_subject", "shown_text",
        "shown_html", "attached_names",
    ]  # fmt: skip
    readonly_fields = fields

    def has_send_permission(self, request):
        return request.user.has_perm("outbox.change_outgoingemail")

    def get_list_display(self, request):
        if self.has_send_permission(request):
            return self.list_display
        return [name for name in self.list_display if name != "row_buttons"]

    def get_search_results(self, request, queryset, search_term):
        if key := address_key(search_term.replace("\x00", "")):
            queryset = queryset.filter(to_key=key)
        return queryset, False

    # What is shown ---------------------------------------------------------------

    @admin.display(description=_("written at"), ordering="created_at")
    def written(self, email):
        return moment(email.created_at)

    @admin.display(description=_("message"), ordering="kind")
    def message(self, email):
        return format_html("{}<br>{}", self.kind_label(email), email.to)

    @admin.display(description=_("kind"))
    def kind_label(self, email):
        kind = registered().get(email.kind)
        return kind.label if kind else email.kind

    @admin.display(description=_("headers"))
    def header_lines(self, email):
        return f"Message-ID: {email.message_id}"

    @admin.display(description=_("subject"))
    def shown_subject(self, email):
        return hidden(email) or email.subject

    @admin.display(description=_("text"))
    def shown_text(self, email):
        return hidden(email) or email.text_body

    @admin.display(description=_("as a mail program shows it"))
    def shown_html(self, email):
        if reason := hidden(email):
            return reason
        return frame(reverse("admin:outbox_email_html", args=[email.pk])) if email.html_body else ""

    @admin.display(description=_("attached files"))
    def attached_names(self, email):
        return ", ".join(item["name"] for item in email.attached)

    @admin.display(description=_("what you can do"))
    def row_buttons(self, email):
        """Inside the form of the list, so each is a POST with its token."""
        buttons = [
            format_html(
                '<button class="button" type="submit" formaction="{}">{}</button>',
                reverse(f"admin:outbox_email_{name}", args=[email.pk]),
                label,
            )
            for name, label in available(email)
        ]
        return format_html(" ".join(["{}"] * len(buttons)), *buttons) if buttons else ""

    @method_decorator(shows_mail)
    def change_view(self, request, object_id, form_url="", extra_context=None):
        email = self.get_object(request, object_id)
        buttons = available(email) if email and self.has_send_permission(request) else []
        context = {
            "send_buttons": [
                (reverse(f"admin:outbox_email_{name}", args=[email.pk]), label)
                for name, label in buttons
            ]
        }
        if email:
            context["subtitle"] = f"{self.kind_label(email)} – {email.to}"
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    # What may be done ------------------------------------------------------------

    @admin.action(description=SEND_AGAIN, permissions=["send"])
    def send_again_selected(self, request, queryset):
        return self._in_bulk(request, queryset, upkeep.send_again, SEND_AGAIN)

    @admin.action(description=STOP, permissions=["send"])
    def stop_selected(self, request, queryset):
        return self._in_bulk(request, queryset, upkeep.stop_sending, STOP)

    def _in_bulk(self, request, queryset, act, label):
        """Asks first; then does each one by itself and says what could not be done."""
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": label,
                "opts": self.opts,
                "action": request.POST["action"],
                "chosen": list(queryset.values_list("pk", flat=True)),
            }
            return TemplateResponse(request, "admin/outbox/confirm.html", context)
        done = sum(self._act(request, email_id, act) for email_id in chosen_ids(queryset))
        if done:
            text = ngettext("%(count)d message done.", "%(count)d messages done.", done)
            messages.success(request, text % {"count": done})
        return None

    def _act(self, request, email_id, act):
        try:
            act(email_id, by=request.user)
        except upkeep.NotPossible as refusal:
            messages.warning(request, f"#{email_id} – {refusal}")
            return False
        return True

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("messages/", view(self.kinds_view), name="outbox_kinds"),
            path("messages/<str:name>/<str:language>/", view(self.kind_view), name="outbox_kind"),
            path(
                "messages/<str:name>/<str:language>/html/",
                view(self.kind_html_view),
                name="outbox_kind_html",
            ),
            path("<int:pk>/html/", view(self.html_view), name="outbox_email_html"),
            path("<int:pk>/envoyer/", view(self.send_again_view), name="outbox_email_send"),
            path("<int:pk>/arreter/", view(self.stop_view), name="outbox_email_stop"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def send_again_view(self, request, pk):
        return self._one(request, pk, upkeep.send_again, _("The message will be sent again."))

    @method_decorator(require_POST)
    def stop_view(self, request, pk):
        return self._one(request, pk, upkeep.stop_sending, _("The message will not be sent."))

    def _one(self, request, pk, act, success):
        if not self.has_send_permission(request):
            raise PermissionDenied
        email = get_object_or_404(OutgoingEmail, pk=pk)
        if self._act(request, email.pk, act):
            messages.success(request, success)
        return redirect("admin:outbox_outgoingemail_change", email.pk)

    def html_view(self, request, pk):
        self._check_view(request)
        email = get_object_or_404(OutgoingEmail, pk=pk)
        return html_body(request, str(hidden(email) or email.html_body))

    # Every kind of message --------------------------------------------------------

    def kinds_view(self, request):
        self._check_view(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Messages that the portal sends"),
            "opts": self.opts,
            "kinds": [
                (name, kind.label, kind.category.label) for name, kind in registered().items()
            ],
        }
        return TemplateResponse(request, "admin/outbox/kinds.html", context)

    @method_decorator(shows_mail)
    def kind_view(self, request, name, language):
        kind, email = self._sample(request, name, language)
        context = {
            **self.admin_site.each_context(request),
            "title": kind.label,
            "opts": self.opts,
            "email": email,
            "frame": frame(reverse("admin:outbox_kind_html", args=[name, language])),
        }
        return TemplateResponse(request, "admin/outbox/kind.html", context)

    def kind_html_view(self, request, name, language):
        return html_body(request, self._sample(request, name, language)[1].html_body)

    def _sample(self, request, name, language):
        self._check_view(request)
        if name not in registered() or language not in {"fr", "en"}:
            raise Http404
        kind = registered()[name]
        with translation.override(language):
            return kind, compose(kind.sample(), language=language)

    def _check_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied


def hidden(email):
    """Why staff do not read this content, or nothing."""
    if email.erased_at:
        return _("Erased")
    return (
        _("Confidential: codes and personal links are never shown here") if email.sensitive else ""
    )


def available(email):
    """(route, label) of what staff may do to a message in its state."""
    choices = []
    is_over = email.is_spent or email.erased_at
    if email.state not in {State.PENDING, State.EXPIRED} and not is_over:
        choices.append(("send", SEND_AGAIN))
    if email.state in {State.PENDING, State.FAILED, State.UNKNOWN}:
        choices.append(("stop", STOP))
    return choices


def chosen_ids(queryset):
    return list(queryset.order_by("pk").values_list("pk", flat=True))


def frame(address):
    return format_html(
        '<iframe class="mail-frame" src="{}" title="{}" width="640" height="560"'
        ' sandbox="allow-top-navigation-by-user-activation"></iframe>',
        address,
        _("The message as a mail program shows it"),
    )
