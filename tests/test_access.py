"""Every route × every role, compared with the written table; a route without a row fails."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.factories import OrganisationFactory, UserFactory
from applications.factories import PrescriptionFactory
from communities.factories import CommunityFactory, MembershipFactory
from portal.notices.models import Notice
from portal.outbox.models import OutgoingEmail
from portal.pages.models import Page
from trainings.factories import CentreFactory, SessionFactory

from .access_table import GET, POST, ROLES, rows

pytestmark = pytest.mark.django_db


def named_routes(patterns, namespace=""):
    """Every route of the portal but Django admin's, which answers to staff only (see below)."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace != "admin":
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from named_routes(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


@pytest.fixture
def world():
    """A small world in which each role has its place."""
    organisation = OrganisationFactory()
    agent, other_agent = UserFactory.create_batch(2, agent=True)
    session = SessionFactory(centre=CentreFactory(agents=[agent]))
    CentreFactory(agents=[other_agent])
    partner, colleague = UserFactory.create_batch(2, partner=True, organisation=organisation)
    prescription = PrescriptionFactory(session=session, request__filed_by=partner)
    community = CommunityFactory()
    people = {
        "member": UserFactory(),
        "community_member": MembershipFactory(community=community).user,
        "moderator": MembershipFactory(community=community, moderator=True).user,
        "pending_partner": UserFactory(pending_partner=True),
        "partner": partner,
        "colleague": colleague,
        "other_agent": other_agent,
        "agent": agent,
        "administrator": UserFactory(administrator=True),
    }
    return SimpleNamespace(
        people=people, session=session, prescription=prescription, community=community
    )
