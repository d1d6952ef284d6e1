"""Where a request comes from, for limits only: it is never stored nor logged."""

import ipaddress

from django.conf import settings


def client_address(request):
    """The client's address, behind the proxies that we run and no others.

    The rule is django-allauth's (`ALLAUTH_TRUSTED_PROXY_COUNT`), so that both
    count the same visitor. An IPv6 visitor owns a whole /64: it counts as one.
    """
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = request.headers.get("x-forwarded-for", "").split(",")
    if count and len(forwarded) >= count:
        typed = forwarded[-count].strip()
    else:
        typed = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(typed)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return str(address)
