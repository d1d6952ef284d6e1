"""« Mes recherches »: kept, renamed, told of, deleted; one's own and no more than fifty."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from portal.notices.models import Frequency, NoticePreference
from portal.notices.services import stop
from trainings.factories import DomainFactory, TrainingFactory
from trainings.models import SavedSearch
from trainings.notifications import NewSessions
from trainings.services import saved_searches as services

pytestmark = pytest.mark.django_db
LIST = reverse("trainings:saved_searches")
SAVE = reverse("trainings:save_search")


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def save(user, query="q=plombier", name="Plombier", alert=False):
    return services.save_search(user, query, name=name, alert=alert)


def test_from_the_results_to_the_list(client, user, page_of):
    DomainFactory(name="Bâtiment", slug="batiment")
    query = "q=plombier&domaine=batiment"
    page = page_of(reverse("trainings:list"), {"q": "plombier", "domaine": "batiment"})
    assert f'href="{SAVE}?{query}"' in page
    page = page_of(f"{SAVE}?{query}")
    assert 'value="plombier, Bâtiment"' in page
    response = client.post(f"{SAVE}?{query}", {"name": "Mon métier", "alert": "on"})
    assert response.url == LIST
    search = SavedSearch.objects.get()
    assert (search.owner, search.name, search.query, search.alert) == (
        user,
        "Mon métier",
        query,
        True,
    )
    page = page_of(LIST)
    assert "Mon métier" in page
    assert f'href="{search.get_absolute_url()}"' in page
    assert page_of(search.get_absolute_url())


def test_visitors_sign_in_and_come_back_to_it(client, page_of):
    page = page_of(reverse("trainings:list"), {"q": "plombier"})
    assert f'href="{SAVE}?q=plombier"' in page
    assert client.get(f"{SAVE}?q=plombier").url == f"/connexion/?next={SAVE}%3Fq%3Dplombier"


def test_the_whole_catalogue_is_no_search(client, user, page_of):
    assert SAVE not in page_of(reverse("trainings:list"), {"tri": "start", "pres-de": "?"})
    refusal = "Écrivez d'abord un mot ou choisissez un filtre"
    assert refusal in page_of(SAVE)
    response = client.post(SAVE, {"name": "Tout", "alert": "on"})
    assert refusal in response.content.decode().replace("’", "'")
    assert not SavedSearch.objects.exists()


def test_the_same_search_again_is_said_and_changes_the_one_kept(client, user, page_of):
    kept = save(user, name="Mon métier", alert=True)
    page = page_of(f"{SAVE}?q=plombier")
    assert "Vous enregistrez déjà cette recherche sous le nom" in page
    assert f'href="{LIST}#search-{kept.pk}">« Mon métier »</a>' in page
    assert re.search(r'name="alert"[^>]* checked', page)
    response = client.post(f"{SAVE}?q=plombier", {"name": "Autre nom"}, follow=True)
    assert "La recherche que vous gardiez est modifiée" in response.content.decode()
    search = SavedSearch.objects.get()
    assert (search.name, search.alert) == ("Autre nom", False)


def test_the_alert_of_one_training(user, page_of, indexed):
    """From the page of a training without session."""
    training, _other = TrainingFactory(title="Plombier d'art"), TrainingFactory()
    indexed()
    page = page_of(training.get_absolute_url())
    assert "session prévue" not in page
    address = re.search(rf'href="({SAVE}[^"]*)"', page)[1]
    page = page_of(address)
    assert 'value="Plombier d\'art"' in page
    assert re.search(r'name="alert"[^>]* checked', page)
    found = services.catalogue_of(user, urlsplit(address).query)
    assert found.cards(found.results()) == [training]


def test_filters_that_do_not_exist_are_not_kept(client, user):
    client.post(f"{SAVE}?q=plombier&domaine=inconnu&page=3&x=y", {"name": "Tout"})
    assert SavedSearch.objects.get().query == "q=plombier"


def test_the_same_search_is_kept_once(user):
    first = save(user, name="Avant")
    again = save(user, name="Après", alert=True)
    assert again.pk == first.pk
    assert SavedSearch.objects.get().name == "Après"
    save(UserFactory())
    assert SavedSearch.objects.count() == 2


def test_the_database_keeps_it_once_too(user):
    search = save(user)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearch.objects.create(owner=user, query=search.query, name="x")


def test_no_more_than_fifty(client, user, page_of):
    SavedSearch.objects.bulk_create(
        SavedSearch(owner=user, name=f"R {n}", query=f"q={n}") for n in range(services.MOST_SAVED)
    )
    response = client.post(f"{SAVE}?q=plombier", {"name": "De trop"})
    assert "Vous avez déjà 50 recherches" in response.content.decode()
    assert user.saved_searches.count() == 50
    # One that is kept already can still be changed.
    assert client.post(f"{SAVE}?q=7", {"name": "Sept"}).url == LIST
    assert "Page 1 sur 2" in page_of(LIST)
    assert "Page 2 sur 2" in page_of(LIST, {"page": "99"})


def test_a_search_too_long_is_refused_with_a_sentence(client, user):
    response = client.post(f"{SAVE}?q={'é' * 400}", {"name": "Longue"})
    assert "trop longue" in response.content.decode()


@pytest.mark.parametrize("name", ["", " ", "a\x00b", "a\u202eb", "x" * 101])
def test_names_can_be_read(client, user, name):
    assert client.post(f"{SAVE}?q=plombier", {"name": name}).status_code == 200
    search = save(user)
    client.post(reverse("trainings:rename_search", args=[search.pk]), {"name": name})
    assert SavedSearch.objects.get().name == "Plombier"


def test_renaming(client, user, page_of):
    search = save(user)
    client.post(reverse("trainings:rename_search", args=[search.pk]), {"name": "Chauffage"})
    assert "Chauffage" in page_of(LIST)


def test_deleting_even_twice(client, user, page_of):
    search = save(user)
    for _time in range(2):
        response = client.post(reverse("trainings:delete_search", args=[search.pk]))
        assert response.url == LIST
    assert "Vous n'avez pas encore enregistré de recherche" in page_of(LIST)


def test_the_alert_begins_now(client, user):
    search = save(user)
    SavedSearch.objects.update(looked_until=timezone.now() - timedelta(days=30))
    address = reverse("trainings:set_alert", args=[search.pk])
    client.post(address, {"alert": "1"})
    search.refresh_from_db()
    assert search.alert
    assert timezone.now() - search.looked_until < timedelta(minutes=1)
    # On already: what was not told yet is not lost.
    before = timezone.now() - timedelta(days=1)
    SavedSearch.objects.update(looked_until=before)
    client.post(address, {"alert": "1"})
    search.refresh_from_db()
    assert search.looked_until == before
    client.post(address, {"alert": "0"})
    search.refresh_from_db()
    assert not search.alert


def test_asking_for_an_alert_undoes_the_unsubscription(client, user, page_of):
    search = save(user, alert=True)
    stop(user, NewSessions.name)
    assert "aucune alerte par courriel" in page_of(LIST)
    services.set_alert(search, False)
    services.set_alert(search, True)
    assert not services.is_silent(user)
    assert NoticePreference.objects.get(user=user).frequency == Frequency.AT_ONCE
    assert "aucune alerte par courriel" not in page_of(LIST)


def test_other_peoples_searches_are_out_of_reach(client, user, page_of):
    search = save(UserFactory(), name="Secrète")
    assert "Secrète" not in page_of(LIST)
    for route, data in [("rename_search", {"name": "Prise"}), ("set_alert", {"alert": "1"})]:
        address = reverse(f"trainings:{route}", args=[search.pk])
        assert client.post(address, data).status_code == 404
    client.post(reverse("trainings:delete_search", args=[search.pk]))
    search.refresh_from_db()
    assert (search.name, search.alert) == ("Secrète", False)


def test_same_queries_for_one_search_and_three(client, user, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(8) as queries:
            client.get(LIST)
        return len(queries)

    save(user, "q=a")
    client.get(LIST)  # what every page reads once is cached
    one = cost()
    save(user, "q=b")
    save(user, "q=c")
    assert cost() == one
