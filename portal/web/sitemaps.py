"""The sitemap: an index of one map for each kind of public page, which the apps register.

    sitemaps.register("formations", TrainingSitemap)     # in AppConfig.ready()

https://www.sitemaps.org/protocol.html
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

sitemaps = {}


def register(name, sitemap):
    sitemaps[name] = sitemap


class PublicSitemap(Sitemap):
    """The base of ours: addresses are those that the portal is known by."""

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class Pages(PublicSitemap):
    """Pages that stand alone, by the names of their routes."""

    routes = ["home", "help"]

    def items(self):
        return self.routes

    def location(self, route):
        return reverse(route)


@require_safe
def index(request):
    """The maps themselves, too, at the address that the portal is known by."""
    response = views.index(request, sitemaps, sitemap_url_name="sitemap_section")
    known = urlsplit(settings.SITE_URL)
    for entry in response.context_data["sitemaps"]:
        own = urlsplit(entry.location)._replace(scheme=known.scheme, netloc=known.netloc)
        entry.location = own.geturl()
    return response


@require_safe
def robots(request):
    """What crawlers may read, and where the sitemap is."""
    lines = [
        "User-agent: *",
        "Disallow: /gestion/",
        "Disallow: /mon-espace/",
        "Disallow: /formations/*.csv",
        "Disallow: /formations/*.xlsx",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
