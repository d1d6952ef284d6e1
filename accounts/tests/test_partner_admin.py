"""« Comptes à valider » in Django admin: list, counter, row, page and bulk decisions."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.factories import (
    OrganisationFactory,
    OrganisationTypeFactory,
    PartnerRequestFactory,
    UserFactory,
)
from accounts.models import PartnerRequest
from accounts.services.profile import set_organisation
from portal.outbox.models import OutgoingEmail
from portal.territories.models import Territory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:accounts_partnerrequest_changelist")
Status = PartnerRequest.Status


@pytest.fixture
def administrator():
    return UserFactory(administrator=True, language="en")


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def action_url(name, request):
    """As the buttons have it: with the organisation that the page showed."""
    address = reverse(f"admin:accounts_partnerrequest_{name}", args=[request.pk])
    return f"{address}?seen={request.as_shown}"


def statuses(*requests):
    return [PartnerRequest.objects.get(pk=request.pk).status for request in requests]


def bulk(client, action, *requests, **more):
    chosen = [request.pk for request in requests]
    seen = [request.as_shown for request in requests]
    data = {"action": action, "_selected_action": chosen, "seen": seen, **more}
    return client.post(LIST, data, follow=True)


def test_the_list_shows_what_is_needed_to_decide_oldest_first(desk):
    recent = PartnerRequestFactory(user__email="a@jeune.exemple.fr")
    old = PartnerRequestFactory(
        user__email="b@ancien.exemple.fr",
        user__organisation__name="Mission locale de Lens",
        created_at=timezone.now() - timedelta(days=12),
    )
    region = Territory.objects.create(kind="region", code="32", name="Hauts-de-France")
    old.user.territories.add(region)

    page = desk.get(LIST)
    text = page.content.decode()

    assert [found.pk for found in page.context["cl"].result_list] == [old.pk, recent.pk]
    for shown in ["Mission locale de Lens", "ancien.exemple.fr", "Hauts-de-France"]:
        assert shown in text
    assert "12 jours" in text or "1 semaine" in text or "1\xa0week" in text


def test_decided_requests_are_one_click_away(desk):
    approved = PartnerRequestFactory(approved=True)

    assert list(desk.get(LIST).context["cl"].result_list) == []
    assert list(desk.get(LIST, {"status": "all"}).context["cl"].result_list) == [approved]


def test_the_side_menu_counts_what_waits(desk):
    assert "waiting-count" not in desk.get(reverse("admin:index")).content.decode()
    PartnerRequestFactory.create_batch(3)
    PartnerRequestFactory(refused=True)

    text = desk.get(reverse("admin:index")).content.decode()

    assert '<span class="waiting-count">3<' in text


def test_a_row_button_approves(desk):
    request = PartnerRequestFactory()
    assert action_url("approve", request) in desk.get(LIST).content.decode()

    desk.post(action_url("approve", request))

    assert statuses(request) == [Status.APPROVED]
    assert OutgoingEmail.objects.get().kind == "accounts.partner_approved"


@pytest.mark.parametrize("name", ["approve", "refuse"])
def test_a_decision_on_a_page_that_showed_another_organisation_is_not_taken(desk, name):
    request = PartnerRequestFactory()
    address = action_url(name, request)
    set_organisation(request.user, organisation=OrganisationFactory(), name="")

    page = desk.post(address, {"reason": "Non"}, follow=True)

    assert statuses(request) == [Status.PENDING]
    (message,) = page.context["messages"]
    assert message.level_tag == "warning"
    assert "named another organisation" in str(message)
    request.refresh_from_db()
    desk.post(action_url("approve", request))
    assert statuses(request) == [Status.APPROVED]


def test_in_bulk_too_what_was_shown_counts(desk):
    moved, same = PartnerRequestFactory.create_batch(2)
    set_organisation(moved.user, organisation=OrganisationFactory(), name="")

    bulk(desk, "approve_selected", moved, same, confirmed="yes")

    assert statuses(moved, same) == [Status.PENDING, Status.APPROVED]


def test_a_decision_that_carries_no_page_is_not_taken(desk):
    request = PartnerRequestFactory()

    desk.post(action_url("approve", request).partition("?")[0])

    assert statuses(request) == [Status.PENDING]


def test_the_forms_carry_what_they_show(desk):
    request = PartnerRequestFactory()
    page = reverse("admin:accounts_partnerrequest_change", args=[request.pk])

    for url in (LIST, page):
        assert f"seen={request.as_shown}" in desk.get(url).content.decode()
    asked = desk.get(action_url("refuse", request).partition("?")[0])
    assert f'name="seen" value="{request.as_shown}"' in asked.content.decode()


def test_staff_see_the_organisation_that_was_asked_for(desk):
    request = PartnerRequestFactory(
        approved=True, user__organisation__name="Mission locale de Lens"
    )
    set_organisation(request.user, organisation=OrganisationFactory(name="CCAS de Douai"), name="")

    rows = desk.get(LIST, {"status": "approved"}).content.decode()
    waiting = desk.get(LIST).content.decode()

    assert "Mission locale de Lens" in rows
    assert "CCAS de Douai" in waiting


def test_approving_twice_says_so_and_mails_once(desk):
    request = PartnerRequestFactory()

    for _turn in range(2):
        page = desk.post(action_url("approve", request), follow=True)
        assert [message.level_tag for message in page.context["messages"]] == ["success"]

    assert OutgoingEmail.objects.count() == 1


def test_a_different_decision_afterwards_is_a_polite_warning(desk):
    request = PartnerRequestFactory(approved=True)

    page = desk.post(action_url("refuse", request), {"reason": "Non"}, follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
    assert statuses(request) == [Status.APPROVED]


def test_a_get_decides_nothing(desk):
    request = PartnerRequestFactory()

    assert desk.get(action_url("approve", request)).status_code == 405
    assert desk.get(action_url("refuse", request)).status_code == 200
    assert statuses(request) == [Status.PENDING]


def test_refusing_asks_the_reason(desk):
    request = PartnerRequestFactory()

    page = desk.post(action_url("refuse", request), {"reason": " "})
    assert page.context["form"].errors
    assert statuses(request) == [Status.PENDING]

    desk.post(action_url("refuse", request), {"reason": "Adresse personnelle"})
    assert statuses(request) == [Status.REFUSED]
    assert "Adresse personnelle" in OutgoingEmail.objects.get().text_body


def test_the_page_shows_the_history_and_decides(desk, administrator):
    first = PartnerRequestFactory(refused=True)
    second = PartnerRequestFactory(user=first.user)

    text = desk.get(
        reverse("admin:accounts_partnerrequest_change", args=[second.pk])
    ).content.decode()

    assert first.reason in text
    assert first.decided_by.get_full_name() in text
    assert action_url("approve", second) in text


def test_the_status_cannot_be_edited(desk):
    request = PartnerRequestFactory()
    url = reverse("admin:accounts_partnerrequest_change", args=[request.pk])

    assert desk.post(url, {"status": "approved"}).status_code == 403
    assert statuses(request) == [Status.PENDING]


def test_bulk_actions_confirm_first(desk):
    requests = PartnerRequestFactory.create_batch(3)

    page = bulk(desk, "approve_selected", *requests)
    assert "confirmed" in page.content.decode()
    assert statuses(*requests) == [Status.PENDING] * 3

    bulk(desk, "approve_selected", *requests, confirmed="yes")
    assert statuses(*requests) == [Status.APPROVED] * 3
    assert OutgoingEmail.objects.count() == 3


def test_bulk_refusal_needs_a_reason(desk):
    requests = PartnerRequestFactory.create_batch(2)

    page = bulk(desk, "refuse_selected", *requests, confirmed="yes", reason="")
    assert page.context["form"].errors
    assert statuses(*requests) == [Status.PENDING] * 2

    bulk(desk, "refuse_selected", *requests, confirmed="yes", reason="Hors périmètre")
    assert statuses(*requests) == [Status.REFUSED] * 2


def test_one_that_cannot_be_decided_does_not_stop_the_others(desk, administrator):
    own = PartnerRequestFactory(user__is_staff=True)
    own.user = administrator
    administrator.kind, administrator.partner_status = "partner", "pending"
    administrator.save()
    own.save()
    refused = PartnerRequestFactory(refused=True)
    waiting = PartnerRequestFactory()

    page = bulk(desk, "approve_selected", own, refused, waiting, confirmed="yes", status="all")

    levels = sorted(message.level_tag for message in page.context["messages"])
    assert statuses(own, waiting) == [Status.PENDING, Status.APPROVED]
    assert levels.count("success") == 1
    assert "warning" in levels


def test_each_decision_is_in_the_log_once(desk):
    request = PartnerRequestFactory()

    desk.post(action_url("approve", request))
    desk.post(action_url("approve", request))

    history = desk.get(reverse("admin:accounts_partnerrequest_history", args=[request.pk]))
    assert len(history.context["action_list"]) == 1


@pytest.mark.parametrize("traits", [{"staff": True}, {}, {"partner": True}])
def test_only_those_who_may_decide(client, traits):
    request = PartnerRequestFactory()
    client.force_login(UserFactory(**traits))

    for name in ("approve", "refuse"):
        client.post(action_url(name, request), {"reason": "Non"})
    bulk(client, "approve_selected", request, confirmed="yes")

    assert statuses(request) == [Status.PENDING]


def test_staff_who_may_only_look_do_not_decide(client):
    request = PartnerRequestFactory()
    staff = UserFactory(staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_partnerrequest"))
    client.force_login(staff)

    assert client.get(LIST).status_code == 200
    assert client.post(action_url("approve", request)).status_code == 403
    bulk(client, "approve_selected", request, confirmed="yes")

    assert statuses(request) == [Status.PENDING]


def test_the_list_costs_the_same_for_one_and_for_three(desk):
    # The first page of all reads what the cache keeps for the next ones.
    desk.get(LIST)
    counts = []
    for more in (1, 2):
        for request in PartnerRequestFactory.create_batch(more):
            request.user.territories.add(
                Territory.objects.create(
                    kind="region", code=f"R{request.pk}"[:3], name=f"Région {request.pk}"
                )
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 15


@pytest.mark.parametrize("typed", ["lens", "LENS", "agence.exemple.fr", "\x00", "'\"%_", "é" * 500])
def test_search_never_fails(desk, typed):
    PartnerRequestFactory(
        user__email="x@agence.exemple.fr", user__organisation__name="Mission locale de Lens"
    )

    found = desk.get(LIST, {"q": typed}).context["cl"].result_list

    assert len(found) == (1 if typed.lower() in {"lens", "agence.exemple.fr", "\x00"} else 0)


def test_a_mistaken_refusal_is_undone_and_stays_in_the_history(desk):
    refused = PartnerRequestFactory(refused=True)
    page = desk.get(reverse("admin:accounts_partnerrequest_change", args=[refused.pk]))
    assert action_url("reconsider", refused) in page.content.decode()

    desk.post(action_url("reconsider", refused))
    desk.post(action_url("reconsider", refused))

    refused.refresh_from_db()
    refused.user.refresh_from_db()
    assert refused.status == Status.REFUSED
    assert refused.user.is_approved_partner
    assert refused.user.partner_requests.last().decided_by is not None
    assert [mail.kind for mail in OutgoingEmail.objects.all()] == ["accounts.partner_approved"]


def test_a_refusal_of_the_past_is_not_reconsidered(desk):
    refused = PartnerRequestFactory(refused=True)
    PartnerRequestFactory(user=refused.user, organisation=refused.organisation)
    refused.user.partner_status = "pending"
    refused.user.save()

    page = desk.post(action_url("reconsider", refused), follow=True)

    assert "already refused" in page.content.decode()
    assert not refused.user.partner_requests.filter(status=Status.APPROVED).exists()


def test_the_history_says_what_was_decided(desk):
    request = PartnerRequestFactory()
    desk.post(action_url("refuse", request), {"reason": "Non"})
    history = desk.get(reverse("admin:accounts_partnerrequest_history", args=[request.pk]))
    assert "Account refused" in history.content.decode()


def test_a_type_unlike_that_of_the_organisation_is_shown(desk):
    request = PartnerRequestFactory()
    request.user.organisation_type = OrganisationTypeFactory(name="Gendarmerie nationale")
    request.user.save()
    request.organisation.type = OrganisationTypeFactory(name="Association loi 1901")
    request.organisation.save()
    page = desk.get(LIST).content.decode()
    assert "Gendarmerie nationale (recorded as: Association loi 1901)" in page


def test_a_domain_trusted_says_how_many_accounts_it_validated(desk):
    request = PartnerRequestFactory(user__email="lea@agence.exemple.fr")
    data = {"organisation": request.organisation_id, "domain": "agence.exemple.fr"}
    page = desk.post(reverse("admin:accounts_trusteddomain_add"), data, follow=True)
    assert "1 account that waited has been validated" in page.content.decode()
    page = desk.get(reverse("admin:accounts_partnerrequest_change", args=[request.pk]))
    assert "trusted domain" in page.content.decode()


def test_the_list_is_named_by_what_it_shows_and_counts_what_was_done(desk):
    requests = PartnerRequestFactory.create_batch(2)
    assert "<h1>Accounts to approve</h1>" in desk.get(LIST).content.decode()
    shown = desk.get(LIST, {"status": "all"}).content.decode()
    assert "<h1>Requests for a partner account</h1>" in shown
    page = bulk(desk, "approve_selected", *requests, confirmed="yes")
    assert "2 accounts are validated. The people have been told." in page.content.decode()
