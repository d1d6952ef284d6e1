"""An approval that staff take back, and domains that they trust while partners wait."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.factories import OrganisationFactory, PartnerRequestFactory, UserFactory
from accounts.models import PartnerRequest, TrustedDomain
from accounts.notifications.partners import PartnerApproved, TrustedApproved
from accounts.permissions import require_approved_partner
from accounts.services import trusted_domains
from accounts.services.partners import (
    DecisionImpossible,
    approve_partner,
    ask_again,
    refuse_partner,
    withdraw_approval,
)
from accounts.services.profile import set_organisation
from accounts.services.trusted_domains import trust_domain
from portal.audit.models import AuditEvent
from portal.jobs.services import take_job
from portal.notices.models import Notice
from portal.outbox.models import OutgoingEmail

from .partners import APPROVED, PENDING, REFUSED, WITHDRAWN, kinds_sent, trust

pytestmark = pytest.mark.django_db
REASON = "A quitté la structure"


@pytest.fixture
def administrator():
    return UserFactory(administrator=True, language="en")


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


class TestWithdrawing:
    def test_who_loses_it_can_no_longer_prescribe_and_is_told_why(self, administrator):
        request = PartnerRequestFactory(approved=True)
        given = (request.decided_by, request.decided_at)

        request = withdraw_approval(request, by=administrator, reason=f" {REASON} ")

        assert (request.status, request.reason) == (WITHDRAWN, REASON)
        assert (request.decided_by, request.decided_at) == given
        assert request.withdrawn_by == administrator and request.withdrawn_at
        request.user.refresh_from_db()
        with pytest.raises(PermissionDenied):
            require_approved_partner(request.user)
        mail = OutgoingEmail.objects.get()
        assert mail.kind == "accounts.partner_withdrawn" and REASON in mail.text_body
        event = AuditEvent.objects.get(action="accounts.partner_withdrawn")
        assert (event.actor, event.object_id) == (administrator, str(request.pk))
        assert REASON not in str(event.details)

    def test_the_second_time_does_nothing(self, administrator):
        request = PartnerRequestFactory(withdrawn=True)
        again = withdraw_approval(request, by=administrator, reason="Autre mot")
        assert again.reason == REASON and again.withdrawn_by != administrator
        assert kinds_sent() == []

    def test_nobody_withdraws_their_own(self):
        user = UserFactory(partner=True, administrator=True)
        request = PartnerRequestFactory(approved=True, user=user)
        with pytest.raises(DecisionImpossible):
            withdraw_approval(request, by=user, reason=REASON)

    @pytest.mark.parametrize("reason", ["", " \n"])
    def test_it_needs_a_reason(self, administrator, reason):
        with pytest.raises(ValidationError):
            withdraw_approval(PartnerRequestFactory(approved=True), by=administrator, reason=reason)

    def test_an_approval_in_an_organisation_left_since_is_not_withdrawn(self, administrator):
        former = PartnerRequestFactory(approved=True)
        user = set_organisation(former.user, organisation=OrganisationFactory(), name="")
        for _turn in range(2):
            with pytest.raises(DecisionImpossible):
                withdraw_approval(former, by=administrator, reason=REASON)
            if waiting := user.partner_requests.pending().first():
                approve_partner(waiting, by=administrator)
        user.refresh_from_db()
        assert user.is_approved_partner

    def test_a_trusted_domain_does_not_give_it_back_but_staff_may(self, administrator):
        request = PartnerRequestFactory(withdrawn=True, user__email="lea@agence.exemple.fr")
        user = request.user
        trust("agence.exemple.fr", user.organisation)

        again = ask_again(user)
        assert again.status == PENDING
        trust_domain(TrustedDomain.objects.get(), by=administrator)
        again.refresh_from_db()
        assert again.status == PENDING

        approve_partner(again, by=administrator)
        user.refresh_from_db()
        assert user.is_approved_partner

    def test_a_refusal_in_between_does_not_give_it_back_either(self, administrator):
        request = PartnerRequestFactory(withdrawn=True, user__email="lea@agence.exemple.fr")
        trust("agence.exemple.fr", request.user.organisation)
        refuse_partner(ask_again(request.user), by=administrator, reason=REASON)
        assert ask_again(request.user).status == PENDING

    def test_the_mail_of_the_approval_is_not_sent_any_more(self, administrator):
        request = PartnerRequestFactory()
        approve_partner(request, by=administrator)
        mail = OutgoingEmail.objects.get()
        withdraw_approval(request, by=administrator, reason=REASON)
        assert not PartnerApproved.still_relevant(mail)

    @pytest.mark.parametrize(
        "values", [{"withdrawn_at": None}, {"withdrawn_by": None}, {"reason": ""}]
    )
    def test_it_does_not_go_without_who_when_and_why(self, values):
        request = PartnerRequestFactory(withdrawn=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            PartnerRequest.objects.filter(pk=request.pk).update(**values)

    def test_the_dashboard_says_so(self, client):
        request = PartnerRequestFactory(withdrawn=True)
        client.force_login(request.user)
        page = client.get(reverse("accounts:dashboard")).content.decode()
        assert "n’est plus validé" in page and REASON in page


class TestAdmin:
    def page(self, request):
        return reverse("admin:accounts_partnerrequest_change", args=[request.pk])

    def button(self, request):
        return reverse("admin:accounts_partnerrequest_withdraw", args=[request.pk])

    def test_the_page_of_an_approval_leads_to_it_and_asks_why(self, desk):
        request = PartnerRequestFactory(approved=True)
        assert self.button(request) in desk.get(self.page(request)).content.decode()

        asked = desk.get(self.button(request))
        assert f'name="seen" value="{request.as_shown}"' in asked.content.decode()
        refused = desk.post(self.button(request), {"reason": "", "seen": request.as_shown})
        assert refused.context["form"].errors["reason"]
        desk.post(self.button(request), {"reason": REASON, "seen": request.as_shown})

        request.refresh_from_db()
        assert request.status == WITHDRAWN
        page = desk.get(self.page(request))
        assert REASON in page.content.decode() and self.button(request) not in page.content.decode()

    @pytest.mark.parametrize("traits", [{}, {"refused": True}, {"withdrawn": True}])
    def test_the_others_do_not(self, desk, traits):
        request = PartnerRequestFactory(**traits)
        assert self.button(request) not in desk.get(self.page(request)).content.decode()

    def test_it_is_in_the_log_once(self, desk, administrator):
        request = PartnerRequestFactory(approved=True)
        for _press in range(2):
            desk.post(self.button(request), {"reason": REASON, "seen": request.as_shown})
        assert administrator.logentry_set.count() == 1
        assert kinds_sent() == ["accounts.partner_withdrawn"]

    def test_only_those_who_may_decide(self, client):
        client.force_login(UserFactory(staff=True))
        request = PartnerRequestFactory(approved=True)
        response = client.post(self.button(request), {"reason": REASON, "seen": request.as_shown})
        assert response.status_code == 403


class TestTrusting:
    def waiting(self, organisation, email, **traits):
        return PartnerRequestFactory(user__organisation=organisation, user__email=email, **traits)

    @pytest.mark.parametrize("traits", [{"administrator": True}, {"staff": True}])
    def test_nobody_opens_their_own_account_or_without_the_right(self, traits):
        organisation = OrganisationFactory()
        own = PartnerRequestFactory(
            user=UserFactory(
                pending_partner=True,
                organisation=organisation,
                email="moi@agence.exemple.fr",
                **traits,
            )
        )
        other = self.waiting(organisation, "lea@agence.exemple.fr")
        trusted = TrustedDomain(organisation=organisation, domain="agence.exemple.fr")
        trust_domain(trusted, by=own.user)
        own.refresh_from_db()
        other.refresh_from_db()
        assert own.status == PENDING
        assert other.status == (APPROVED if "administrator" in traits else PENDING)

    def test_those_who_wait_with_such_an_address_are_approved_and_told(self, administrator):
        organisation = OrganisationFactory()
        first = self.waiting(organisation, "lea@agence.exemple.fr")
        second = self.waiting(organisation, "LUC@Agence.Exemple.fr")
        others = [
            self.waiting(organisation, "lea@autre.exemple.fr"),
            self.waiting(organisation, "lea@faux-agence.exemple.fr"),
            self.waiting(OrganisationFactory(), "eva@agence.exemple.fr"),
        ]
        closed = self.waiting(organisation, "zoe@agence.exemple.fr")
        closed.user.is_active, closed.user.closed_at = False, timezone.now()
        closed.user.save()
        refused = PartnerRequestFactory(
            refused=True, user__organisation=organisation, user__email="max@agence.exemple.fr"
        )

        trust_domain(
            TrustedDomain(organisation=organisation, domain="agence.exemple.fr"), by=administrator
        )

        for request, status in [
            (first, APPROVED),
            (second, APPROVED),
            *((other, PENDING) for other in [*others, closed]),
            (refused, REFUSED),
        ]:
            request.refresh_from_db()
            assert request.status == status
        assert first.automatic and first.decided_by is None
        first.user.refresh_from_db()
        assert first.user.is_approved_partner
        assert kinds_sent() == ["accounts.partner_approved"] * 2
        assert AuditEvent.objects.filter(action="accounts.domain_trusted").exists()

    def test_when_many_wait_it_is_done_by_a_job_that_tells_when_it_is_over(
        self, administrator, monkeypatch
    ):
        monkeypatch.setattr(trusted_domains, "MOST_AT_ONCE", 2)
        organisation = OrganisationFactory()
        for number in range(3):
            self.waiting(organisation, f"lea{number}@agence.exemple.fr")
        other = self.waiting(organisation, "lea@autre.exemple.fr")
        trusted = TrustedDomain(organisation=organisation, domain="agence.exemple.fr")
        trust_domain(trusted, by=administrator)
        assert PartnerRequest.objects.pending().count() == 4
        assert take_job()
        assert PartnerRequest.objects.pending().get() == other
        assert kinds_sent().count("accounts.partner_approved") == 3
        [notice] = Notice.objects.of(administrator)
        assert organisation.name in notice.text
        assert "1 other request" in OutgoingEmail.objects.get(kind=TrustedApproved.name).text_body

    def test_one_that_cannot_be_approved_stops_no_other(self, administrator, monkeypatch):
        monkeypatch.setattr(trusted_domains, "MOST_AT_ONCE", 1)
        organisation = OrganisationFactory()
        bad, good = (self.waiting(organisation, f"{n}@agence.exemple.fr") for n in "ab")
        approve = trusted_domains.approve_if_trusted

        def fails_for_one(request):
            return approve(request) if request != bad else 1 / 0

        monkeypatch.setattr(trusted_domains, "approve_if_trusted", fails_for_one)
        trusted = TrustedDomain(organisation=organisation, domain="agence.exemple.fr")
        trust_domain(trusted, by=administrator)
        take_job()
        assert PartnerRequest.objects.pending().get() == bad

    @pytest.mark.parametrize("form", ["own", "inline"])
    def test_two_who_add_the_same_at_once_are_told(self, desk, form, monkeypatch):
        organisation = OrganisationFactory()
        trust("agence.exemple.fr", organisation)
        # The other one has not saved yet when this one is checked.
        monkeypatch.setattr(TrustedDomain, "validate_constraints", lambda *args, **options: None)
        address, data = self.filled_form(organisation, form)
        page = desk.post(address, data, follow=True)
        assert "somebody wrote the same just now" in page.content.decode()
        assert TrustedDomain.objects.count() == 1

    def filled_form(self, organisation, form):
        if form == "own":
            data = {"organisation": organisation.pk, "domain": "agence.exemple.fr"}
            return reverse("admin:accounts_trusteddomain_add"), data
        prefix = "trusted_domains"
        data = {
            "name": organisation.name,
            f"{prefix}-TOTAL_FORMS": 1,
            f"{prefix}-INITIAL_FORMS": 0,
            f"{prefix}-0-domain": "agence.exemple.fr",
            f"{prefix}-0-organisation": organisation.pk,
        }
        return reverse("admin:accounts_organisation_change", args=[organisation.pk]), data

    @pytest.mark.parametrize("form", ["own", "inline"])
    def test_both_pages_of_the_admin_do_it(self, desk, form):
        organisation = OrganisationFactory()
        request = self.waiting(organisation, "lea@agence.exemple.fr")
        address, data = self.filled_form(organisation, form)
        desk.post(address, data)

        request.refresh_from_db()
        assert request.status == APPROVED

    def test_a_domain_can_be_taken_away_there(self, desk):
        organisation = OrganisationFactory()
        trust("agence.exemple.fr", organisation)
        prefix = "trusted_domains"
        data = {
            "name": organisation.name,
            f"{prefix}-TOTAL_FORMS": 1,
            f"{prefix}-INITIAL_FORMS": 1,
            f"{prefix}-0-id": TrustedDomain.objects.get().pk,
            f"{prefix}-0-domain": "agence.exemple.fr",
            f"{prefix}-0-organisation": organisation.pk,
            f"{prefix}-0-DELETE": "on",
        }
        desk.post(reverse("admin:accounts_organisation_change", args=[organisation.pk]), data)
        assert not TrustedDomain.objects.exists()
