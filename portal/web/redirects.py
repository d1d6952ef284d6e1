from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request, default="home"):
    """The address that a form asks to come back to, if it is one of ours."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return address
    return reverse(default)
