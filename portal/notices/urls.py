from django.urls import path

from . import views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/lues/", views.mark_all_read, name="notifications_read"),
    path("notifications/<int:notice_id>/lue/", views.mark_read, name="notification_read"),
    path("notifications/<int:notice_id>/ouvrir/", views.open_notice, name="notification_open"),
    path("mon-espace/profil/notifications/", views.preferences, name="notification_preferences"),
    # One secret segment: portal.web.logs masks it.
    path("desabonnement/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
