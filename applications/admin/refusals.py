from django.contrib import admin

from applications.models import RefusalReason


@admin.register(RefusalReason)
class RefusalReasonAdmin(admin.ModelAdmin):
    list_display = ["label", "position", "is_active"]
    list_editable = ["position", "is_active"]
    search_fields = ["label"]

    def has_delete_permission(self, request, obj=None):
        """A reason is no longer offered rather than deleted: requests hold it."""
        return False
