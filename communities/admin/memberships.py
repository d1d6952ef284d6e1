"""Memberships in the admin: the same services as in the portal, never the status field."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.keys import email_key
from communities.forms.decisions import RefusalForm
from communities.forms.roles import AddMemberForm
from communities.models import Membership
from communities.services import (
    NotPossible,
    add_member,
    approve_membership,
    make_member,
    make_moderator,
    refuse_membership,
)
from portal.search.text import fold
from portal.web.admin import (
    DecisionsMixin,
    NeverChanged,
    NeverDeleted,
    PendingFirst,
    moment,
    two_lines,
)

Status = Membership.Status
APPROVE, REFUSE = _("Approve the requests"), _("Refuse the requests")


class StatusFilter(PendingFirst):
    choices_of_status = Status


@admin.register(Membership)
class MembershipAdmin(DecisionsMixin, NeverChanged, NeverDeleted, admin.ModelAdmin):
    list_display = ["person_and_email", "community", "status_and_role", "asked", "decided"]
    list_filter = [StatusFilter, "role"]
    list_select_related = ["user", "community"]
    search_fields = ["user__email_key"]
    search_help_text = _("E-mail of the person, or name of the community")
    date_hierarchy = "asked_at"
    show_full_result_count = False
    actions = ["approve", "refuse", "name_moderators", "make_members"]
    fields = [
        "person", "email", "community", "status", "role", "message", "is_listed", "asked_at",
        "decided_at", "decided_by_name", "automatic", "reason", "barred_until", "ended_at",
    ]  # fmt: skip
    readonly_fields = fields
    refusal = NotPossible
    oldest_first = "asked_at"

    def has_decide_permission(self, request):
        return request.user.has_perm("communities.change_membership")

    def waiting_count(self):
        """Shown beside the entry of the side menu."""
        return Membership.objects.pending().count()

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "community", "decided_by")

    def get_search_results(self, request, queryset, search_term):
        if name := fold(search_term):
            by_person = Q(user__email_key__contains=email_key(search_term))
            queryset = queryset.filter(by_person | Q(community__name_key__contains=name))
        return queryset, False

    @admin.display(description=_("person"))
    def person(self, membership):
        return membership.user.get_full_name()

    @admin.display(description=_("e-mail"))
    def email(self, membership):
        return membership.user.email

    @admin.display(description=_("person, e-mail"))
    def person_and_email(self, membership):
        return two_lines(membership.user.get_full_name(), membership.user.email)

    @admin.display(description=_("status, role"), ordering="status")
    def status_and_role(self, membership):
        role = _("Role: %(role)s") % {"role": membership.get_role_display().lower()}
        return two_lines(membership.get_status_display(), role)

    @admin.display(description=_("asked on"), ordering="asked_at")
    def asked(self, membership):
        return moment(membership.asked_at)

    @admin.display(description=_("decided on"), ordering="decided_at")
    def decided(self, membership):
        return moment(membership.decided_at)

    @admin.display(description=_("decided by"))
    def decided_by_name(self, membership):
        return membership.decided_by.get_full_name() if membership.decided_by else ""

    # Putting somebody in ----------------------------------------------------------

    def add_view(self, request, form_url="", extra_context=None):
        """Add a person by their address: a new moderator, or somebody invited."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AddMemberForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            try:
                add_member(data["community"], data["user"], by=request.user, role=data["role"])
            except NotPossible as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The person is now in the community."))
                return redirect("admin:communities_membership_changelist")
        return self.ask(request, _("Add a person to a community"), form=form)

    # Deciding -----------------------------------------------------------------------

    @admin.action(description=APPROVE, permissions=["decide"])
    def approve(self, request, queryset):
        chosen = self.chosen_rows(request, queryset)
        if chosen and "confirmed" not in request.POST:
            return self.ask(request, APPROVE, chosen)
        return self.decide_each(request, chosen, approve_membership)

    @admin.action(description=REFUSE, permissions=["decide"])
    def refuse(self, request, queryset):
        chosen = self.chosen_rows(request, queryset)
        form = RefusalForm(request.POST if "confirmed" in request.POST else None)
        if chosen and not form.is_valid():
            return self.ask(request, REFUSE, chosen, form)
        details = {}
        if chosen:
            details = {"reason": form.cleaned_data["reason"], "barred_until": form.barred_until}
        return self.decide_each(request, chosen, refuse_membership, **details)

    @admin.action(description=_("Give the moderator role"), permissions=["decide"])
    def name_moderators(self, request, queryset):
        self.decide_each(request, self.chosen_rows(request, queryset), make_moderator)

    @admin.action(description=_("Take the moderator role away"), permissions=["decide"])
    def make_members(self, request, queryset):
        self.decide_each(request, self.chosen_rows(request, queryset), make_member)

    def describe(self, membership):
        person, community = membership.user.get_full_name(), membership.community.name
        return f"{person} – {community} ({membership.get_status_display()})"
