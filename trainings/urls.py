from django.urls import include, path, register_converter

from .views import catalogue, centres, exports, feeds, saved_searches, sharing, training


class FileExtension:
    """The kinds of file that exports make."""

    regex = "csv|xlsx"

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(FileExtension, "extension")

# What has a dot in its first segment, or stands under a reserved slug, is nobody's address.
formations = [
    path("", catalogue.training_list, name="list"),
    path("suggestions.json", catalogue.suggestions, name="suggestions"),
    path("export.<extension:extension>", exports.export_trainings, name="export_trainings"),
    path("parcourir/", catalogue.browse, name="browse"),
    path("centres/", centres.centre_list, name="centres"),
    path("sessions/export.<extension:extension>", exports.export_sessions, name="export_sessions"),
    path("sessions/nouvelles.rss", feeds.NewSessions(), name="feed"),
    path("sessions/nouvelles/<slug:slug>.rss", feeds.NewSessions(), name="domain_feed"),
    path("sessions/<slug:number>.ics", training.calendar, name="calendar"),
    path("<slug:slug>/", training.training_detail, name="detail"),
    path("<slug:slug>/envoyer/", sharing.share, name="share"),
    path(
        "<slug:slug>/sessions.<extension:extension>",
        exports.export_training,
        name="export_training",
    ),
]
recherches = [
    path("", saved_searches.saved_searches, name="saved_searches"),
    path("enregistrer/", saved_searches.save_search, name="save_search"),
    path("<int:pk>/renommer/", saved_searches.rename_search, name="rename_search"),
    path("<int:pk>/alerte/", saved_searches.set_alert, name="set_alert"),
    path("<int:pk>/supprimer/", saved_searches.delete_search, name="delete_search"),
]

app_name = "trainings"
urlpatterns = [
    path("formations/", include(formations)),
    path("mon-espace/recherches/", include(recherches)),
]
