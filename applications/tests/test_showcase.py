"""What applications show on other pages: the agents' block and menu, the advisors' help."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.factories import PartnerRequestFactory, UserFactory
from applications.factories import PrescriptionFactory
from applications.stages import INTERVIEW, REFUSED
from trainings.factories import CentreFactory, SessionFactory

pytestmark = pytest.mark.django_db

DASHBOARD = "/mon-espace/"
TO_HANDLE = reverse("admin:applications_prescription_changelist") + "?stage=received"


def waiting(session, days, **fields):
    filed_at = timezone.now() - timedelta(days=days)
    return PrescriptionFactory(session=session, request__filed_at=filed_at, **fields)


def page_of(client, user, address=DASHBOARD):
    client.force_login(user)
    return client.get(address).content.decode()


def test_agents_find_on_their_dashboard_what_waits_longest(client, agent, session):
    for days in range(1, 7):
        waiting(session, days, last_name=f"Attente-{days}")
    PrescriptionFactory(session=session, last_name="Invité", at=INTERVIEW)
    PrescriptionFactory(session=session, last_name="Refusé", at=REFUSED)
    PrescriptionFactory(session=SessionFactory(centre=CentreFactory()), last_name="Ailleurs")
    page = page_of(client, agent)
    assert "Demandes à traiter\xa0: 6" in page
    places = [page.index(f"Attente-{days}<") for days in (6, 5, 4, 3, 2)]
    assert places == sorted(places)
    for name in ("Attente-1<", "Invité", "Refusé", "Ailleurs"):
        assert name not in page
    assert f'<a href="{TO_HANDLE}">' in page


def test_administrators_see_what_waits_everywhere(client):
    waiting(SessionFactory(), 1, last_name="Dupuis")
    page = page_of(client, UserFactory(administrator=True))
    assert "Demandes à traiter\xa0: 1" in page
    assert "Dupuis" in page


def test_an_agent_with_nothing_to_do_reads_so(client, agent):
    page = page_of(client, agent)
    assert "Demandes à traiter\xa0: 0" in page
    assert "Aucune demande n’attend." in page


@pytest.mark.parametrize("traits", [{}, {"partner": True}, {"staff": True}])
def test_others_have_no_requests_to_handle(client, session, traits):
    waiting(session, 1)
    assert "Demandes à traiter" not in page_of(client, UserFactory(**traits))


def test_the_agents_menu_leads_to_the_list_of_what_waits(client, agent, session):
    filed = waiting(session, 1)
    PrescriptionFactory(session=session, at=INTERVIEW)
    assert f'href="{TO_HANDLE}"' in page_of(client, agent, reverse("notifications"))
    listed = client.get(TO_HANDLE).context["cl"].result_list
    assert [prescription.pk for prescription in listed] == [filed.pk]


def test_the_agents_dashboard_asks_the_database_little(
    client, kept_offer, agent, session, django_assert_max_num_queries
):
    for days in range(1, 7):
        waiting(session, days)
    page_of(client, agent)
    with django_assert_max_num_queries(8):
        client.get(DASHBOARD)


def test_the_catalogue_tells_advisors_how_to_enrol_while_they_filter(client, advisor):
    words = "choisissez une formation puis une session"
    catalogue = reverse("trainings:list")
    for query in ("", "?q=plombier&places=1"):
        assert words in page_of(client, advisor, catalogue + query)
    assert words not in page_of(client, UserFactory(), catalogue)


def test_a_training_says_why_a_pending_partner_cannot_enrol(client, session):
    address = session.training.get_absolute_url()
    page = page_of(client, UserFactory(pending_partner=True), address)
    assert "Compte en cours de validation" in page
    assert "Votre compte est en cours de validation." in page
    assert "Inscrire un candidat" not in page
    refused = PartnerRequestFactory(refused=True, reason="Adresse personnelle").user
    assert "Adresse personnelle" in page_of(client, refused, address)
    for user in (UserFactory(), UserFactory(partner=True)):
        assert "validation" not in page_of(client, user, address)
