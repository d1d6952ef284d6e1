from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Theme
from portal.territories.models import Territory


def _select():
    return forms.Select(attrs={"class": "form-select"})


class FilterForm(forms.Form):
    """The search of the list: words, a theme, a territory. What is not understood is left out."""

    q = forms.CharField(label=_("Search by word"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False, widget=_select())
    territory = forms.ChoiceField(label=_("Territory"), required=False, widget=_select())

    def __init__(self, data, *, communities):
        super().__init__(data)
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}
        self.territories = {
            f"{territory.kind}-{territory.code}": territory
            for territory in _territories_of(communities)
        }
        self.fields["theme"].choices = [("", _("All themes"))] + [
            (slug, theme.name) for slug, theme in self.themes.items()
        ]
        self.fields["territory"].choices = [("", _("All territories"))] + [
            (key, str(territory)) for key, territory in self.territories.items()
        ]

    @property
    def words(self):
        return self.data.get("q", "").strip()

    @property
    def chosen_theme(self):
        return self.themes.get(self.data.get("theme", ""))

    @property
    def chosen_territory(self):
        return self.territories.get(self.data.get("territory", ""))

    @property
    def is_used(self):
        return bool(self.words or self.chosen_theme or self.chosen_territory)

    @property
    def used(self):
        """The (label, address of the list without it) of each filter in use."""
        labels = {"q": self.words}
        if self.chosen_theme:
            labels["theme"] = self.chosen_theme.name
        if self.chosen_territory:
            labels["territory"] = str(self.chosen_territory)
        return [(label, self._address_without(name)) for name, label in labels.items() if label]

    def _address_without(self, name):
        query = QueryDict(mutable=True)
        query.update({key: self.data[key] for key in self.fields if self.data.get(key)})
        query.pop(name)
        return f"{reverse('communities:list')}?{query.urlencode()}".rstrip("?")


def _territories_of(communities):
    """The territories where there are communities, and the regions around them."""
    used = communities.filter(territory__isnull=False).order_by()
    return Territory.objects.filter(
        Q(pk__in=used.values("territory")) | Q(pk__in=used.values("territory__parent"))
    )
