"""Every route × every role, compared with the written table; a route without a row fails."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.factories import OrganisationFactory, UserFactory
from applications.agents import AGENTS_GROUP
from applications.factories import PrescriptionFactory
from communities.factories import CommunityFactory, MembershipFactory
from portal.notices.models import Notice
from portal.outbox.models import OutgoingEmail
from portal.pages.services import accept_terms, current_terms
from trainings.factories import CentreFactory, DomainFactory, SessionFactory
from trainings.models import SavedSearch

from .access_table import GET, POST, ROLES, rows

STAFF = {"other_agent", "agent", "administrator"}


def named_routes(patterns, namespace=""):
    """Every route of the portal but Django admin's, which is for staff only (see below)."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace != "admin":
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from named_routes(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


ROUTES = sorted(set(named_routes(get_resolver().url_patterns)))


def make_world():
    """A small world in which each role has its place."""
    call_command("load_reference_data")
    agent, other_agent = UserFactory.create_batch(2, staff=True)
    for person in (agent, other_agent):
        person.groups.add(Group.objects.get(name=AGENTS_GROUP))
        CentreFactory(agents=[person])
    partner, colleague = UserFactory.create_batch(
        2, partner=True, organisation=OrganisationFactory()
    )
    community = CommunityFactory(on_approval=True)
    people = {
        "visitor": None,
        "member": UserFactory(),
        "community_member": MembershipFactory(community=community, active=True).user,
        "moderator": MembershipFactory(community=community, moderator=True).user,
        "pending_partner": UserFactory(pending_partner=True),
        "partner": partner,
        "colleague": colleague,
        "other_agent": other_agent,
        "agent": agent,
        "administrator": UserFactory(administrator=True),
    }
    for person in filter(None, people.values()):
        accept_terms(person, current_terms())
    return SimpleNamespace(people=people, arguments=arguments_of(people, community))


def arguments_of(people, community):
    """What each route is about, by its name."""
    return {
        "accounts:arrange_block": ["communities"],
        "accounts:reset": ["not-a-link"],
        "page": ["mentions-legales"],
        "sitemap_section": ["pages"],
        "unsubscribe": ["not-a-link"],
        **about_communities(community),
        **about_requests(people),
        **about_searches(people),
        **about_messages(people),
    }


def about_communities(community):
    routes = [route for route in ROUTES if route.startswith("communities:")]
    return {
        route: [community.slug]
        for route in routes
        if route not in {"communities:list", "communities:mine"}
    }


def about_requests(people):
    """A request of the partner, at the centre of the agent."""
    session = SessionFactory(centre=people["agent"].centres.get())
    filed = PrescriptionFactory(session=session, request__filed_by=people["partner"]).request
    return {
        "applications:prescribe": [session.number],
        "applications:prescribed": [filed.reference],
        "applications:prescription": [filed.reference],
        "applications:withdraw": [filed.reference],
        "trainings:calendar": [session.number],
        "trainings:detail": [session.training.slug],
        "trainings:export_training": [session.training.slug, "csv"],
        "trainings:share": [session.training.slug],
    }


def about_searches(people):
    """Two searches of the member: the one that is deleted is not the one that is changed."""
    changed, deleted = (
        SavedSearch.objects.create(owner=people["member"], query=query) for query in ["q=a", "q=b"]
    )
    return {
        "trainings:delete_search": [deleted.pk],
        "trainings:domain_feed": [DomainFactory().slug],
        "trainings:export_sessions": ["csv"],
        "trainings:export_trainings": ["csv"],
        "trainings:rename_search": [changed.pk],
        "trainings:set_alert": [changed.pk],
    }


def about_messages(people):
    """A notice of the member, and a mail with a file."""
    notice = Notice.objects.create(recipient=people["member"], kind="test", dedupe_key="test")
    attached = [{"name": "a.txt", "mimetype": "text/plain", "content": "YQ=="}]
    email = OutgoingEmail.objects.create(
        to="a@exemple.fr", kind="test", dedupe_key="test", attached=attached
    )
    return {
        "mailbox_attachment": [email.uuid, 0],
        "mailbox_message": [email.uuid],
        "mailbox_message_html": [email.uuid],
        "notification_open": [notice.pk],
        "notification_read": [notice.pk],
    }


def answer(world, route, role, method):
    """What the role gets, as the table says it."""
    client = Client()
    if world.people[role]:
        client.force_login(world.people[role])
    address = reverse(route, args=world.arguments.get(route))
    for cache in caches.all():  # the walk must not meet the rate limits
        cache.clear()
    response = client.get(address) if method == "get" else client.post(address, {"posted": "1"})
    if response.status_code in {301, 302, 303}:
        return "in" if response.url.startswith("/connexion/") else "to"
    return {200: "ok", 204: "ok", 403: "no", 404: "-"}.get(
        response.status_code, str(response.status_code)
    )


@pytest.mark.parametrize(("method", "table"), [("get", GET), ("post", POST)], ids=["get", "post"])
class TestEveryRoute:
    def test_has_its_row(self, method, table):
        assert sorted(rows(table)) == ROUTES

    @pytest.mark.django_db
    @pytest.mark.parametrize("role", ROLES)
    def test_answers_as_written(self, method, table, role):
        world = make_world()
        expected = {route: columns[ROLES.index(role)] for route, columns in rows(table).items()}
        found = {route: answer(world, route, role, method) for route in rows(table)}
        assert found == expected


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in ROLES if role not in STAFF])
def test_admin_is_for_staff(role):
    world = make_world()
    client = Client()
    if world.people[role]:
        client.force_login(world.people[role])
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        response = client.get(address)
        assert response.status_code in {302, 403}, address


@pytest.mark.django_db
def test_administrator_reaches_every_admin_list():
    client = Client()
    client.force_login(UserFactory(administrator=True))
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        # Site settings are one row: their list leads to it.
        assert client.get(address, follow=True).status_code == 200, address
