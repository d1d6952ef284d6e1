"""Two people at the same moment, on PostgreSQL with real threads."""

import threading

import pytest
from django.db import connection

from accounts.factories import OrganisationFactory, PartnerRequestFactory, UserFactory
from accounts.models import PartnerRequest, TrustedDomain, User
from accounts.services.credentials import (
    AddressNotFree,
    LinkNotUsable,
    change_email,
    reset_password,
)
from accounts.services.partners import (
    DecisionImpossible,
    approve_partner,
    ask_again,
    refuse_partner,
)
from accounts.services.reset_links import make_reset_token
from accounts.services.trusted_domains import trust_domain
from portal.outbox.models import OutgoingEmail

pytestmark = [
    pytest.mark.full,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


def at_once(*jobs):
    """Run the jobs in as many threads; return each one's result or exception."""
    barrier, answers = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(index, job):
        try:
            barrier.wait()
            answers[index] = job()
        except Exception as error:
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def unexpected(answers, *allowed):
    return [a for a in answers if isinstance(a, Exception) and not isinstance(a, allowed)]


@pytest.fixture(autouse=True)
def only_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")


@pytest.mark.parametrize("turn", range(5))
def test_two_administrators_deciding_differently_make_one_decision(turn):
    request = PartnerRequestFactory()
    first, second = UserFactory.create_batch(2, administrator=True)

    answers = at_once(
        lambda: approve_partner(request, by=first),
        lambda: refuse_partner(request, by=second, reason="Inconnu"),
    )

    assert unexpected(answers, DecisionImpossible) == []
    assert sum(isinstance(answer, DecisionImpossible) for answer in answers) == 1
    request.refresh_from_db()
    user = User.objects.get(pk=request.user_id)
    assert request.status == user.partner_status
    assert [mail.kind for mail in OutgoingEmail.objects.all()] == [
        f"accounts.partner_{request.status}"
    ]


def test_ten_administrators_approving_mail_once():
    request = PartnerRequestFactory()
    staff = UserFactory.create_batch(10, administrator=True)

    answers = at_once(*[lambda by=by: approve_partner(request, by=by) for by in staff])

    assert unexpected(answers) == []
    assert OutgoingEmail.objects.count() == 1


def test_asking_again_ten_times_makes_one_request():
    user = PartnerRequestFactory(refused=True).user

    answers = at_once(*[lambda: ask_again(user)] * 10)

    assert unexpected(answers) == []
    assert PartnerRequest.objects.pending().filter(user=user).count() == 1


def test_a_link_used_twice_at_once_serves_once():
    user = UserFactory()
    token = make_reset_token(user)

    answers = at_once(*[lambda: reset_password(token, "Nouveau-Mot2Passe")] * 4)

    assert unexpected(answers, LinkNotUsable) == []
    assert sum(isinstance(answer, LinkNotUsable) for answer in answers) == 3
    assert OutgoingEmail.objects.count() == 1


def test_two_accounts_taking_one_address_give_it_to_one():
    people = UserFactory.create_batch(4)

    answers = at_once(*[lambda user=user: change_email(user, "meme@exemple.fr") for user in people])

    assert unexpected(answers, AddressNotFree) == []
    assert User.objects.filter(email_key="meme@exemple.fr").count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_nobody_waits_who_asks_at_the_moment_when_their_domain_is_trusted(turn):
    organisation = OrganisationFactory()
    user = UserFactory(
        refused_partner=True, organisation=organisation, email="lea@agence.exemple.fr"
    )
    administrator = UserFactory(administrator=True)
    trusted = TrustedDomain(organisation=organisation, domain="agence.exemple.fr")

    answers = at_once(lambda: trust_domain(trusted, by=administrator), lambda: ask_again(user))

    assert unexpected(answers) == []
    assert PartnerRequest.objects.get().status == "approved"
