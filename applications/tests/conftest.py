from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.factories import UserFactory
from applications.agents import AGENTS_GROUP
from applications.factories import RefusalReasonFactory
from applications.services.moves import Interview
from trainings.factories import CentreFactory, SessionFactory
from trainings.models import Funding


def make_agent(*centres, **fields):
    """A staff account of the group « Agents », attached to these centres."""
    agent = UserFactory(staff=True, **fields)
    agent.groups.add(Group.objects.get(name=AGENTS_GROUP))
    for centre in centres:
        centre.agents.add(agent)
    return agent


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def session(centre):
    return SessionFactory(centre=centre)


@pytest.fixture
def agent(centre):
    return make_agent(centre)


@pytest.fixture
def advisor():
    return UserFactory(partner=True)


@pytest.fixture
def asked():
    """Everything that transitions may ask for."""
    return {
        "interview": Interview(
            at=timezone.now() + timedelta(days=10), kind="individual", place="Lille, salle 2"
        ),
        "funding": Funding.COLLECTIVE,
        "refusal": RefusalReasonFactory(),
        "reason": "Parce que",
    }
