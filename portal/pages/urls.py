from django.urls import path

from . import views

urlpatterns = [
    path("aide/", views.help_page, name="help"),
    path("pages/conditions-generales/", views.terms, name="terms"),
    path("pages/<slug:slug>/", views.page, name="page"),
]
