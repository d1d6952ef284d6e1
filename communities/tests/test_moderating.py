"""« Demandes d'adhésion » in the portal, and the same in the admin."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from communities.factories import CommunityFactory, MembershipFactory, ThemeFactory
from communities.models import Community, Membership
from communities.services import approve_membership, request_membership, withdraw_request
from communities.services.reminders import remind_moderators
from communities.tests.helpers import led_community, mailed, queries_of, statuses, text_of
from portal.audit.models import AuditEvent
from portal.notices.models import Notice
from portal.outbox.models import OutgoingEmail

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """A community, its moderator signed in, and the address of its requests."""
    community, moderator = led_community()
    client.force_login(moderator)
    return community, reverse("communities:requests", args=[community.slug])


def decide(client, url, chosen, decision="approve", **fields):
    data = {"requests": [one.pk for one in chosen], "decision": decision, "bar": "0", **fields}
    return client.post(url, data, follow=True)


def test_approving_several_reports_each_person(client, desk):
    community, url = desk
    chosen = [MembershipFactory(community=community) for _number in range(2)]
    waiting = MembershipFactory(community=community)
    page = text_of(decide(client, url, chosen))
    assert "2 demandes approuvées" in page
    for one in chosen:
        assert one.user.last_name in page
    assert mailed("membership_approved") == sorted(one.user.email for one in chosen)
    waiting.refresh_from_db()
    assert waiting.is_pending


def test_refusing_gives_the_reason_and_may_bar(client, desk):
    community, url = desk
    chosen = MembershipFactory(community=community)
    decide(client, url, [chosen], "refuse", reason="Hors région.", bar="30")
    chosen.refresh_from_db()
    assert (chosen.status, chosen.reason) == ("refused", "Hors région.")
    assert chosen.barred_until == timezone.localdate() + timedelta(days=30)
    assert mailed("membership_refused") == [chosen.user.email]


def test_one_settled_in_the_meantime_does_not_stop_the_others(client, desk):
    community, url = desk
    withdrawn = MembershipFactory(community=community)
    withdraw_request(withdrawn, withdrawn.user)
    other = MembershipFactory(community=community)
    page = text_of(decide(client, url, [withdrawn, other]))
    assert "a annulé cette demande" in page
    assert "1 demande approuvée" in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"decision": "approve"}, "requests"),
        ({"decision": "refuse", "reason": " ", "bar": "0"}, "reason"),
        ({"decision": "refuse", "reason": "\x00", "bar": "0"}, "reason"),
        ({"decision": "refuse", "reason": "Non", "bar": "12"}, "bar"),
        ({"decision": "approve", "requests": ["9" * 30]}, "requests"),
        ({"decision": "approve", "requests": ["\x00"]}, "requests"),
        ({"decision": "maybe"}, "decision"),
    ],
)
def test_incomplete_decision_is_said_and_keeps_what_was_typed(client, desk, fields, field):
    community, url = desk
    pending = MembershipFactory(community=community)
    if field in {"reason", "bar"}:
        fields = {**fields, "requests": [pending.pk]}
    response = client.post(url, fields)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    if field in {"reason", "bar"}:
        assert " checked>" in response.content.decode()
    pending.refresh_from_db()
    assert pending.is_pending


def test_requests_of_another_community_cannot_be_decided_here(client, desk):
    _community, url = desk
    foreign = MembershipFactory()
    assert "requests" in decide(client, url, [foreign]).context["form"].errors
    foreign.refresh_from_db()
    assert foreign.is_pending


def test_requests_cost_the_same_queries_whatever_the_number(client, desk):
    community, url = desk

    MembershipFactory(community=community)
    queries_of(client, url)
    one = queries_of(client, url)
    MembershipFactory.create_batch(2, community=community)
    assert queries_of(client, url) == one


# The admin -----------------------------------------------------------------------------

MEMBERSHIPS = reverse("admin:communities_membership_changelist")


@pytest.fixture
def staff(client):
    administrator = UserFactory(administrator=True)
    client.force_login(administrator)
    return administrator


def act(client, action, chosen, **fields):
    data = {"action": action, "_selected_action": [one.pk for one in chosen], **fields}
    return client.post(f"{MEMBERSHIPS}?status=all", data, follow=True)


def test_admin_approves_after_a_confirmation_with_the_same_effect(client, staff):
    chosen = MembershipFactory.create_batch(2)
    act(client, "approve", chosen)
    assert {one.status for one in Membership.objects.all()} == {"pending"}
    act(client, "approve", chosen, confirmed="yes")
    for one in chosen:
        one.refresh_from_db()
        assert (one.status, one.decided_by) == ("active", staff)
        assert one.community.memberships.active().count() == 1
    assert mailed("membership_approved") == sorted(one.user.email for one in chosen)


def test_admin_decides_on_a_bounded_number_at_once(client, staff, monkeypatch):
    monkeypatch.setattr("portal.web.admin.MOST_AT_ONCE", 1)
    chosen = MembershipFactory.create_batch(2)
    page = act(client, "approve", chosen, confirmed="yes")
    assert "au plus 1 lignes" in page.content.decode()
    assert {one.status for one in Membership.objects.all()} == {"pending"}


def test_admin_refuses_with_a_reason(client, staff):
    chosen = [MembershipFactory()]
    act(client, "refuse", chosen, confirmed="yes", reason="", bar="0")
    assert statuses(chosen[0].community) == ["pending"]
    act(client, "refuse", chosen, confirmed="yes", reason="Doublon.", bar="0")
    assert statuses(chosen[0].community) == ["refused"]


def test_admin_names_moderators_and_never_takes_the_last(client, staff):
    member = MembershipFactory(active=True)
    act(client, "name_moderators", [member])
    member.refresh_from_db()
    assert member.is_moderator
    page = text_of(act(client, "make_members", [member]))
    assert "garde ce rôle" in page
    member.refresh_from_db()
    assert member.is_moderator


def test_admin_puts_a_person_in_by_their_address(client, staff):
    community, user = CommunityFactory(by_invitation=True), UserFactory()
    url = reverse("admin:communities_membership_add")
    assert client.get(url).status_code == 200
    data = {"community": community.pk, "role": "moderator"}
    unknown = client.post(url, {**data, "user": "personne@exemple.fr"})
    assert "Aucun compte" in text_of(unknown)
    client.post(url, {**data, "user": user.email.upper()})
    assert Membership.objects.get(user=user).is_moderator
    again = client.post(url, {**data, "user": user.email})
    assert "déjà membre" in text_of(again)


def test_admin_never_edits_the_row_itself(client, staff):
    membership = MembershipFactory()
    url = reverse("admin:communities_membership_change", args=[membership.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"status": "active"}).status_code == 403
    assert statuses(membership.community) == ["pending"]


@pytest.mark.parametrize("typed", ["ELUS", "personne.cherchee", "zz'%"])
def test_admin_finds_by_community_or_address(client, staff, typed):
    found = MembershipFactory(
        user__email="personne.cherchee@exemple.fr", community__name="Élus locaux"
    )
    page = text_of(client.get(MEMBERSHIPS, {"q": typed}))
    assert (found.user.last_name in page) == ("%" not in typed)


def test_staff_without_the_right_do_not_decide(client):
    client.force_login(UserFactory(staff=True))
    assert client.get(MEMBERSHIPS).status_code == 403


def test_admin_list_costs_the_same_queries_whatever_the_number(client, staff):
    urls = [MEMBERSHIPS, reverse("admin:communities_community_changelist")]
    MembershipFactory(active=True)
    for url in urls:
        queries_of(client, url)
    one = [queries_of(client, url) for url in urls]
    MembershipFactory.create_batch(2, active=True)
    assert [queries_of(client, url) for url in urls] == one


def test_staff_make_a_community_that_is_found_at_once(client, staff):
    data = {
        "name": "Nouvelle communauté",
        "slug": "nouvelle",
        "theme": ThemeFactory().pk,
        "summary": "Toute neuve.",
        "policy": "open",
        "is_published": "on",
    }
    client.post(reverse("admin:communities_community_add"), data)
    community = Community.objects.get(slug="nouvelle")
    assert AuditEvent.objects.filter(action="communities.created", actor=staff).exists()
    page = text_of(
        client.get(reverse("admin:communities_community_changelist") + "?moderators=none")
    )
    assert community.name in page
    reserved = client.post(
        reverse("admin:communities_community_add"), {**data, "slug": "mes-communautes"}
    )
    assert "Cette adresse est réservée" in text_of(reserved)


def test_the_reminder_of_the_week_goes_with_the_last_request_that_waited():
    community, moderator = led_community()
    long_ago = timezone.now() - timedelta(days=9)
    first, second = MembershipFactory.create_batch(2, community=community, asked_at=long_ago)
    remind_moderators()
    reminders = Notice.objects.unread().filter(kind="communities.requests_pending")
    approve_membership(first, moderator)
    assert reminders.count() == 1
    withdraw_request(second, second.user)
    assert reminders.count() == 0


def test_one_request_is_approved_by_its_own_button(client, desk):
    community, url = desk
    first, second = MembershipFactory.create_batch(2, community=community)
    page = text_of(client.get(url))
    button = f'form="approve-one" name="requests" value="{second.pk}"'
    assert button in page and '<form id="approve-one"' in page
    client.post(url, {"decision": "approve", "requests": second.pk})
    assert statuses(community)[1:] == ["pending", "active"]


def test_refusing_one_leads_to_the_reason_with_it_ticked(client, desk):
    community, url = desk
    waiting = MembershipFactory(community=community)
    assert f"?cocher={waiting.pk}#refuser" in text_of(client.get(url))
    assert client.get(url, {"cocher": waiting.pk}).context["ticked"] == {str(waiting.pk)}
    assert client.get(url, {"cocher": "\x00" * 50}).status_code == 200


def test_the_bell_names_the_person_and_the_mail_agrees_in_number():
    community, _moderator = led_community()
    person = UserFactory(first_name="Inès", last_name="Petit")
    request_membership(community, person)
    assert "Inès Petit demande à rejoindre" in Notice.objects.get().text
    community.memberships.pending().update(asked_at=timezone.now() - timedelta(days=9))
    remind_moderators()
    mail = OutgoingEmail.objects.get(kind="communities.requests_pending")
    assert mail.subject.startswith("Une demande vous attend")
    assert "Cette personne attend une réponse." in mail.text_body


def test_the_admin_opens_on_what_waits(client):
    waiting = MembershipFactory(community=CommunityFactory(on_approval=True))
    MembershipFactory(community=waiting.community, active=True)
    client.force_login(UserFactory(administrator=True))
    address = reverse("admin:communities_membership_changelist")
    assert list(client.get(address).context["cl"].result_list) == [waiting]
    page = client.get(address, {"status": "all"})
    assert len(page.context["cl"].result_list) == 2
    assert "Rôle\xa0: membre" in page.content.decode()


def test_the_admin_writes_every_date_alike(client):
    asked_at = timezone.now().replace(year=2026, month=3, day=2, hour=12, minute=5)
    MembershipFactory(community=CommunityFactory(on_approval=True), asked_at=asked_at)
    client.force_login(UserFactory(administrator=True))
    page = client.get(reverse("admin:communities_membership_changelist"))
    assert "02/03/2026" in page.content.decode()
