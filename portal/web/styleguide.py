"""What /charte/ shows the components with."""

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from portal.territories.models import Territory

STAGES = [
    "En attente de prise en charge",
    "Invité en entretien individuel ou collectif",
    "Élaboration et préconisation du parcours",
    "Recherche d’entreprise ou accompagnement à la recherche",
    "Validation du financement ou contractualisation",
    "Inscription validée",
]
COLOURS = [
    *("ground", "surface", "soft", "line", "ink", "muted", "accent", "accent-soft"),
    *("warm", "warm-bright", "success", "warning", "danger"),
]


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Nom", max_length=100)
    email = forms.EmailField(label="Courriel", help_text="Par exemple : prenom.nom@exemple.fr")
    kind = forms.ChoiceField(
        label="Vous êtes",
        choices=[("individual", "Particulier"), ("partner", "Partenaire emploi")],
        widget=forms.RadioSelect,
    )
    interests = forms.MultipleChoiceField(
        label="Centres d’intérêt",
        choices=[("1", "Apprentissage"), ("2", "Reconversion"), ("3", "Numérique")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    seniority = forms.ChoiceField(
        label="Ancienneté", choices=[("", "Choisir"), ("1", "Moins d’un an"), ("2", "Plus d’un an")]
    )
    born_on = forms.DateField(
        label="Date de naissance",
        help_text="JJ/MM/AAAA",
        widget=forms.DateInput(attrs={"inputmode": "numeric"}),
    )
    message = forms.CharField(
        label="Message", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    document = forms.FileField(label="Justificatif", required=False)
    consent = forms.BooleanField(label="J’accepte que ma demande soit enregistrée")


class TerritoryForm(forms.Form):
    territories = forms.ModelMultipleChoiceField(
        Territory.objects.all(),
        label="Région/Département de votre périmètre d’action",
        help_text="Une région couvre ses départements.",
    )


def examples():
    """The context of the page."""
    now = timezone.now()
    return {
        "colours": COLOURS,
        "example_form": ExampleForm(prefix="empty"),
        "wrong_form": ExampleForm({"wrong-email": "camille@"}, prefix="wrong"),
        "territory_form": TerritoryForm(prefix="place"),
        "regions": Territory.objects.as_tree(),
        "trail": [("Formations", "#"), ("Plombier-chauffagiste", "")],
        "page": Paginator(range(250), 25).page(4),
        "stages": [
            {"label": label, "count": count, "href": "#stages", "current": count == 7}
            for label, count in zip(STAGES, (12, 7, 3, 0, 2, 31), strict=True)
        ],
        "events": [
            {"at": now, "title": STAGES[1], "text": "Entretien le 12 mars à 10 h, à Lille."},
            {"at": now - timedelta(days=3), "title": STAGES[0], "text": ""},
        ],
        "facet_options": [
            {"label": "Bretagne", "count": 24, "value": "53", "checked": True},
            {"label": "Hauts-de-France", "count": 118, "value": "32", "checked": False},
        ],
        "covers": ["Numérique et territoires", "Métiers du bâtiment", "Accueil des publics"],
        "until": (now + timedelta(minutes=1)).isoformat(),
    }
