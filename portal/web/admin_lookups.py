"""Which columns an address of Django admin may ask about."""

from django.contrib.admin import SimpleListFilter
from django.db.models.constants import LOOKUP_SEP


class DeclaredLookups:
    """Put before ModelAdmin where the rows hold secrets: only declared filters may be asked.

    Django answers `?password__startswith=` for any column of the model itself: whoever may
    look at a list could read, letter by letter, what its pages hide.
    """

    def lookup_allowed(self, lookup, value, request):
        declared = any(
            lookup == name or lookup.startswith(f"{name}{LOOKUP_SEP}")
            for name in self._filter_names(request)
        )
        return declared and super().lookup_allowed(lookup, value, request)

    def _filter_names(self, request):
        if self.date_hierarchy:
            yield self.date_hierarchy
        for item in self.get_list_filter(request):
            if isinstance(item, type) and issubclass(item, SimpleListFilter):
                yield item.parameter_name
            else:
                yield item[0] if isinstance(item, tuple | list) else item
