from django.urls import path

from . import views

urlpatterns = [
    path("", views.entries, name="list"),
    path("<int:pk>/", views.entries, name="entry"),
    path("insert/", views.insert, name="insert"),
]
