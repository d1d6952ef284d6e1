"""The roof: every address of the portal, put together from the apps."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", include("portal.web.urls")),
    path("", include("accounts.auth_urls")),
    path("", include("accounts.urls")),
    path("communautes/", include("communities.urls")),
    path("", include("trainings.urls")),
    path("", include("applications.urls")),
    path("", include("portal.pages.urls")),
    path("", include("portal.notices.urls")),
    path("", include("portal.territories.urls")),
    path("gestion/", admin.site.urls),
]
if settings.MAILBOX_ENABLED:
    urlpatterns.append(path("boite-aux-lettres/", include("portal.outbox.mailbox_urls")))

handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.permission_denied"
handler404 = "portal.web.errors.page_not_found"
handler429 = "accounts.auth.too_many_requests"  # read by allauth, whose limits it answers
handler500 = "portal.web.errors.server_error"
