"""The pages shown when something is refused or fails, in the site's look."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from .typed import typed_fields


def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def permission_denied(request, exception):
    """An exception that has a `template` (and its `context`) explains itself with it."""
    context = {
        **getattr(exception, "context", {}),
        "reason": str(exception),
        "explained_by": getattr(exception, "template", ""),
    }
    return render(request, "errors/403.html", context, status=403)


def page_not_found(request, exception):
    return render(request, "errors/404.html", status=404)


def too_many_requests(request, retry_after=0):
    """`retry_after`: the seconds to wait, where they are known."""
    minutes = -(-retry_after // 60)
    response = render(request, "errors/429.html", {"minutes": minutes}, status=429)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def server_error(request):
    """Needs no database, no session, no cache: any of them may be what failed."""
    return HttpResponseServerError(
        render_to_string("errors/500.html", {"site_name": settings.SITE_NAME})
    )


def csrf_failure(request, reason=""):
    """The form has expired: shows what to do, and offers to send what was typed again."""
    context = {"typed": typed_fields(request), "lost_files": bool(request.FILES)}
    return render(request, "errors/csrf.html", context, status=403)
