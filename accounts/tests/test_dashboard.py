"""« Mon espace personnel »: banner of partners, blocks in the person's order, cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import PartnerRequestFactory, UserFactory
from accounts.models import DashboardPreference, PartnerRequest
from accounts.services.dashboard import arranged_blocks, hide_block, move_block, show_block
from portal.pages.models import SiteSettings
from portal.web.registry import Block, dashboard_blocks

pytestmark = pytest.mark.django_db

SPACE = "/mon-espace/"
PENDING = (
    "Votre compte est en cours de validation. Vous aurez accès à l’ensemble des services de votre "
    "espace personnel dès que celui-ci aura été validé."
)


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def blocks(monkeypatch):
    """Three blocks for everybody and one for partners, in place of those of the apps."""

    def block(name, position, shown_to=lambda user: user.is_authenticated):
        return Block(
            name=name,
            title=f"Bloc {name}",
            template="components/badge.html",
            context=lambda request: {"label": name, "kind": "neutral", "icon": ""},
            position=position,
            shown_to=shown_to,
        )

    entries = [block("un", 10), block("deux", 20), block("trois", 30)]
    entries.append(block("pro", 15, shown_to=lambda user: user.is_approved_partner))
    monkeypatch.setattr(dashboard_blocks, "_entries", sorted(entries, key=lambda b: b.position))


def names(blocks):
    return [block.name for block in blocks]


def test_the_side_menu_has_the_printed_labels(client, person):
    client.force_login(person)
    text = client.get(SPACE).content.decode()

    for label in ["Mon tableau de bord", "Mes données personnelles", "Se déconnecter"]:
        assert label in text
    assert "Mon espace personnel" in text


def test_a_pending_partner_reads_the_words_of_the_guide(client):
    SiteSettings(urgent_phone="01 99 00 99 99").save()
    client.force_login(PartnerRequestFactory().user)

    text = client.get(SPACE).content.decode()

    assert "Compte en cours de validation" in text
    assert PENDING in text
    assert "01 99 00 99 99" in text


def test_a_refused_partner_reads_why_and_asks_again(client):
    request = PartnerRequestFactory(refused=True, reason="Adresse personnelle")
    client.force_login(request.user)
    assert "Adresse personnelle" in client.get(SPACE).content.decode()

    for _turn in range(2):
        client.post("/mon-espace/validation/")

    assert PartnerRequest.objects.pending().filter(user=request.user).count() == 1
    assert PENDING in client.get(SPACE).content.decode()


@pytest.mark.parametrize("traits", [{}, {"partner": True}])
def test_others_have_no_banner(client, traits):
    client.force_login(UserFactory(**traits))

    assert "validation" not in client.get(SPACE).content.decode()


# Blocks --------------------------------------------------------------------------------


def test_blocks_come_by_role_in_their_usual_order(blocks, person):
    assert names(arranged_blocks(person)[0]) == ["un", "deux", "trois"]
    assert names(arranged_blocks(UserFactory(partner=True))[0]) == ["un", "pro", "deux", "trois"]


def test_hidden_blocks_leave_and_come_back(blocks, person):
    hide_block(person, "deux")
    assert [names(part) for part in arranged_blocks(person)] == [["un", "trois"], ["deux"]]

    hide_block(person, "deux")
    show_block(person, "deux")
    assert [names(part) for part in arranged_blocks(person)] == [["un", "trois", "deux"], []]


@pytest.mark.parametrize(
    ("name", "step", "expected"),
    [
        ("deux", -1, ["deux", "un", "trois"]),
        ("deux", 1, ["un", "trois", "deux"]),
        ("un", -1, ["un", "deux", "trois"]),
        ("trois", 1, ["un", "deux", "trois"]),
        ("absent", 1, ["un", "deux", "trois"]),
    ],
)
def test_blocks_move_up_and_down(blocks, person, name, step, expected):
    move_block(person, name, step)

    assert names(arranged_blocks(person)[0]) == expected


def test_a_block_that_an_app_adds_later_comes_at_its_usual_place(blocks, person):
    DashboardPreference.objects.create(user=person, order=["trois", "un", "ancien"], hidden=[])

    assert names(arranged_blocks(person)[0]) == ["trois", "un", "deux"]


def test_the_page_arranges_by_post(client, blocks, person):
    client.force_login(person)

    client.post("/mon-espace/organiser/deux/", {"action": "up"})
    client.post("/mon-espace/organiser/trois/", {"action": "hide"})
    client.post("/mon-espace/organiser/pro/", {"action": "up"})
    client.post("/mon-espace/organiser/un/", {"action": "explode"})

    text = client.get(SPACE).content.decode()
    assert text.index("Bloc deux") < text.index("Bloc un")
    assert "Bloc trois" not in text
    assert "Bloc trois" in client.get("/mon-espace/organiser/").content.decode()


def test_two_people_arrange_their_own(blocks, person):
    hide_block(person, "un")

    assert "un" in names(arranged_blocks(UserFactory())[0])


def test_the_dashboard_asks_the_database_little(client, kept_offer):
    client.force_login(UserFactory(partner=True))
    client.get(SPACE)

    with CaptureQueriesContext(connection) as queries:
        client.get(SPACE)

    assert len(queries) <= 8, [query["sql"][:90] for query in queries]
