"""« Envoyer à un ami »: by the portal for members, by their own mail program for visitors."""

import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.factories import UserFactory
from portal.outbox.models import OutgoingEmail
from trainings.factories import TrainingFactory
from trainings.forms.sharing import ShareForm
from trainings.notifications import TrainingShared
from trainings.views import sharing

pytestmark = pytest.mark.django_db
FRIEND = "ami@exemple.fr"


@pytest.fixture
def training():
    return TrainingFactory(title="Plombier-chauffagiste")


@pytest.fixture
def sender(client):
    sender = UserFactory(first_name="Nadia", last_name="Benali")
    client.force_login(sender)
    return sender


@pytest.fixture
def send(client, training):
    def post(email=FRIEND, message=""):
        address = reverse("trainings:share", args=[training.slug])
        return client.post(address, {"email": email, "message": message})

    return post


def test_the_portal_sends_the_page(training, sender, send, page_of):
    response = send(message="Je pense à toi.\nVraiment.")
    assert response.url == training.get_absolute_url()
    assert "La formation est envoyée" in page_of(response.url)
    email = OutgoingEmail.objects.get()
    assert email.to == FRIEND
    assert "Plombier-chauffagiste" in email.subject
    for body in [email.text_body, email.html_body]:
        assert "Nadia Benali" in body
        assert "Je pense à toi. Vraiment." in body
        assert training.get_absolute_url() in body


def test_the_mail_is_private_and_short_lived(sender, send):
    """The words and address of people stay no longer than it takes to send them."""
    send()
    email = OutgoingEmail.objects.get()
    assert email.sensitive
    assert email.expires_at
    assert email.recipient is None
    assert FRIEND not in email.dedupe_key


def test_pressing_twice_sends_once(sender, send):
    send()
    assert send("AMI@exemple.fr ").status_code == 302
    assert OutgoingEmail.objects.count() == 1


def test_nothing_tells_whether_the_address_has_an_account(sender, send, page_of):
    UserFactory(email="connu@exemple.fr")
    answers = []
    for email in ["connu@exemple.fr", "inconnu@exemple.fr"]:
        response = send(email)
        assert "La formation est envoyée" in page_of(response.url)
        answers.append((response.status_code, response.url))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "message",
    [
        "voir https://exemple.fr",
        "HTTP:exemple",
        "gagnez sur promo.com maintenant",
        "www exemple",
        "écris à moi@ici",
        "promo。com",
        "promo．com",
        "пример.рф",
        "a\u202eb",
        "x" * 301,
    ],
)
def test_a_message_leads_nowhere(sender, send, message):
    response = send(message=message)
    assert response.status_code == 200
    assert response.context["form"].errors["message"]
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(
    "message", ["Bonjour ! À 14.30 h, 3 500 € :-)", "J. P. Martin… l'été.", "<b>oui</b>", ""]
)
def test_plain_words_are_taken(message):
    assert ShareForm({"email": FRIEND, "message": message}).is_valid()


def test_words_stay_words_in_the_mail(sender, send):
    send(message="<b>oui</b>")
    assert "&lt;b&gt;oui" in OutgoingEmail.objects.get().html_body


@pytest.mark.parametrize(
    "email", ["", "ami", "ami@exemple.fr, autre@exemple.fr", "a\nb@exemple.fr"]
)
def test_one_address_that_can_be_written_to(sender, send, email):
    assert send(email).context["form"].errors["email"]
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("limit", ["FROM_ACCOUNT", "FROM_ADDRESS"])
def test_so_many_a_day(sender, send, monkeypatch, limit):
    monkeypatch.setattr(sharing, limit, 2)
    codes = [send(f"ami{number}@exemple.fr").status_code for number in range(3)]
    assert codes == [302, 302, 429]
    assert OutgoingEmail.objects.count() == 2


def test_so_many_a_day_to_one_person(client, sender, send, monkeypatch):
    monkeypatch.setattr(sharing, "TO_ADDRESS", 1)
    send()
    client.force_login(UserFactory())
    assert send("Ami@exemple.fr").status_code == 429
    assert send("autre@exemple.fr").status_code == 302


def test_beyond_the_limit_one_reads_when_to_go_on(client, sender, send, monkeypatch, time_machine):
    """What was typed stays."""
    monkeypatch.setattr(sharing, "FROM_ACCOUNT", 0)
    time_machine.move_to("2027-03-27T15:04:05+00:00", tick=False)
    client.force_login(sender)
    page = send(message="Bonjour").content.decode().replace("\xa0", " ")
    assert "Vous pourrez recommencer dimanche 28 mars à partir de 1 h 01." in page
    assert "Bonjour" in page
    assert FRIEND in page


def test_a_mistyped_domain_is_asked_about_once(sender, send, client, training):
    page = send("ami@gmial.com").content.decode()
    assert "ami@gmail.com" in page
    assert 'name="asked" value="ami@gmial.com"' in page
    assert not OutgoingEmail.objects.exists()
    address = reverse("trainings:share", args=[training.slug])
    client.post(address, {"email": "ami@gmial.com", "asked": "ami@gmial.com"})
    client.post(address, {"email": "ami@gmial.com", "corrected": "ami@gmail.com"})
    sent = OutgoingEmail.objects.order_by("pk").values_list("to", flat=True)
    assert list(sent) == ["ami@gmial.com", "ami@gmail.com"]


def test_plain_links_share_the_page(training, page_of):
    page = page_of(training.get_absolute_url())
    address = f"{settings.SITE_URL}{training.get_absolute_url()}"
    assert re.search(rf'<input [^>]*value="{address}" readonly>', page)
    assert 'href="mailto:?subject=' in page
    for site in ["www.facebook.com", "www.linkedin.com", "x.com"]:
        link = re.search(rf'<a href="https://{site}/[^"]*{quote(address, safe="")}[^>]*>', page)[0]
        assert 'rel="noreferrer"' in link


def test_nothing_is_sent_of_a_training_that_is_hidden_meanwhile(training, sender, send):
    send()
    email = OutgoingEmail.objects.get()
    assert TrainingShared.still_relevant(email)
    training.is_published = False
    training.save()
    assert not TrainingShared.still_relevant(email)
    assert send().status_code == 404


def test_a_visitor_uses_their_own_mail(training, page_of, client):
    page = page_of(training.get_absolute_url())
    assert 'href="mailto:?subject=Plombier-chauffagiste&body=http' in page
    assert "Envoyer à un ami" in page
    address = reverse("trainings:share", args=[training.slug])
    assert client.get(address).url.startswith("/connexion/?next=")


def test_a_member_is_led_to_the_form(training, sender, page_of):
    address = reverse("trainings:share", args=[training.slug])
    assert f'href="{address}"' in page_of(training.get_absolute_url())
    page = page_of(address)
    assert "Courriel de votre ami" in page
    assert "Plombier-chauffagiste" in page
