from django.shortcuts import render

from .registry import home_blocks


def home(request):
    return render(request, "web/home.html", {"blocks": home_blocks.for_request(request)})


def bad_request(request, exception):
    return render(request, "errors/400.html", status=400)


def permission_denied(request, exception):
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


def page_not_found(request, exception):
    return render(request, "errors/404.html", status=404)


def server_error(request):
    return render(request, "errors/500.html", status=500)


def csrf_failure(request, reason=""):
    return render(request, "errors/csrf.html", status=403)
