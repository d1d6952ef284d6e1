"""What was typed is not lost when a form is refused because the session or the form has expired."""

import json
import time
from datetime import timedelta

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse

from portal.links.rate_limits import TooManyRequests, rate_limit

# Never kept, never written back into a page.
SECRET_WORDS = ("password", "csrfmiddlewaretoken", "altcha")
SESSION_KEY = "typed_form"
# Short: the next person at a shared computer must not find it.
KEPT_SECONDS = 15 * 60
MAX_BYTES = 20_000
# From one address: whoever has no account can have a form kept, too.
KEPT_AN_HOUR = 30


def typed_fields(request):
    """What was typed, as (name, value) pairs; nothing of a form that another site sent."""
    own_address = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("Origin", own_address) != own_address or not same_site(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(word in name for word in SECRET_WORDS)
    ]


def same_site(request):
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


class KeepTypedMiddleware:
    """A form sent after its session ended: sign in, come back, and send it again as it was."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if typed := take_kept_form(request):
            return render(request, "web/resume_form.html", {"typed": typed})
        response = self.get_response(request)
        if request.method == "POST" and is_sent_to_sign_in(request, response):
            keep_form(request)
        return response


def is_sent_to_sign_in(request, response):
    admin_login = f"{reverse('admin:login')}?"
    return (
        isinstance(response, HttpResponseRedirect)
        and not request.user.is_authenticated
        and response.url.startswith((f"{resolve_url(settings.LOGIN_URL)}?", admin_login))
    )


def keep_form(request):
    fields = typed_fields(request)
    path = request.get_full_path()
    size = len(json.dumps([path, fields], ensure_ascii=False).encode("utf-8", "replace"))
    if not any(value for _name, value in fields) or size > MAX_BYTES:
        return
    try:
        rate_limit(request, "typed-form", KEPT_AN_HOUR, timedelta(hours=1))
    except TooManyRequests:
        return  # They sign in all the same; only what was typed is lost.
    request.session[SESSION_KEY] = {"path": path, "fields": fields, "at": time.time()}


def take_kept_form(request):
    """The fields kept for this very address, given once to somebody signed in."""
    if request.method != "GET" or not request.user.is_authenticated:
        return None
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    if time.time() - kept["at"] > KEPT_SECONDS:
        del request.session[SESSION_KEY]
        return None
    if kept["path"] != request.get_full_path():
        return None
    del request.session[SESSION_KEY]
    return kept["fields"]
