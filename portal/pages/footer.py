from django.utils.functional import SimpleLazyObject

from .services import footer_links


def footer(request):
    """The links of the footer; nothing is read for a response that shows no footer."""
    return {"footer_pages": SimpleLazyObject(footer_links)}
