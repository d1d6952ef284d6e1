from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from . import display, services
from .redirects import safe_next
from .registry import home_blocks
from .styleguide import examples


def home(request):
    context = {"blocks": home_blocks.for_request(request), "home": True}
    return render(request, "web/home.html", context)


@require_POST
def set_language(request):
    """French or English, kept with the account, or in a cookie for a visitor."""
    response = HttpResponseRedirect(safe_next(request))
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=display.KEPT_FOR,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
        if request.user.is_authenticated:
            services.keep_language(request.user, language)
    return response


@require_POST
def set_display(request):
    """Theme or text size, kept in this browser."""
    response = HttpResponseRedirect(safe_next(request))
    for name in display.CHOICES:
        display.keep(response, name, request.POST.get(name))
    return response


def styleguide(request):
    """Every component with its states, for staff and developers."""
    if not (request.user.is_staff or settings.EMBEDDED or settings.DEBUG):
        raise PermissionDenied
    return render(request, "web/styleguide.html", examples())
