"""Who may import, and how the pages of importing answer the others."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.factories import UserFactory
from trainings.services.imports import runs

from .import_page import FILE, address

pytestmark = pytest.mark.django_db


def status(client, method, page):
    response = getattr(client, method)(page)
    if response.streaming:
        list(response.streaming_content)  # the report is an open file until it is read
    return response.status_code


def pages(run):
    return [
        ("get", address("changelist")),
        ("get", address("new")),
        ("post", address("new")),
        ("get", address("change", run.pk)),
        ("get", address("report", run.pk)),
        ("post", address("decide", run.pk)),
        ("get", reverse("admin:trainings_importprofile_changelist")),
        ("get", reverse("admin:trainings_importprofile_add")),
        ("get", reverse("admin:trainings_importprofile_from_file")),
        ("get", reverse("admin:trainings_importprofile_change", args=[run.profile_id])),
    ]


def test_only_those_who_may_change_the_catalogue_import(client, give):
    run = give(FILE.format(hours=300))
    staff = UserFactory(staff=True)
    names = [name.split(".")[1] for name in runs.PERMISSIONS]
    changing = [name for name in names if name.startswith("change_")]
    for too_few in [names[:2], changing]:
        staff.user_permissions.set(Permission.objects.filter(codename__in=too_few))
        client.force_login(staff)
        for method, page in pages(run):
            assert status(client, method, page) == 403, page
    staff.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(staff)
    for method, page in pages(run):
        assert status(client, method, page) in {200, 302}, page
    client.logout()
    for method, page in pages(run):
        assert status(client, method, page) == 302, page


def test_deciding_is_never_done_by_get(client, give):
    run = give(FILE.format(hours=300))
    assert client.get(address("decide", run.pk)).status_code == 405


@pytest.mark.parametrize("pk", ["999", "x", "9" * 30])
def test_imports_that_do_not_exist(client, administrator, pk):
    assert client.get(f"/gestion/trainings/importrun/{pk}/change/").status_code == 404


@pytest.mark.parametrize("model", ["training", "centre", "session", "importrun", "importprofile"])
def test_lists_offer_to_import(client, administrator, model):
    page = client.get(reverse(f"admin:trainings_{model}_changelist")).content.decode()
    assert address("new") in page
