from django.urls import path

from . import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("langue/", views.set_language, name="set_language"),
    path("affichage/", views.set_display, name="set_display"),
    path("charte/", views.styleguide, name="styleguide"),
    path("sante/", health.Health.as_view(), name="health"),
    path("sante/vivant/", health.alive, name="alive"),
]
