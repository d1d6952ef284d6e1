"""Two people, or two presses of a button, at the very same moment."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections

from accounts.models import Organisation, OrganisationType, SignupDraft, User
from accounts.services.signup import choose_organisation, confirm_address, save_identity
from accounts.services.signup_completion import AddressTaken, IdentifierTaken, complete_signup
from portal.links.codes import CodeRefused
from portal.outbox.models import OutgoingEmail
from portal.territories.models import Territory

from .signup import IDENTITY, PASSWORD, load_some_territories

pytestmark = [
    pytest.mark.full,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]
THREADS = 8


def ready_draft(number, **fields):
    draft = SignupDraft.objects.create(
        **{
            "kind": "individual",
            "civility": "mrs",
            "last_name": "Lefèvre",
            "first_name": "Hélène",
            "email": f"helene{number}@exemple.fr",
            "email_confirmed_at": "2026-01-01T00:00Z",
            "organisation_name": "Les Marins",
            "organisation_is_new": True,
            **fields,
        }
    )
    draft.territories.set(Territory.objects.all()[:1])
    return draft


@pytest.fixture(autouse=True)
def territories(transactional_db):
    load_some_territories()


def together(*works):
    """Run them at once; returns what each gave or raised."""
    barrier = Barrier(len(works))
    outcomes = [None] * len(works)

    def run(index, work):
        barrier.wait()
        try:
            outcomes[index] = work()
        except (AddressTaken, IdentifierTaken, CodeRefused) as refusal:
            outcomes[index] = type(refusal)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def completing(draft, username):
    return lambda: complete_signup(draft, username=username, password=PASSWORD, terms=None)


def test_one_draft_completed_by_many_presses_makes_one_account():
    draft = ready_draft(1)
    outcomes = together(*[completing(draft, "helene")] * THREADS)
    assert {user.pk for user in outcomes} == {User.objects.get().pk}
    assert OutgoingEmail.objects.filter(kind="accounts.signup_complete").count() == 1


def test_many_drafts_taking_one_identifier_make_one_account():
    drafts = [ready_draft(number) for number in range(THREADS)]
    outcomes = together(*[completing(draft, "helene") for draft in drafts])
    assert outcomes.count(IdentifierTaken) == THREADS - 1
    assert User.objects.count() == 1


def test_many_drafts_of_one_address_make_one_account():
    drafts = [ready_draft(0) for _ in range(THREADS)]
    outcomes = together(
        *[completing(draft, f"helene{number}") for number, draft in enumerate(drafts)]
    )
    assert outcomes.count(AddressTaken) == THREADS - 1
    assert User.objects.count() == 1


@pytest.mark.parametrize("partner", [False, True])
def test_many_drafts_declaring_one_organisation_make_one(partner):
    kind = OrganisationType.objects.create(name="Association")
    fields = {"kind": "partner", "organisation_type": kind} if partner else {}
    names = ["Les Marins", "LES MARINS", "les marins !", "Lés Marins"] * 2
    drafts = [
        ready_draft(number, organisation_name=name, **fields) for number, name in enumerate(names)
    ]
    together(*[completing(draft, draft.email) for draft in drafts])
    assert User.objects.count() == THREADS
    assert Organisation.objects.count() == 1


def test_one_form_sent_many_times_begins_one_draft():
    identity = {name: value for name, value in IDENTITY.items() if name != "without_proof"}
    form_id = "5f6f2a3e-94b2-4d0f-8b07-4c27d7a1b111"
    together(*[lambda: save_identity(None, form_id, identity)] * THREADS)
    assert SignupDraft.objects.count() == 1


def test_one_code_typed_twice_at_once_confirms():
    import re

    from accounts.services.signup import send_code

    draft = ready_draft(1, email_confirmed_at=None)
    send_code(draft)
    code = re.search(r"\b\d{6}\b", OutgoingEmail.objects.get().text_body)[0]
    outcomes = together(*[lambda: confirm_address(draft, code)] * 2)
    assert draft in outcomes
    draft.refresh_from_db()
    assert draft.has_confirmed_email


def test_the_organisation_goes_while_the_account_is_made():
    organisation = Organisation.objects.create(name="Les Marins")
    draft = choose_organisation(ready_draft(1), organisation=organisation, name=organisation.name)

    def delete():
        try:
            organisation.delete()
        except IntegrityError:
            # Seen as used before (ProtectedError), or only by the database at the end.
            return "kept"

    def complete():
        from accounts.services.signup_completion import StepMissing

        try:
            return complete_signup(draft, username="helene", password=PASSWORD, terms=None)
        except StepMissing:
            return "missing"

    together(delete, complete)
    assert connection.vendor == "postgresql"
    assert User.objects.count() == Organisation.objects.count()
