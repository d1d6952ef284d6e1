"""Showing the HTML of a message inside a page, without letting it do anything."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

# For the page around it.
shows_mail = csp_update({"frame-src": [SELF]})

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


@xframe_options_sameorigin
def html_body(request, html):
    """The HTML as a page of its own, for an iframe: no script, no form, links open around it."""
    html = html.replace("<head>", '<head><base target="_top">', 1)
    response = HttpResponse(html)
    response["Content-Security-Policy"] = POLICY
    return response
