from django.urls import path, register_converter

from applications.views import filing, following


class ReferenceConverter:
    """2026-AB12CD, also typed in small letters."""

    regex = r"[0-9]{4}-[A-Za-z0-9]{6}"

    def to_python(self, value):
        return value.upper()

    def to_url(self, value):
        return value


register_converter(ReferenceConverter, "reference")

app_name = "applications"
urlpatterns = [
    path("formations/sessions/<slug:number>/inscrire/", filing.prescribe, name="prescribe"),
    path("demandes/", following.prescriptions, name="prescriptions"),
    path("demandes/<reference:reference>/", following.prescription, name="prescription"),
    path("demandes/<reference:reference>/enregistree/", filing.prescribed, name="prescribed"),
    path("demandes/<reference:reference>/retirer/", following.withdraw, name="withdraw"),
]
