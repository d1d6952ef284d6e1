"""The sign-up under /inscription/, one address per step."""

from django.urls import path
from django.views.decorators.cache import never_cache
from django_altcha import AltchaChallengeView

from accounts.forms.proof_of_work import MAX_NUMBER
from accounts.views import signup

urlpatterns = [
    path("", signup.start, name="signup"),
    path("identite/", signup.identity, name="signup_identity"),
    path("confirmation/", signup.confirmation, name="signup_confirmation"),
    path("confirmation/renvoyer/", signup.resend, name="signup_resend"),
    path("confirmation/corriger/", signup.correct, name="signup_correct"),
    path("structure/", signup.organisation, name="signup_organisation"),
    path("structure/suggestions/", signup.organisations, name="signup_organisations"),
    path("perimetre/", signup.territories, name="signup_territories"),
    path("mot-de-passe/", signup.password, name="signup_password"),
    path(
        "verification/",
        never_cache(AltchaChallengeView.as_view(max_number=MAX_NUMBER)),
        name="signup_challenge",
    ),
]
