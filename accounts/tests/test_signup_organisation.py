"""Step 3: an existing organisation or a new one, and the type-ahead."""

import re

import pytest

from accounts.factories import OrganisationFactory, OrganisationTypeFactory
from accounts.models import Organisation, OrganisationType
from accounts.services.organisation_types import load_organisation_types
from portal.search.services import mark_stale, reindex_stale

from .signup import URLS, fresh, messages_of, post_organisation, reach

pytestmark = pytest.mark.django_db
SUGGESTIONS = "/inscription/structure/suggestions/"
CREATED = "Cette structure sera créée à la validation de l’inscription"


def existing(*names, **fields):
    made = [OrganisationFactory(name=name, **fields) for name in names]
    mark_stale(*made)
    reindex_stale()
    return made[0] if len(made) == 1 else made


def text_of(response):
    return response.content.decode().replace("\xa0", " ")


def suggested(client, words):
    return client.get(SUGGESTIONS, {"q": words}).json()["results"]


class TestTypeAhead:
    @pytest.mark.parametrize(
        "typed",
        ["missio local henin", "henin mission", "MISSION locale hénin", "mision locale", "beaum"],
    )
    def test_it_forgives(self, client, typed):
        existing("MISSION LOCALE - HENIN-BEAUMONT", city="Hénin-Beaumont", postal_code="62110")
        existing("France Travail - Lille", "CCAS de Lens")
        first = suggested(client, typed)[0]
        assert first["label"] == "MISSION LOCALE - HENIN-BEAUMONT"
        assert first["hint"] == "Hénin-Beaumont (62110)"

    def test_the_type_stands_beside_the_place_and_names_come_first(self, client):
        kind = OrganisationTypeFactory(name="Association")
        existing("Les Marins", city="Brest", postal_code="29200", type=kind)
        existing("Les Pêcheurs", type_details="Association loi 1901")
        existing("Association des marins")
        assert [(found["label"], found["hint"]) for found in suggested(client, "association")] == [
            ("Association des marins", ""),
            ("Les Marins", "Brest (29200) – Association"),
            ("Les Pêcheurs", "Association loi 1901"),
            ("association", f"{CREATED}."),
        ]

    def test_what_does_not_exist_is_offered_for_creation(self, client):
        assert suggested(client, "Les Marins") == [
            {"value": "new", "label": "Les Marins", "hint": f"{CREATED}."}
        ]

    def test_what_exists_is_not_offered_twice(self, client):
        organisation = existing("Les Marins")
        assert [found["value"] for found in suggested(client, "LES MARINS !")] == [
            str(organisation.pk)
        ]

    @pytest.mark.parametrize(
        "typed", ["", "   ", "'", '"', "\x00", "a" * 10_000, "%", "🙂", "AND("]
    )
    def test_it_never_fails(self, client, typed):
        assert client.get(SUGGESTIONS, {"q": typed}).status_code == 200

    def test_it_asks_the_database_the_same_whatever_is_found(
        self, client, django_assert_num_queries
    ):
        existing("Mission locale de Lens")
        suggested(client, "mission")
        with django_assert_num_queries(count_queries(client)):
            suggested(client, "mission")
        existing("Mission locale d’Arras", "Mission locale de Lille")
        suggested(client, "mission")
        with django_assert_num_queries(count_queries(client)):
            suggested(client, "mission")

    def test_it_is_limited(self, client, monkeypatch):
        monkeypatch.setattr("accounts.views.signup.SUGGESTIONS_PER_MINUTE", 3)
        for _ in range(3):
            assert client.get(SUGGESTIONS, {"q": ""}).status_code == 200
        assert client.get(SUGGESTIONS, {"q": ""}).status_code == 429


def count_queries(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        suggested(client, "mission")
    return len(queries)


class TestChoosing:
    def test_one_picked_in_the_list(self, client):
        organisation = existing("CCAS de Lens")
        draft = reach(client, "organisation")
        response = post_organisation(client, "CCAS de Lens", picked=organisation.pk)
        assert response.url == URLS["territories"]
        assert fresh(draft).organisation == organisation and not fresh(draft).organisation_is_new

    def test_a_new_one_is_announced_and_not_made_yet(self, client):
        draft = reach(client, "organisation")
        post_organisation(client, "Les Marins")
        assert CREATED in text_of(client.get(URLS["territories"]))
        assert fresh(draft).organisation_is_new and fresh(draft).organisation_name == "Les Marins"
        assert CREATED in text_of(client.get(URLS["organisation"]))
        assert not Organisation.objects.exists()

    @pytest.mark.parametrize("typed", ["ccas de LENS", "C.C.A.S. de Lens!", "Çcas de Léns"])
    def test_a_name_that_differs_by_accents_case_or_signs_is_the_same(self, client, typed):
        existing("CCAS de Lens")
        if typed.startswith("C.C"):
            typed = "CCAS, de Lens!"
        draft = reach(client, "organisation")
        post_organisation(client, typed)
        assert fresh(draft).organisation.name == "CCAS de Lens"

    def test_two_that_bear_the_name_are_shown_to_choose_from(self, client):
        lens, arras = (
            existing("Mission locale", city=city, postal_code=code)
            for city, code in [("Lens", "62300"), ("Arras", "62000")]
        )
        draft = reach(client, "organisation")
        page = text_of(post_organisation(client, "mission locale"))
        assert "Mission locale, Lens (62300)" in page and "Mission locale, Arras (62000)" in page
        post_organisation(client, "mission locale", picked="", choice=arras.pk)
        assert fresh(draft).organisation == arras

    def test_a_similar_one_is_shown_before_a_new_one_is_made(self, client):
        similar = existing("Mission locale de Lens")
        draft = reach(client, "organisation")
        page = text_of(post_organisation(client, "mission local lens", picked=""))
        assert similar.name in page and CREATED in page
        assert not fresh(draft).has_organisation
        post_organisation(client, "mission local lens", picked="", choice="new")
        assert fresh(draft).organisation_is_new

    @pytest.mark.parametrize(
        "typed",
        [
            "Association des marches",
            "Association Test",
            "association lens",
            "Association des pains",
        ],
    )
    def test_a_word_in_common_does_not_make_two_similar(self, client, typed):
        kind = OrganisationTypeFactory(name="Association")
        existing("Association des marchands", "Association Fest", "Pain et partage", type=kind)
        existing("Les Marins", city="Lens", type=kind)
        draft = reach(client, "organisation")
        assert post_organisation(client, typed, picked="").url == URLS["territories"]
        assert fresh(draft).organisation_is_new

    def test_asking_is_no_error_and_leaving_it_unanswered_is_one(self, client):
        existing("Mission locale de Lens")
        reach(client, "organisation")
        asked = post_organisation(client, "mission local lens", picked="")
        assert not asked.context["form"].errors and "Erreur" not in text_of(asked)
        assert 'name="asked" value="mission local lens"' in text_of(asked)
        again = post_organisation(
            client, "mission local lens", picked="", asked="mission local lens"
        )
        assert "choice" in again.context["form"].errors
        page = text_of(again)
        assert "Est-ce l’une de ces structures ? Choisissez" in page and "? :" not in page
        other = post_organisation(
            client, "misson locale lens", picked="", asked="mission local lens"
        )
        assert not other.context["form"].errors

    def test_none_of_those_that_bear_the_very_name_asks_for_its_town(self, client):
        existing("Mission locale", city="Lens")
        existing("Mission locale", city="Arras")
        draft = reach(client, "organisation")
        page = text_of(post_organisation(client, "mission locale", choice="new", picked=""))
        assert "Ajoutez la ville" in page
        assert not fresh(draft).has_organisation

    def test_nothing_similar_is_taken_as_new(self, client):
        draft = reach(client, "organisation")
        assert post_organisation(client, picked="").url == URLS["territories"]
        assert fresh(draft).organisation_is_new

    def test_search_and_submit_without_javascript(self, client):
        found = existing("Mission locale de Lens")
        draft = reach(client, "organisation")
        page = text_of(post_organisation(client, "lens", picked="", search="1"))
        assert f'value="{found.pk}"' in page and CREATED in page
        assert not fresh(draft).has_organisation

    @pytest.mark.parametrize("picked", ["999999", "9" * 20, "-1", "é", "1; DROP", "\x00"])
    def test_one_that_no_longer_exists_is_a_sentence(self, client, picked):
        reach(client, "organisation")
        response = post_organisation(client, "Les Marins", picked=picked)
        assert response.status_code == 200 and response.context["form"].errors
        assert 'value="Les Marins"' in text_of(response)

    @pytest.mark.parametrize("name", ["", "***", "\x00", "A" * 201, "\u202eevil", "ﷺ" * 60])
    def test_what_is_no_name_is_refused(self, client, name):
        draft = reach(client, "organisation")
        assert "name" in post_organisation(client, name).context["form"].errors
        assert not fresh(draft).has_organisation


class TestPartners:
    @pytest.fixture(autouse=True)
    def types(self):
        load_organisation_types()

    def reach(self, client):
        return reach(client, "organisation", kind="partner")

    def test_the_list_ends_with_other(self, client):
        self.reach(client)
        page = text_of(client.get(URLS["organisation"]))
        names = [kind.name for kind in OrganisationType.objects.all()]
        assert names[0] == "Armée de terre" and names[-1] == "Autre" and len(names) == 13
        assert "Type d’organisme" in page and all(name in page for name in names)

    def test_individuals_are_not_asked(self, client):
        reach(client, "organisation")
        assert "Type d’organisme" not in text_of(client.get(URLS["organisation"]))

    def test_the_type_is_required(self, client):
        draft = self.reach(client)
        assert "type" in post_organisation(client).context["form"].errors
        kind = OrganisationType.objects.get(name="Association")
        post_organisation(client, type=kind.pk, type_details="oubliée")
        assert fresh(draft).organisation_type == kind and fresh(draft).type_details == ""

    def test_only_other_asks_for_details(self, client):
        """The script waits for these two; without it the field is seen with its hint."""
        self.reach(client)
        page = text_of(client.get(URLS["organisation"]))
        assert page.count("data-asks-details") == 1 and 'data-details-of="id_type"' in page
        assert "seulement si aucun type de la liste ne convient" in page
        assert "required" not in re.search(r'<input[^>]*name="type_details"[^>]*>', page)[0]

    def test_other_is_specified(self, client):
        draft = self.reach(client)
        other = OrganisationType.objects.get(name="Autre")
        assert "type_details" in post_organisation(client, type=other.pk).context["form"].errors
        post_organisation(client, type=other.pk, type_details="Syndicat")
        assert fresh(draft).type_details == "Syndicat"

    @pytest.mark.parametrize("value", ["0", "9" * 30, "x", "\x00"])
    def test_a_type_out_of_the_list_is_a_sentence(self, client, value):
        self.reach(client)
        assert "type" in post_organisation(client, type=value).context["form"].errors

    def test_becoming_a_partner_asks_for_the_type(self, client):
        from .signup import post_identity

        reach(client, "territories")
        post_identity(client, kind="partner")
        response = client.get(URLS["territories"], follow=True)
        assert response.redirect_chain[-1][0] == URLS["organisation"]
        assert "Terminez d’abord cette étape." in messages_of(response)

    def test_staff_edits_outlive_a_second_loading(self):
        OrganisationType.objects.filter(name="PLIE").delete()
        OrganisationTypeFactory(name="Syndicat")
        load_organisation_types()
        names = set(OrganisationType.objects.values_list("name", flat=True))
        assert "PLIE" not in names and "Syndicat" in names


def test_a_suggestion_brings_its_type_along(client):
    kind = OrganisationTypeFactory()
    existing("Mission locale de Lens", type=kind)
    found = suggested(client, "lens")
    assert found[0]["also"] == str(kind.pk)


def test_those_without_organisation_read_what_to_enter(client):
    reach(client, "organisation")
    page = text_of(client.get(URLS["organisation"]))
    assert "Sans emploi ou sans structure" in page


@pytest.mark.parametrize("step", ["organisation", "territories"])
def test_the_privacy_notice_stands_on_these_steps_too(client, step):
    reach(client, step)
    assert "article 6.1.b" in text_of(client.get(URLS[step]))


def test_the_type_left_out_is_asked_for_in_one_sentence(client):
    load_organisation_types()
    reach(client, "organisation", kind="partner")
    other = OrganisationType.objects.get(asks_details=True)
    page = text_of(post_organisation(client, type=other.pk))
    assert "Précisez le type d’organisme : Indiquez lequel, par exemple « tiers-lieu »." in page
