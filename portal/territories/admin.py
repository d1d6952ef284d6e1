from django.contrib import admin

from portal.search.text import fold
from portal.web.admin import ReadOnlyAdmin

from .models import Commune, Territory


@admin.register(Territory)
class TerritoryAdmin(ReadOnlyAdmin):
    """Read only: the official list is loaded by `manage.py load_reference_data`."""

    list_display = ["name", "code", "kind", "parent"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["name_key"]

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(name_key__contains=fold(search_term)), False


@admin.register(Commune)
class CommuneAdmin(ReadOnlyAdmin):
    """Read only: the official list is loaded by `manage.py load_communes`."""

    list_display = ["name", "code", "department", "population"]
    list_select_related = ["department"]
    search_fields = ["name_key"]
    show_full_result_count = False

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(name_key__contains=fold(search_term)), False
