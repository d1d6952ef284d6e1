from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.keys import email_key, username_key
from accounts.models import User
from accounts.services.staff import save_by_staff
from portal.web.admin import moment
from portal.web.admin_lookups import DeclaredLookups

RIGHTS = ["is_staff", "is_superuser", "groups", "user_permissions"]


@admin.register(User)
class UserAdmin(DeclaredLookups, admin.ModelAdmin):
    """Staff help people here. Passwords, addresses and partner status change elsewhere:
    by the person, by a confirmed code, by « Comptes à valider ».
    """

    list_display = [
        "identifier", "full_name", "kind", "shown_partner_status", "organisation", "is_staff",
        "is_active", "joined",
    ]  # fmt: skip
    list_filter = ["kind", "partner_status", "is_staff", "is_active", "groups"]
    list_select_related = ["organisation"]
    search_fields = ["username_key"]
    search_help_text = _("Identifier, e-mail, or last name")
    ordering = ["-date_joined", "-pk"]
    list_per_page = 50
    show_full_result_count = False
    autocomplete_fields = ["organisation"]
    filter_horizontal = ["territories", "groups", "user_permissions"]
    readonly_fields = [
        "username", "email", "kind", "shown_partner_status", "date_joined",
        "last_login", "closed_at",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["username", "email", "kind", "shown_partner_status"]}),
        (
            _("Person"),
            {
                "fields": [
                    "civility",
                    "last_name",
                    "first_name",
                    "phone",
                    "postal_code",
                    "city",
                    "job_title",
                    "employer",
                    "authority_type",
                    "authority_size",
                    "language",
                ]  # fmt: skip
            },
        ),
        (_("Work"), {"fields": ["organisation", "territories"]}),
        (_("Rights"), {"fields": ["is_active", *RIGHTS]}),
        (_("Dates"), {"fields": ["date_joined", "last_login", "closed_at"]}),
    ]

    @admin.display(description=_("identifier"), ordering="username_key")
    def identifier(self, user):
        return user.username

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description=_("account made on"), ordering="date_joined")
    def joined(self, user):
        return moment(user.date_joined)

    @admin.display(description=_("partner status"), ordering="partner_status")
    def shown_partner_status(self, user):
        return user.get_partner_status_display()

    def get_search_results(self, request, queryset, search_term):
        typed = search_term.replace("\x00", "").strip()
        if typed:
            queryset = (
                queryset.filter(username_key__startswith=username_key(typed))
                | queryset.filter(email_key__startswith=email_key(typed))
                | queryset.filter(last_name__istartswith=typed)
            )
        return queryset, False

    def has_add_permission(self, request):
        """People sign up themselves, so that their address is confirmed; staff give rights then."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Accounts are closed and anonymised, never deleted."""
        return False

    def has_change_permission(self, request, obj=None):
        """Only administrators change the account of another member of staff."""
        if obj and (obj.is_staff or obj.is_superuser) and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """Only administrators give rights, and nobody takes their own away by mistake."""
        locked = [] if request.user.is_superuser else RIGHTS
        if obj and obj.pk == request.user.pk:
            locked = [*RIGHTS, "is_active"]
        return [*self.readonly_fields, *locked]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, object_id)
        name = {"subtitle": found.get_full_name()} if found else {}
        return super().change_view(request, object_id, form_url, {**name, **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        save_by_staff(obj, by=request.user, fields=form.changed_data)
