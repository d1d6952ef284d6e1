from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from . import health, views
from .sitemaps import index, robots, sitemaps

urlpatterns = [
    path("", views.home, name="home"),
    path("langue/", views.set_language, name="set_language"),
    path("affichage/", views.set_display, name="set_display"),
    path("charte/", views.styleguide, name="styleguide"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", index, name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": sitemaps},
        name="sitemap_section",
    ),
    path("sante/", health.Health.as_view(), name="health"),
    path("sante/vivant/", health.alive, name="alive"),
]
