"""Joining, taking back and leaving through the pages."""

import pytest
from django.urls import reverse

from accounts.factories import PASSWORD, UserFactory
from communities.factories import CommunityFactory, MembershipFactory
from communities.models import Membership
from communities.services import request_membership
from communities.tests.helpers import address, led_community, mailed, sign_in, statuses, text_of

pytestmark = pytest.mark.django_db


def test_card_says_before_that_approval_is_required_and_whom_to_ask(client):
    community = CommunityFactory(
        on_approval=True, contact_name="Aline Roy", contact_phone="01 99 00 00 01"
    )
    page = text_of(client.get(community.get_absolute_url()))
    assert "L'approbation d'un animateur est requise" in page
    assert "Vous rencontrez une difficulté pour accéder à la communauté ?" in page
    assert "Aline Roy" in page
    assert 'href="tel:0199000001"' in page


def test_the_bell_speaks_the_language_in_which_one_reads(client):
    community, moderator = led_community(name="Accueil")
    request_membership(community, UserFactory())
    client.force_login(moderator)
    assert "demande à rejoindre «" in text_of(client.get(reverse("notifications")))
    client.post(reverse("set_language"), {"language": "en"})
    assert 'asks to join "Accueil"' in text_of(client.get(reverse("notifications")))


def test_joining_an_open_community_is_confirmed_then_done(client):
    community = CommunityFactory(name="Accueil")
    user = sign_in(client, "stranger", community)
    page = text_of(client.get(address("join", community)))
    assert "Êtes-vous sûr(e) de vouloir rejoindre Accueil ?" in page
    assert "Message aux animateurs" not in page
    response = client.post(address("join", community), {"is_listed": "on"}, follow=True)
    assert response.redirect_chain[-1][0] == community.get_home_url()
    membership = Membership.objects.get(user=user)
    assert (membership.status, membership.is_listed) == ("active", True)


def test_joining_on_approval_sends_the_message_to_the_moderators(client):
    community, moderator = led_community()
    user = sign_in(client, "stranger", community)
    response = client.post(address("join", community), {"message": "Bonjour !"}, follow=True)
    page = text_of(response)
    assert "En attente de validation" in page
    assert "Annuler ma demande" in page
    assert Membership.objects.get(user=user).message == "Bonjour !"
    assert mailed("membership_requested") == [moderator.email]


def test_joining_twice_makes_one_membership(client):
    community, _moderator = led_community()
    user = sign_in(client, "stranger", community)
    for _time in range(2):
        response = client.post(address("join", community), {"message": ""})
        assert response.status_code == 302
    assert Membership.objects.filter(user=user).count() == 1


@pytest.mark.parametrize("message", ["\x00", "a" * 1001])
def test_message_that_cannot_be_kept_is_refused_with_a_sentence(client, message):
    community, _moderator = led_community()
    sign_in(client, "stranger", community)
    response = client.post(address("join", community), {"message": message})
    assert response.status_code == 200
    assert response.context["form"].errors["message"]


@pytest.mark.parametrize("state", ["excluded", "by invitation"])
def test_obstacle_is_said_instead_of_the_confirmation(client, state):
    if state == "excluded":
        excluded = MembershipFactory(excluded=True)
        community = excluded.community
        client.force_login(excluded.user)
    else:
        community = CommunityFactory(by_invitation=True)
        sign_in(client, "stranger", community)
    response = client.post(address("join", community), follow=True)
    assert response.redirect_chain[-1][0] == community.get_absolute_url()
    assert not community.memberships.live().exists()


def test_visitor_comes_back_to_the_confirmation_after_signing_in(client):
    community = CommunityFactory()
    user = UserFactory()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    sent_to = client.get(address("join", community))["Location"]
    answer = client.post(sent_to, {"login": user.username, "password": PASSWORD})
    assert answer["Location"] == address("join", community)


def test_visitor_comes_back_even_by_the_way_of_the_sign_up(client):
    """The sign-up ends on the bare sign-in page: the session remembers."""
    community = CommunityFactory()
    user = UserFactory()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    client.get(address("join", community))
    answer = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert answer["Location"] == address("join", community)


def test_withdrawing_and_leaving(client):
    pending = MembershipFactory()
    client.force_login(pending.user)
    response = client.post(address("withdraw", pending.community), follow=True)
    assert "Votre demande est annulée." in text_of(response)
    assert statuses(pending.community) == ["withdrawn"]
    member = MembershipFactory(active=True, user=pending.user)
    response = client.post(address("leave", member.community), follow=True)
    assert response.redirect_chain[-1][0] == member.community.get_absolute_url()
    assert statuses(member.community) == ["left"]


def test_last_moderator_reads_why_they_cannot_leave(client):
    community, moderator = led_community()
    client.force_login(moderator)
    response = client.post(address("leave", community), follow=True)
    assert "une autre doit être nommée" in text_of(response)


def test_asking_and_taking_back_again_and_again_is_limited(client):
    """Each request writes to the moderators."""
    community, _moderator = led_community()
    sign_in(client, "stranger", community)
    answers = []
    for _time in range(6):
        answers.append(client.post(address("join", community)).status_code)
        client.post(address("withdraw", community))
    assert answers == [302] * 5 + [429]
    assert len(mailed("membership_requested")) == 5
