"""Components: declared, shown in the style guide, safe with what they are given."""

import re

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError, engines
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from portal.web.components import COMPONENTS
from portal.web.covers import draw_cover
from portal.web.templatetags.components import breakable

FOLDER = settings.BASE_DIR / "templates" / "components"
# Pieces that components include.
PIECES = {"facet_options", "hint_and_errors", "optional"}


def show(source, rf=None, **context):
    return engines["django"].from_string(source).render(context, rf and rf.get("/?q=a&page=9"))


class PersonForm(forms.Form):
    name = forms.CharField(label="Nom")
    email = forms.EmailField(label="Courriel", help_text="Adresse professionnelle", required=False)
    kind = forms.ChoiceField(label="Vous êtes", choices=[("a", "A")], widget=forms.RadioSelect)
    terms = forms.BooleanField(label="J’accepte")

    def clean(self):
        raise forms.ValidationError("Ces réponses ne vont pas ensemble.")


def test_each_template_is_declared_and_the_other_way_round():
    assert {path.stem for path in FOLDER.glob("*.html")} == set(COMPONENTS) | PIECES


def test_each_component_is_explained():
    text = (settings.BASE_DIR / "docs" / "components.md").read_text(encoding="utf-8")
    assert [name for name in COMPONENTS if f"`{name}(" not in text] == []


def test_each_attribute_of_the_scripts_is_explained():
    text = (settings.BASE_DIR / "docs" / "components.md").read_text(encoding="utf-8")
    script = (settings.BASE_DIR / "static/src/js/portal.js").read_text(encoding="utf-8")
    attributes = set(re.findall(r"\[(data-[a-z-]+)\]", script))
    assert [name for name in sorted(attributes) if name not in text] == []


@pytest.mark.django_db
def test_style_guide_shows_each_component(client):
    client.force_login(UserFactory(staff=True))
    response = client.get(reverse("styleguide"))
    assert response.status_code == 200
    used = {template.name for template in response.templates if template.name}
    missing = {name for name in COMPONENTS if f"components/{name}.html" not in used}
    assert missing == set()


@pytest.mark.django_db
def test_style_guide_is_not_public_in_production(client, settings):
    settings.EMBEDDED = False
    assert client.get(reverse("styleguide")).status_code == 403
    client.force_login(UserFactory())
    assert client.get(reverse("styleguide")).status_code == 403


@pytest.mark.parametrize(
    "source",
    [
        '{% component "nothing" %}{% endcomponent %}',
        '{% component "card" %}{% endcomponent %}',
        '{% component "card" title="x" colour="y" %}{% endcomponent %}',
        '{% component "card" "x" %}{% endcomponent %}',
    ],
)
def test_misspelt_component_fails_when_the_template_is_loaded(source):
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string(source)


def test_component_sees_only_its_arguments():
    page = show('{% component "card" title="Titre" %}corps{% endcomponent %}', href="/ailleurs/")
    assert "ailleurs" not in page
    assert "corps" in page


def test_arguments_are_escaped():
    page = show('{% component "card" title=title %}{{ title }}{% endcomponent %}', title="<b>")
    assert "<b>" not in page
    assert page.count("&lt;b&gt;") == 2


class TestForm:
    source = '{% component "form" form=form submit="Valider" %}{% endcomponent %}'

    def test_labels_are_exact_and_optional_is_said_beside(self, rf):
        page = show(self.source, rf, form=PersonForm())
        assert ">Nom</label>" in page
        assert ">Courriel</label>" in page
        assert page.count("facultatif</span>") == 1
        assert "sauf ceux marqués comme facultatifs" in page
        assert "data-error-summary" not in page

    def test_nothing_is_said_of_what_is_required_when_nothing_is(self):
        class NoteForm(forms.Form):
            note = forms.CharField(required=False)
            public = forms.BooleanField(required=False)

        assert show("{% load components %}{% required_note form %}", form=NoteForm()) == ""

    def test_errors_stand_on_top_and_beside_their_field(self, rf):
        page = show(self.source, rf, form=PersonForm({"email": "camille@"}))
        assert 'href="#id_name"' in page
        assert 'href="#id_kind"' in page
        assert "Ces réponses ne vont pas ensemble." in page
        assert 'value="camille@"' in page
        assert 'aria-describedby="id_email_helptext id_email_error"' in page
        assert 'id="id_email_error"' in page
        assert 'aria-invalid="true"' in page
        # The group of radio buttons carries its error once.
        assert page.count('id="id_kind_error"') == 1
        assert '<fieldset class="field field-invalid" id="id_kind"' in page

    def test_page_title_says_error_first(self, rf):
        assert show("{% error_prefix %}", form=PersonForm({})) == "Erreur\u00a0: "
        assert show("{% error_prefix %}", form=PersonForm()) == ""
        assert show("{% error_prefix %}") == ""


class TestPagination:
    source = '{% component "pagination" page=page %}{% endcomponent %}'

    def test_keeps_the_query(self, rf):
        page = show(self.source, rf, page=Paginator(range(100), 10).page(3))
        assert 'href="?q=a&amp;page=2"' in page
        assert 'href="?q=a&amp;page=10"' in page
        for label in ("Premier", "Précédent", "Page 3 sur 10", "Suivant", "Dernier"):
            assert label in page

    def test_single_page_shows_nothing(self, rf):
        assert show(self.source, rf, page=Paginator(range(3), 10).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("left", "words"), [(0, "Session complète"), (1, "1 place libre sur 9"), (4, "4 places libres")]
)
def test_seats_are_said_in_words(left, words):
    source = '{% component "seats_gauge" left=left capacity=9 %}{% endcomponent %}'
    assert words in show(source, left=left)


@pytest.mark.parametrize(
    ("left", "capacity", "few"), [(2, 2, False), (1, 2, False), (3, 12, True), (9, 9, False)]
)
def test_few_seats_are_those_that_run_out(left, capacity, few):
    source = '{% component "seats_gauge" left=left capacity=capacity %}{% endcomponent %}'
    page = show(source, left=left, capacity=capacity)
    assert ("Plus que" in page) == ("seats-few" in page) == few


@pytest.mark.parametrize(
    ("number", "checked", "folded", "opened"),
    [(8, None, False, False), (9, None, True, False), (9, 8, True, True), (9, 2, True, False)],
)
def test_long_facet_shows_its_first_choices_and_what_is_chosen(number, checked, folded, opened):
    options = [
        {"label": f"Choix {n}", "count": 1, "value": str(n), "checked": n == checked}
        for n in range(number)
    ]
    source = '{% component "facet" title="Région" name="r" options=options %}{% endcomponent %}'
    page = show(source, options=options)
    assert page.count('type="checkbox"') == number
    assert ("Voir plus" in page) == folded
    assert ('<details class="facet-more" open>' in page) == opened


def test_gauge_without_any_seat_does_not_divide_by_zero():
    show('{% component "seats_gauge" left=0 capacity=0 %}{% endcomponent %}')


def test_stepper_names_this_step_and_the_next():
    page = show(
        '{% component "stepper" current=1 total=5 title="Identité" next_title="Confirmation" %}'
        "{% endcomponent %}"
    )
    assert "Étape 1 sur 5" in page
    assert "<h1" in page
    assert "Confirmation" in page


def test_timeline_dates_its_events():
    events = [{"at": timezone.now(), "title": "Demande reçue", "text": ""}]
    page = show('{% component "timeline" events=events %}{% endcomponent %}', events=events)
    assert "<time datetime=" in page


def test_cover_is_always_the_same_for_a_name():
    assert draw_cover("Numérique") == draw_cover("Numérique")
    assert draw_cover("Numérique") != draw_cover("Bâtiment")


@pytest.mark.parametrize("name", ["", "\ud800", "\x00", '"><script>', "名" * 10_000])
def test_cover_of_any_name(name):
    assert "script" not in draw_cover(name)


def test_an_address_breaks_after_its_at_and_stays_escaped():
    assert breakable("a@b.fr") == "a@<wbr>b.fr"
    assert breakable('"<b>"@x.fr') == "&quot;&lt;b&gt;&quot;@<wbr>x.fr"


def needed(required=True, widget=None, **more):
    return forms.CharField(required=required, widget=widget, **more)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"one": needed()}, ""),
        ({"one": needed(False)}, ""),
        ({"one": needed(), "two": needed()}, "Tous les champs sont obligatoires."),
        ({"one": needed(False), "two": needed(False)}, "Tous les champs sont facultatifs."),
        ({"one": needed(), "two": needed(False)}, "sauf ceux marqués comme facultatifs"),
        # What bears no mark does not count.
        ({"one": needed(), "two": needed(False, forms.HiddenInput)}, ""),
        ({"one": needed(), "two": forms.BooleanField(required=False)}, ""),
        (
            {"one": needed(), "two": needed(), "three": needed(False, disabled=True)},
            "obligatoires.",
        ),
    ],
)
def test_what_must_be_filled_in_is_said_as_it_is(fields, words):
    form = type("SomeForm", (forms.Form,), fields)()
    said = engines["django"].from_string("{% required_note form %}").render({"form": form})

    assert (words in said) if words else said == ""
