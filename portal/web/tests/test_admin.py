"""What the lists of Django admin share."""

import pytest

from accounts.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.web import admin
from portal.web.admin import BoundedPaginator

pytestmark = pytest.mark.django_db


@pytest.fixture
def events():
    AuditEvent.objects.bulk_create(
        AuditEvent(action="test.done", object_type="test", object_id=str(number))
        for number in range(5)
    )
    return AuditEvent.objects.all()


def test_rows_are_counted_up_to_a_bound(events, monkeypatch):
    paginator = BoundedPaginator(events, 2)
    assert (paginator.count, paginator.num_pages, paginator.has_more) == (5, 3, False)

    monkeypatch.setattr(admin, "MOST_COUNTED", 4)
    paginator = BoundedPaginator(events, 2)
    assert (paginator.count, paginator.num_pages, paginator.has_more) == (4, 2, True)
    assert len(paginator.page(2)) == 2


def test_the_list_says_that_there_are_more(client, events, monkeypatch):
    client.force_login(UserFactory(staff=True, is_superuser=True))
    address = "/gestion/audit/auditevent/"
    assert "plus de" not in client.get(address).content.decode()

    monkeypatch.setattr(admin, "MOST_COUNTED", 4)
    assert "plus de 4" in client.get(address).content.decode()
