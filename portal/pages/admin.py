from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.web.admin import ReadOnlyAdmin

from .models import Page, SiteSettings, Terms, TermsAcceptance
from .services import publish_terms


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        (
            _("Contact for people in difficulty"),
            {"fields": ["contact_name", "contact_email", "contact_phone", "urgent_phone"]},
        ),
        (
            _("Legal notice"),
            {"fields": ["publisher", "publisher_address", "publication_director", "host"]},
        ),
        (
            _("Personal data"),
            {
                "fields": [
                    "controller",
                    "controller_address",
                    "dpo_email",
                    "dpo_address",
                    "authority",
                    "authority_url",
                ]
            },
        ),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_object(self, request, object_id, from_field=None):
        # The defaults, until staff save the row for the first time.
        return super().get_object(request, object_id, from_field) or (
            SiteSettings(pk=1) if object_id == "1" else None
        )

    def changelist_view(self, request, extra_context=None):
        return redirect(reverse("admin:pages_sitesettings_change", args=[1]))


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    list_display = ["slug", "title_fr", "published", "footer_position", "updated_at"]
    list_filter = ["published"]
    search_fields = ["slug", "title_fr", "title_en"]
    prepopulated_fields = {"slug": ["title_fr"]}


@admin.register(Terms)
class TermsAdmin(admin.ModelAdmin):
    """A new version is a new row; once published it stays as people accepted it."""

    list_display = ["version", "published_at"]
    readonly_fields = ["published_at"]
    actions = ["publish"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.published_at)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.published_at)

    def get_actions(self, request):
        actions = super().get_actions(request)
        # It would delete published versions too.
        actions.pop("delete_selected", None)
        return actions

    @admin.action(
        description=_("Publish the version: everyone will be asked to accept it"),
        permissions=["change"],
    )
    def publish(self, request, queryset):
        if len(queryset) != 1:
            messages.error(request, _("Choose one version to publish."))
            return
        try:
            terms = publish_terms(queryset[0], actor=request.user)
        except ValidationError as refusal:
            messages.warning(request, refusal.message)
        else:
            messages.success(
                request,
                _("Version %(version)s is in force.") % {"version": terms.version},
            )


@admin.register(TermsAcceptance)
class TermsAcceptanceAdmin(ReadOnlyAdmin):
    list_display = ["user", "terms", "accepted_at"]
    list_select_related = ["user", "terms"]
    list_filter = ["terms"]
