from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from communities.models import Community, Theme
from communities.services import save_community


class WithoutModerator(admin.SimpleListFilter):
    """Communities that nobody leads any more: staff name somebody."""

    title = _("moderators")
    parameter_name = "moderators"

    def lookups(self, request, model_admin):
        return [("none", _("Without any moderator"))]

    def queryset(self, request, queryset):
        return queryset.without_moderator() if self.value() == "none" else queryset


@admin.register(Community)
class CommunityAdmin(admin.ModelAdmin):
    list_display = ["name", "theme", "territory", "policy", "member_count", "is_published"]
    list_filter = [WithoutModerator, "policy", "theme", "is_published", "is_content_public"]
    list_select_related = ["theme", "territory"]
    search_fields = ["name_key", "slug"]
    show_full_result_count = False
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["member_count"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "theme", "territory", "summary", "welcome"]}),
        (_("Access"), {"fields": ["policy", "is_content_public", "is_published", "member_count"]}),
        (
            _("Public contact"),
            {"fields": ["contact_name", "contact_email", "contact_phone"]},
        ),
    ]

    def save_model(self, request, obj, form, change):
        save_community(obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        # Its memberships tell what was decided: unpublish it instead.
        return False


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):
    list_display = ["name", "position"]
    prepopulated_fields = {"slug": ["name"]}
