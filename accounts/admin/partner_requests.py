"""« Comptes à valider »: staff look at partners' requests and decide, one or many at once."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.keys import email_domain, email_key, username_key
from accounts.models import PartnerRequest
from accounts.services.partners import (
    DecisionImpossible,
    approve_after_all,
    approve_partner,
    is_current_approval,
    is_last_word,
    organisation_has_changed,
    refuse_partner,
    withdraw_approval,
)
from portal.search.text import fold
from portal.web.admin import DecisionsMixin, PendingFirst, ReadOnlyAdmin, two_lines
from portal.web.dates import age_words

Status = PartnerRequest.Status
APPROVE, REFUSE, WITHDRAW = _("Validate the account"), _("Refuse"), _("Withdraw the validation")


# From which status each service decides, and its words in the history.
LOGGED = {
    approve_partner: ([Status.PENDING], _("Account validated")),
    refuse_partner: ([Status.PENDING], _("Account refused")),
    withdraw_approval: ([Status.APPROVED], _("Validation withdrawn")),
    approve_after_all: ([Status.REFUSED, Status.WITHDRAWN], _("Account validated after all")),
}


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person will read it: say what is missing or wrong."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )


class StatusFilter(PendingFirst):
    choices_of_status = Status


@admin.register(PartnerRequest)
class PartnerRequestAdmin(DecisionsMixin, ReadOnlyAdmin):
    """Read only: a status changes through the services, by the buttons."""

    list_display = [
        "person_and_domain", "organisation_and_type", "territories", "age", "decision",
    ]  # fmt: skip
    list_filter = [StatusFilter, ("created_at", admin.DateFieldListFilter)]
    search_fields = ["user__email_key"]
    search_help_text = _("Identifier, e-mail, e-mail domain or organisation")
    list_per_page = 50
    actions = ["approve_selected", "refuse_selected"]
    fields = [
        "person", "email", "organisation", "organisation_type", "territories", "created_at",
        "shown_status", "decided_at", "decided_by_name", "withdrawn_at", "withdrawn_by_name",
        "reason",
    ]  # fmt: skip
    readonly_fields = fields
    refusal = DecisionImpossible

    def has_decide_permission(self, request):
        return request.user.has_perm("accounts.change_partnerrequest")

    def waiting_count(self):
        """Shown beside the entry of the side menu (templates/admin/app_list.html)."""
        return PartnerRequest.objects.pending().count()

    def get_queryset(self, request):
        return super().get_queryset(request).with_accounts()

    def get_search_results(self, request, queryset, search_term):
        typed = search_term.replace("\x00", "").strip()
        if not typed:
            return queryset, False
        found = Q(user__email_key__contains=email_key(typed))
        found |= Q(user__username_key=username_key(typed))
        if name := fold(typed):
            found |= Q(organisation__name_key__contains=name)
        return queryset.filter(found), False

    def get_fields(self, request, obj=None):
        """A withdrawal is spoken of where there is one."""
        if obj and obj.withdrawn_at:
            return self.fields
        return [name for name in self.fields if not name.startswith("withdrawn")]

    # What is shown ---------------------------------------------------------------

    @admin.display(description=_("person"))
    def person(self, request):
        return request.user.get_full_name()

    @admin.display(description=_("e-mail"))
    def email(self, request):
        return request.user.email

    @admin.display(description=_("organisation"))
    def organisation(self, request):
        return request.organisation

    @admin.display(description=_("type of organisation"))
    def organisation_type(self, request):
        """As the partner said it of the organisation that they are in now, else its own."""
        user, organisation = request.user, request.organisation
        own = organisation and organisation.type
        if user.organisation_id != request.organisation_id or not user.organisation_type:
            return own
        said = str(user.organisation_type)
        if user.organisation_type_details:
            said = f"{said} – {user.organisation_type_details}"
        if own and own != user.organisation_type:
            said += " " + _("(recorded as: %(type)s)") % {"type": own}
        return said

    @admin.display(description=_("person, e-mail domain"))
    def person_and_domain(self, request):
        return two_lines(request.user.get_full_name(), email_domain(request.user.email))

    @admin.display(description=_("organisation, type"))
    def organisation_and_type(self, request):
        return two_lines(request.organisation or "–", self.organisation_type(request) or "")

    @admin.display(description=_("territories"))
    def territories(self, request):
        return ", ".join(str(territory) for territory in request.user.territories.all())

    @admin.display(description=_("age of the request"), ordering="created_at")
    def age(self, request):
        return age_words(request.created_at)

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, request):
        label = request.get_status_display()
        return f"{label} ({_('trusted domain')})" if request.automatic else label

    @admin.display(description=_("decided by"))
    def decided_by_name(self, request):
        if request.automatic:
            return _("trusted domain")
        return request.decided_by.get_full_name() if request.decided_by else ""

    @admin.display(description=_("withdrawn by"))
    def withdrawn_by_name(self, request):
        return request.withdrawn_by.get_full_name() if request.withdrawn_by else ""

    @admin.display(description=_("decision"), ordering="status")
    def decision(self, request):
        """What was decided or, inside the form of the list (a POST with its token), the buttons."""
        if request.status != Status.PENDING:
            return self.shown_status(request)
        return format_html(
            '<span class="row-buttons"><button type="submit" formaction="{}">{}</button> '
            '<a class="button" href="{}">{}</a></span>',
            approve_address(request),
            APPROVE,
            reverse("admin:accounts_partnerrequest_refuse", args=[request.pk]),
            REFUSE,
        )

    def changelist_view(self, request, extra_context=None):
        """Named by what it shows: what waits, or what was decided too."""
        named = {}
        if request.GET.get(StatusFilter.parameter_name, Status.PENDING) != Status.PENDING:
            named = {"list_title": _("Requests for a partner account")}
        return super().changelist_view(request, {**named, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, object_id)
        context = {
            "can_decide": False,
            "can_withdraw": False,
            "can_reconsider": False,
            "approve_address": "",
            "past_requests": [],
        }
        if found:
            context["subtitle"] = found.user.get_full_name()
            context["approve_address"] = approve_address(found)
            others = PartnerRequest.objects.filter(user=found.user).exclude(pk=found.pk)
            context["past_requests"] = others.select_related("decided_by")
            may_decide = self.has_decide_permission(request)
            context["can_decide"] = may_decide and found.status == Status.PENDING
            context["can_withdraw"] = may_decide and is_current_approval(found)
            context["can_reconsider"] = may_decide and is_last_word(found)
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    # What may be done ------------------------------------------------------------

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/valider/", view(self.approve_view), name="accounts_partnerrequest_approve"
            ),
            path(
                "<int:pk>/refuser/", view(self.refuse_view), name="accounts_partnerrequest_refuse"
            ),
            path(
                "<int:pk>/revenir/",
                view(self.reconsider_view),
                name="accounts_partnerrequest_reconsider",
            ),
            path(
                "<int:pk>/retirer/",
                view(self.withdraw_view),
                name="accounts_partnerrequest_withdraw",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def approve_view(self, request, pk):
        found = self._one(request, pk)
        if self.decide(request, found, approve_partner):
            messages.success(request, _("The account is validated. The person has been told."))
        return redirect("admin:accounts_partnerrequest_changelist")

    @method_decorator(require_POST)
    def reconsider_view(self, request, pk):
        """« Valider le compte » on a request that was turned down."""
        found = self._one(request, pk)
        if self.decide(request, found, approve_after_all):
            messages.success(request, _("The account is validated. The person has been told."))
        return redirect("admin:accounts_partnerrequest_changelist")

    def refuse_view(self, request, pk):
        done = _("The account is refused. The person has been told.")
        return self._decide_with_reason(request, pk, REFUSE, refuse_partner, done)

    def withdraw_view(self, request, pk):
        done = _("The validation is withdrawn. The person has been told.")
        return self._decide_with_reason(request, pk, WITHDRAW, withdraw_approval, done)

    def _decide_with_reason(self, request, pk, title, service, done):
        found = self._one(request, pk)
        form = RefusalForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if self.decide(request, found, service, reason=form.cleaned_data["reason"]):
                messages.success(request, done)
            return redirect("admin:accounts_partnerrequest_changelist")
        return self.ask(request, title, [found], form)

    @admin.action(description=APPROVE, permissions=["decide"])
    def approve_selected(self, request, queryset):
        chosen = self.chosen_rows(request, queryset)
        if chosen and "confirmed" not in request.POST:
            return self.ask(request, APPROVE, chosen)
        return self.decide_each(request, chosen, approve_partner)

    @admin.action(description=REFUSE, permissions=["decide"])
    def refuse_selected(self, request, queryset):
        chosen = self.chosen_rows(request, queryset)
        form = RefusalForm(request.POST if "confirmed" in request.POST else None)
        if chosen and not form.is_valid():
            return self.ask(request, REFUSE, chosen, form)
        reason = form.cleaned_data["reason"] if chosen else ""
        return self.decide_each(request, chosen, refuse_partner, reason=reason)

    def _one(self, request, pk):
        if not self.has_decide_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def describe(self, request):
        user = request.user
        where = f", {request.organisation}" if request.organisation else ""
        return f"{user.get_full_name()}{where} ({user.email})"

    def shown_of(self, request):
        return request.as_shown

    def check_as_shown(self, request, found):
        """The page where the button was pressed showed the organisation that is asked for now."""
        if found.as_shown not in request.GET.getlist("seen") + request.POST.getlist("seen"):
            raise DecisionImpossible(organisation_has_changed())

    def done_words(self, service, done):
        if service is approve_partner:
            return ngettext(
                "%(count)d account is validated. The person has been told.",
                "%(count)d accounts are validated. The people have been told.",
                done,
            )
        return ngettext(
            "%(count)d account is refused. The person has been told.",
            "%(count)d accounts are refused. The people have been told.",
            done,
        )

    def decide(self, request, found, service, **details):
        done = super().decide(request, found, service, **details)
        befores, words = LOGGED[service]
        if done and found.status in befores:
            self.log_change(request, found, str(words))
        return done


def approve_address(request):
    """Where « Valider le compte » sends, with the organisation that stands beside it."""
    address = reverse("admin:accounts_partnerrequest_approve", args=[request.pk])
    return f"{address}?{urlencode({'seen': request.as_shown})}"
