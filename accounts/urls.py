from django.urls import include, path

from .views import dashboard, forgotten, organisation, profile, security, terms

app_name = "accounts"
urlpatterns = [
    path("inscription/", include("accounts.signup_urls")),
    path("identifiants-oublies/", forgotten.forgotten, name="forgotten"),
    path("identifiants-oublies/envoye/", forgotten.forgotten_sent, name="forgotten_sent"),
    path("reinitialisation/", forgotten.reset_form, name="reset_form"),
    path("reinitialisation/nouveau-lien/", forgotten.renew_reset, name="renew_reset"),
    # One secret segment: portal.web.logs masks it.
    path("reinitialisation/<str:token>/", forgotten.reset, name="reset"),
    path("mon-espace/", dashboard.dashboard, name="dashboard"),
    path("mon-espace/organiser/", dashboard.arrange, name="arrange"),
    path("mon-espace/organiser/<str:name>/", dashboard.arrange_block, name="arrange_block"),
    path("mon-espace/validation/", dashboard.ask_approval_again, name="ask_again"),
    path("mon-espace/conditions/", terms.accept, name="terms"),
    path("mon-espace/profil/", profile.profile, name="profile"),
    path("mon-espace/profil/modifier/", profile.identity, name="profile_identity"),
    path("mon-espace/profil/complements/", profile.more, name="profile_more"),
    path("mon-espace/profil/structure/", organisation.organisation, name="profile_organisation"),
    path("mon-espace/profil/perimetre/", organisation.territories, name="profile_territories"),
    path("mon-espace/profil/courriel/", security.email, name="email"),
    path("mon-espace/profil/courriel/code/", security.email_code, name="email_code"),
    path(
        "mon-espace/profil/courriel/code/renvoyer/",
        security.email_code_again,
        name="email_code_again",
    ),
    path("mon-espace/profil/mot-de-passe/", security.password, name="password"),
]
