"""Finding and entering communities: who sees what, the list, the pages inside."""

import pytest
from django.urls import reverse

from accounts.factories import UserFactory
from communities.factories import CommunityFactory, MembershipFactory, ThemeFactory
from communities.models import Community, Membership
from communities.services import save_community
from communities.tests.helpers import (
    address,
    led_community,
    make_searchable,
    queries_of,
    sign_in,
    text_of,
)
from portal.territories.models import Territory

pytestmark = pytest.mark.django_db

ROLES = ["visitor", "stranger", "pending", "member", "moderator", "other moderator"]


# Who sees which page ------------------------------------------------------------------

SIGN_IN, CARD, OK, HOME, FORBIDDEN = "/connexion/", "card", 200, "home", 403
PAGES = {
    # route: visitor, stranger, pending, member, moderator, moderator of another
    "detail": [OK, OK, OK, OK, OK, OK],
    "join": [SIGN_IN, OK, CARD, HOME, HOME, OK],
    "home": [SIGN_IN, CARD, CARD, OK, OK, CARD],
    "leave": [SIGN_IN, CARD, CARD, OK, OK, CARD],
    "requests": [SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OK, FORBIDDEN],
}


@pytest.mark.parametrize(
    ("route", "role", "expected"),
    [
        (route, role, expected)
        for route, row in PAGES.items()
        for role, expected in zip(ROLES, row, strict=True)
    ],
)
def test_who_sees_which_page(client, route, role, expected):
    community = CommunityFactory(on_approval=True)
    sign_in(client, role, community)
    response = client.get(address(route, community))
    if expected in {OK, FORBIDDEN}:
        assert response.status_code == expected
        return
    target = {
        SIGN_IN: SIGN_IN,
        CARD: community.get_absolute_url(),
        HOME: community.get_home_url(),
    }[expected]
    assert response.status_code == 302
    assert response["Location"].split("?")[0] == target


@pytest.mark.parametrize("role", ROLES)
def test_public_content_is_read_by_everyone(client, role):
    community = CommunityFactory(public_content=True)
    MembershipFactory(community=community, moderator=True, user__email="chef@exemple.fr")
    MembershipFactory(community=community, active=True, is_listed=True, user__last_name="Discret")
    sign_in(client, role, community)
    page = text_of(client.get(address("home", community)))
    assert "Voici <strong>nos</strong> règles." in page
    inside = role in {"member", "moderator"}
    # Addresses and members' names stay among members.
    assert ("chef@exemple.fr" in page) == inside
    assert ("Discret" in page) == inside


@pytest.mark.parametrize("route", ["withdraw", "listed"])
def test_changes_are_made_by_post_only(client, route):
    community = CommunityFactory()
    sign_in(client, "member", community)
    assert client.get(address(route, community)).status_code == 405


@pytest.mark.parametrize("route", ["join", "withdraw", "listed", "leave", "requests"])
def test_visitors_change_nothing(client, route):
    community = CommunityFactory()
    response = client.post(address(route, community))
    assert response.status_code == 302
    assert response["Location"].startswith("/connexion/")
    assert not Membership.objects.exists()


def test_unpublished_community_is_for_staff(client):
    community = CommunityFactory(is_published=False)
    assert client.get(community.get_absolute_url()).status_code == 404
    client.force_login(UserFactory(staff=True))
    assert "n'est pas publiée" in text_of(client.get(community.get_absolute_url()))


def test_former_address_leads_to_the_present_one(client):
    community = CommunityFactory(slug="avant")
    community.slug = "apres"
    save_community(community, by=None)
    response = client.get("/communautes/avant/accueil/")
    assert (response.status_code, response["Location"]) == (301, "/communautes/apres/accueil/")
    # A new community takes the address over.
    newcomer = CommunityFactory.build(slug="avant", theme=community.theme)
    save_community(newcomer, by=None)
    assert client.get("/communautes/avant/").status_code == 200


# The list -------------------------------------------------------------------------------


def test_list_shows_what_a_card_says(client):
    CommunityFactory(name="Secrétaires de mairie", summary="S’entraider.", on_approval=True)
    page = text_of(client.get(reverse("communities:list")))
    for words in ["Secrétaires de mairie", "S'entraider.", "Sur validation", "0 membre", "Adhérer"]:
        assert words in page


def test_community_by_invitation_has_no_button(client):
    community = CommunityFactory(by_invitation=True)
    page = text_of(client.get(community.get_absolute_url()))
    assert "Sur invitation" in page
    assert address("join", community) not in page


@pytest.mark.parametrize(
    "words", ["mediation numerike", "MÉDIATION", "médiations numériques", "numrique"]
)
def test_search_forgives_accents_and_typos(client, words):
    found = CommunityFactory(name="Médiation numérique")
    other = CommunityFactory(name="Achats publics", summary="Clauses sociales.")
    make_searchable(found, other)
    page = text_of(client.get(reverse("communities:list"), {"q": words}))
    assert "Médiation numérique" in page
    assert "Achats publics" not in page


def test_search_does_not_read_what_only_members_may(client):
    hidden = CommunityFactory(name="Fermée", welcome="Brocoli")
    shown = CommunityFactory(name="Ouverte", welcome="Brocoli", public_content=True)
    make_searchable(hidden, shown)
    page = text_of(client.get(reverse("communities:list"), {"q": "brocoli"}))
    assert "Ouverte" in page
    assert "Fermée" not in page


def test_filters_by_theme_and_territory_and_none_found(client):
    region = Territory.objects.create(kind="region", code="32", name="Hauts-de-France")
    nord = Territory.objects.create(kind="department", code="59", name="Nord", parent=region)
    digital = ThemeFactory(name="Numérique", slug="numerique")
    CommunityFactory(name="Du Nord", territory=nord, theme=digital)
    CommunityFactory(name="De la région", territory=region)
    CommunityFactory(name="De partout")
    url = reverse("communities:list")
    by_theme = text_of(client.get(url, {"theme": "numerique"}))
    assert "Du Nord" in by_theme
    assert "De partout" not in by_theme
    by_region = text_of(client.get(url, {"territory": "region-32"}))
    assert "Du Nord" in by_region
    assert "De la région" in by_region
    assert "De partout" not in by_region
    none = text_of(client.get(url, {"theme": "numerique", "q": "introuvable"}))
    assert "Aucune communauté ne correspond." in none


def test_nothing_found_offers_to_drop_only_what_is_set(client):
    ThemeFactory(name="Numérique", slug="numerique")
    url = reverse("communities:list")
    by_word = text_of(client.get(url, {"q": "introuvable"}))
    assert "Retirer introuvable" in by_word
    assert "Retirer Numérique" not in by_word
    both = text_of(client.get(url, {"q": "introuvable", "theme": "numerique", "page": "3"}))
    assert f'href="{url}?theme=numerique"' in both
    assert f'href="{url}?q=introuvable"' in both


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00'\"*%_\\ OR 1=1"},
        {"q": "a" * 10_000},
        {"q": "🙂 ‏שלום"},
        {"theme": "\x00", "territory": "9" * 100},
        {"page": "9" * 500},
        {"page": "-1"},
        {"page": "x"},
    ],
)
def test_list_never_fails(client, query):
    CommunityFactory()
    assert client.get(reverse("communities:list"), query).status_code == 200


def test_out_of_range_page_shows_the_last_and_filters_stay(client):
    for _number in range(13):
        CommunityFactory()
    page = text_of(client.get(reverse("communities:list"), {"page": "99"}))
    assert "Page 2 sur 2" in page
    first = text_of(client.get(reverse("communities:list"), {"theme": "emploi-et-insertion"}))
    assert "theme=emploi-et-insertion&page=2" in first


@pytest.mark.parametrize("route", ["list", "mine"])
def test_lists_cost_the_same_queries_whatever_the_number(client, route):
    user = UserFactory()
    client.force_login(user)
    url = reverse(f"communities:{route}")

    def grow(number):
        for _number in range(number):
            CommunityFactory(territory=None)
            MembershipFactory(user=user, active=True)
            MembershipFactory(user=user)

    grow(1)
    client.get(url)
    one = queries_of(client, url)
    grow(2)
    assert queries_of(client, url) == one
    assert one <= 8


def test_own_communities_come_first_with_pending_requests(client):
    member = MembershipFactory(active=True, community__name="Où je suis")
    MembershipFactory(user=member.user, community__name="Où j'attends")
    client.force_login(member.user)
    page = text_of(client.get(reverse("communities:mine")))
    assert page.index("Où j'attends") < page.index("Où je suis")
    assert "En attente de validation" in page
    assert "Annuler ma demande" in page


def test_moderators_see_on_the_cards_how_many_requests_wait(client):
    community, moderator = led_community()
    MembershipFactory.create_batch(2, community=community)
    link = f'href="{address("requests", community)}"'
    client.force_login(moderator)
    lists = [
        reverse("communities:mine"),
        reverse("communities:list"),
        reverse("accounts:dashboard"),
    ]
    for page in [*lists, f"{reverse('communities:list')}?theme={community.theme.slug}"]:
        text = text_of(client.get(page))
        assert "2 demandes à traiter" in text, page
        assert link in text
    client.force_login(MembershipFactory(community=community, active=True).user)
    for page in lists:
        assert "demandes à traiter" not in text_of(client.get(page))


def test_list_shows_one_s_own_first_and_once(client):
    member = MembershipFactory(active=True, community__name="La mienne")
    CommunityFactory(name="Une autre")
    client.force_login(member.user)
    page = text_of(client.get(reverse("communities:list")))
    assert page.index("Mes communautés") < page.index("La mienne") < page.index("Une autre")
    assert page.count("La mienne</a>") == 1
    found = text_of(client.get(reverse("communities:list"), {"theme": "emploi-et-insertion"}))
    assert "La mienne</a>" in found


def test_nothing_yet_says_how_to_begin(client):
    client.force_login(UserFactory())
    for route in ["communities:mine", "accounts:dashboard"]:
        assert "Aucune communauté dans cette catégorie." in text_of(client.get(reverse(route)))


# Inside -----------------------------------------------------------------------------------


def test_home_names_moderators_and_the_members_who_agreed(client):
    community, moderator = led_community()
    MembershipFactory(community=community, active=True, is_listed=True, user__last_name="Visible")
    MembershipFactory(community=community, active=True, user__last_name="Invisible")
    user = sign_in(client, "member", community)
    page = text_of(client.get(address("home", community)))
    assert moderator.email in page
    assert "Visible" in page
    assert "Invisible" not in page
    assert "Mon espace personnel" in page
    client.post(address("listed", community), {"is_listed": "on"})
    assert Membership.objects.get(user=user).is_listed
    client.post(address("listed", community))
    assert not Membership.objects.get(user=user).is_listed


def test_home_costs_the_same_queries_whatever_the_number(client):
    community, _moderator = led_community()
    sign_in(client, "member", community)
    url = address("home", community)

    def grow(number):
        for _number in range(number):
            MembershipFactory(community=community, active=True, is_listed=True)
            MembershipFactory(community=community, moderator=True)

    grow(1)
    queries_of(client, url)
    one = queries_of(client, url)
    grow(2)
    assert queries_of(client, url) == one
    assert one <= 10


def test_home_page_and_dashboard_blocks(client):
    community = CommunityFactory(name="La plus grande")
    assert "La plus grande" in text_of(client.get(reverse("home")))
    moderator = MembershipFactory(community=community, moderator=True).user
    MembershipFactory(community=community)
    client.force_login(moderator)
    page = text_of(client.get(reverse("accounts:dashboard")))
    assert "1 demande à traiter" in page
    Community.objects.update(is_published=False)
    assert "La plus grande" not in text_of(client.get(reverse("home")))


def test_the_link_of_a_mail_asks_to_sign_in_and_others_are_told_why(client):
    community, _moderator = led_community()
    home = address("home", community)
    assert client.get(home).url == f"/connexion/?next={home}"
    assert "Connectez-vous pour ouvrir cette page." in text_of(client.get(home, follow=True))
    client.force_login(UserFactory())
    assert "Seuls les membres" in text_of(client.get(home, follow=True))


@pytest.mark.parametrize("typed", ["insertion pro", "milit", "ecolo"])
def test_the_beginning_of_a_word_finds(client, typed):
    found = CommunityFactory(name="Insertion professionnelle, reconversion militaire, écologie")
    make_searchable(found)
    page = client.get(reverse("communities:list"), {"q": typed})
    assert list(page.context["page"]) == [found]


def test_the_card_says_what_one_is_to_the_community(client):
    community, moderator = led_community()
    pending = MembershipFactory(community=community).user
    for user, words in [(moderator, "Vous êtes membre"), (pending, "Votre demande")]:
        client.force_login(user)
        page = text_of(client.get(community.get_absolute_url()))
        assert f'<h2 id="join-title">{words}</h2>' in page


def test_who_leads_a_community_reads_first_what_waits(client):
    community, moderator = led_community()
    client.force_login(moderator)
    assert "block-to_decide" not in text_of(client.get(reverse("accounts:dashboard")))
    MembershipFactory(community=community)
    page = text_of(client.get(reverse("accounts:dashboard")))
    assert page.index("block-to_decide") < page.index("block-search-training")


def test_the_home_page_prefers_communities_that_one_can_join(client):
    CommunityFactory.create_batch(3, name="Sur invitation", policy="invitation", member_count=50)
    CommunityFactory(name="Ouverte à tous")
    assert "Ouverte à tous" in text_of(client.get(reverse("home")))
