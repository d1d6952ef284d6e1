"""What pages ask while a place is typed."""

from django.http import JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .services import communes_of


@require_safe
@cache_control(public=True, max_age=3600)
def communes(request):
    """The names of the communes of a postal code, the largest first."""
    found = communes_of(request.GET.get("code", "")[:5].replace("\x00", ""))
    return JsonResponse({"communes": [commune.name for commune in found]})
