from django.urls import path

from .views import catalogue, centres, training

app_name = "trainings"
urlpatterns = [
    path("", catalogue.training_list, name="list"),
    path("suggestions.json", catalogue.suggestions, name="suggestions"),
    path("centres/", centres.centre_list, name="centres"),
    path("<slug:slug>/", training.training_detail, name="detail"),
]
