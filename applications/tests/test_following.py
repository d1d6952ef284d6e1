"""« Suivre mes demandes », one request, withdrawing, the dashboard: who sees what."""

import html

import pytest
from django.urls import reverse

from accounts.factories import UserFactory
from applications.factories import PrescriptionFactory
from applications.models import Request
from applications.stages import FUNDING, INTERVIEW, PATHWAY, REFUSED, VALIDATED, WITHDRAWN
from trainings.factories import CentreFactory, SessionFactory, TrainingFactory, department

from .conftest import make_agent

pytestmark = pytest.mark.django_db

LIST = "/demandes/"


def filed(advisor, at=None, **fields):
    return PrescriptionFactory(request__filed_by=advisor, at=at, **fields)


def names(response):
    return [request.prescription.last_name for request in response.context["page"]]


def test_the_list_has_the_labels_of_the_printed_guides(client, advisor):
    filed(advisor)
    filed(advisor, INTERVIEW)
    filed(advisor, REFUSED)
    client.force_login(advisor)
    page = client.get(LIST).content.decode()
    for words in (
        "Suivre mes demandes",
        "Demandes en cours\xa0: 2",
        "En attente de prise en charge",
        "Invité en entretien individuel ou collectif",
        "Élaboration et préconisation du parcours",
        "Recherche d’entreprise ou accompagnement à la recherche",
        "Validation du financement ou contractualisation",
        "Inscription validée",
        "Dernière modification",
        "Nom",
        "Prénom",
        "Date de naissance",
        "Adresse email",
        "Région",
        "Formation",
        "Statut",
    ):
        assert words in page


def test_the_number_in_progress_agrees_with_the_bar_and_says_the_rest(client, advisor):
    for stage in (None, FUNDING, VALIDATED, VALIDATED, REFUSED, WITHDRAWN, WITHDRAWN):
        filed(advisor, stage)
    client.force_login(advisor)
    for address in (LIST, f"{LIST}?statut=funding", "/mon-espace/"):
        response = client.get(address)
        page = response.content.decode().replace("\xa0", " ")
        assert "Demandes en cours : 2" in page
        assert "Étapes 1 à 5. Inscriptions validées : 2." in page
        assert "Demandes refusées, abandonnées ou annulées : 3." in page
    counts = [stage["count"] for stage in client.get(LIST).context["stages"]]
    assert (sum(counts[:5]), counts[5]) == (2, 2)
    assert client.get(LIST).context["page"].paginator.count == 7


def test_the_bar_counts_each_stage_and_a_click_filters(client, advisor):
    filed(advisor, INTERVIEW, last_name="Alpha")
    filed(advisor, PATHWAY, last_name="Bravo")
    client.force_login(advisor)
    response = client.get(LIST)
    stages = response.context["stages"]
    assert [stage["count"] for stage in stages] == [0, 1, 1, 0, 0, 0]
    response = client.get(stages[1]["href"])
    assert names(response) == ["Alpha"]
    assert [stage["count"] for stage in response.context["stages"]] == [0, 1, 1, 0, 0, 0]
    chosen = response.context["stages"][1]
    assert (chosen["current"], chosen["href"]) == (True, LIST)


def test_an_advisor_sees_their_own_agents_their_centres_administrators_all(client, centre):
    advisor, other = UserFactory(partner=True), UserFactory(partner=True)
    own = filed(advisor, last_name="Mien", session=SessionFactory(centre=centre))
    filed(other, last_name="Ailleurs")
    colleague = UserFactory(partner=True, organisation=advisor.organisation)
    for user, seen in [
        (advisor, ["Mien"]),
        (colleague, []),
        (make_agent(centre), ["Mien"]),
        (make_agent(), []),
        (UserFactory(administrator=True), ["Ailleurs", "Mien"]),
    ]:
        client.force_login(user)
        assert sorted(names(client.get(LIST))) == seen
        address = own.get_absolute_url()
        assert client.get(address).status_code == (200 if "Mien" in seen else 404)


@pytest.mark.parametrize(
    ("traits", "status"),
    [({}, 403), ({"pending_partner": True}, 403), ({"partner": True}, 200), ({"staff": True}, 403)],
)
def test_only_approved_partners_and_agents_follow_requests(client, traits, status):
    client.force_login(UserFactory(**traits))
    assert client.get(LIST).status_code == status


def test_visitors_are_asked_to_sign_in(client):
    for address in (LIST, PrescriptionFactory().get_absolute_url()):
        assert client.get(address).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("nom=helene", ["Hélène"]),
        ("nom=HÉLÈNE&prenom=rene", ["Hélène"]),
        ("adresse=PETIT@", ["Hélène"]),
        ("region=32", ["Hélène"]),
        ("region=11", ["Ürgen"]),
        ("formation=plombier+chauffagiste", ["Hélène"]),
        ("statut=funding", ["Ürgen"]),
        ("nom=zzz", []),
        ("statut=inconnu&region=99", ["Hélène", "Ürgen"]),
    ],
)
def test_the_search_form_forgives_accents_and_case(client, advisor, query, found):
    plumbing = TrainingFactory(title="Plombier-chauffagiste (H/F)")
    filed(
        advisor,
        last_name="Hélène",
        first_name="René",
        email="petit@exemple.fr",
        session=SessionFactory(training=plumbing),
    )
    paris = CentreFactory(department=department("75", "Paris", ("11", "Île-de-France")))
    filed(advisor, FUNDING, last_name="Ürgen", session=SessionFactory(centre=paris))
    client.force_login(advisor)
    assert sorted(names(client.get(f"{LIST}?{query}"))) == found


@pytest.mark.parametrize("value", ["\x00", "%", "'", "é" * 5000, "9" * 400, "\ud800"])
def test_a_search_never_fails(client, advisor, value):
    client.force_login(advisor)
    query = value.encode("utf-8", "surrogatepass")
    for name in ("nom", "prenom", "adresse", "region", "formation", "statut", "page"):
        assert client.get(LIST, {name: query}).status_code == 200


def test_last_changed_first_and_paginated(client, advisor, monkeypatch):
    monkeypatch.setattr("applications.views.following.PER_PAGE", 2)
    for name in ("Un", "Deux", "Trois"):
        filed(advisor, last_name=name)
    client.force_login(advisor)
    assert names(client.get(LIST)) == ["Trois", "Deux"]
    assert names(client.get(f"{LIST}?page=2")) == ["Un"]
    assert names(client.get(f"{LIST}?page=99")) == ["Un"]


def test_the_list_costs_the_same_for_one_and_for_three(
    client, advisor, django_assert_max_num_queries, django_assert_num_queries
):
    filed(advisor)
    client.force_login(advisor)
    client.get(LIST)
    with django_assert_max_num_queries(8) as first:
        client.get(LIST)
    filed(advisor, VALIDATED)
    filed(advisor, REFUSED)
    with django_assert_num_queries(len(first)):
        client.get(LIST)


def test_a_request_shows_candidate_session_stage_and_history(client, advisor):
    prescription = filed(advisor, INTERVIEW)
    client.force_login(advisor)
    page = client.get(prescription.get_absolute_url()).content.decode()
    for words in (
        prescription.request.reference,
        prescription.last_name,
        prescription.email,
        prescription.session.number,
        "Invité en entretien individuel ou collectif",
        prescription.interview_place,
        "heure de Paris",
        "Demande déposée",
        "Abandonner la demande",
    ):
        assert words in page
    assert client.get(prescription.get_absolute_url().lower()).status_code == 200


def test_a_refused_request_says_why(client, advisor):
    prescription = filed(advisor, REFUSED)
    client.force_login(advisor)
    page = client.get(prescription.get_absolute_url()).content.decode()
    assert prescription.request.refusal_reason.label in page
    assert "Abandonner la demande" not in page


def test_the_advisor_withdraws_with_a_reason(client, advisor):
    prescription = filed(advisor)
    address = reverse("applications:withdraw", args=[prescription.request.reference])
    client.force_login(advisor)
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": " "}).context["form"].errors
    response = client.post(address, {"reason": "A trouvé un emploi"}, follow=True)
    assert "La demande est abandonnée" in response.content.decode()
    assert Request.objects.get().status == WITHDRAWN
    # A second press finds it done.
    again = client.post(address, {"reason": "A trouvé un emploi"}, follow=True)
    assert "ne peut plus être abandonnée" in again.content.decode()
    assert prescription.request.events.count() == 2


def test_agents_do_not_withdraw_from_the_advisors_page(client, centre):
    prescription = PrescriptionFactory(session=SessionFactory(centre=centre))
    client.force_login(make_agent(centre))
    address = reverse("applications:withdraw", args=[prescription.request.reference])
    client.post(address, {"reason": "x"})
    assert Request.objects.get().status != WITHDRAWN


def test_the_dashboard_shows_my_stages_and_the_menu_leads_there(client, advisor):
    filed(advisor, INTERVIEW)
    filed(UserFactory(partner=True), INTERVIEW)
    client.force_login(advisor)
    page = client.get(reverse("accounts:dashboard")).content.decode()
    assert "Demandes en cours\xa0: 1" in page
    assert "Inscrire un candidat" in page
    assert f'href="{LIST}?statut=interview"' in page
    client.force_login(UserFactory())
    assert LIST not in client.get(reverse("accounts:dashboard")).content.decode()


def test_the_sessions_table_offers_to_enrol_to_approved_partners_only(client, advisor, session):
    address = reverse("applications:prescribe", args=[session.number])
    training = session.training.get_absolute_url()
    for user, shown in [
        (advisor, True),
        (UserFactory(pending_partner=True), False),
        (UserFactory(), False),
    ]:
        client.force_login(user)
        assert (f'href="{address}"' in client.get(training).content.decode()) == shown


def test_the_request_gives_the_centres_contact_and_ends_with_the_way_out(client):
    prescription = PrescriptionFactory()
    centre = prescription.session.centre
    centre.contact_phone, centre.contact_email = "03 20 00 00 10", "a@centre.fr"
    centre.save()
    client.force_login(prescription.request.filed_by)
    page = client.get(prescription.get_absolute_url()).content.decode()
    assert "mailto:a@centre.fr" in page and "03 20 00 00 10" in page
    assert page.index("history-title") < page.index("/retirer/")


def test_the_menu_leads_to_sessions_where_one_can_enrol(client):
    client.force_login(UserFactory(partner=True))
    page = client.get(reverse("accounts:dashboard")).content.decode()
    assert "/formations/?places=1" in page
    assert page.index("block-prescriptions") < page.index("block-advise")


def test_the_history_names_the_agent(client):
    prescription = PrescriptionFactory(at="pathway")
    agent = prescription.request.events.last().actor
    client.force_login(prescription.request.filed_by)
    page = client.get(prescription.get_absolute_url()).content.decode()
    assert f"Par {agent.get_full_name()} (un agent)." in html.unescape(page)
