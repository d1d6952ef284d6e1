"""Every page of the portal, as somebody comes to it: for axe and for `make screenshots`.

tests/test_walk.py compares it with the table of roles and routes: a page without a
place here fails. Nothing here reads a label: the walk is made in both languages.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .people import new_address, read_code

OPEN_COMMUNITY = "/communautes/mediation-numerique/"
LED_COMMUNITY = "/communautes/conseillers-en-insertion-professionnelle/"
OWN_COMMUNITY = "/communautes/apprentissage-secteur-public/"
ANOTHER_COMMUNITY = "/communautes/achats-publics-responsables/"
TRAININGS = "/formations/?q=plombiere+chauffagiste"
SAVE_SEARCH = "/mon-espace/recherches/enregistrer/"
PASSWORD_TRIES = 11


@dataclass(frozen=True)
class Stop:
    """One look at a page: its route, or what it is where it has none, and how one comes to it."""

    route: str
    # An address, or what to do from the page before.
    way: str | Callable
    # Its form is then sent with nothing in it.
    emptied: bool = False


def main(page):
    return page.locator("main")


def field(page, name):
    return main(page).locator(f"[name='{name}']")


def send(page):
    """Press the main button of the page's form."""
    button = main(page).locator("form[method='post'] .btn-primary[type='submit']").first
    with page.expect_navigation():
        button.click()


def send_empty(page):
    """Send the page's main form with nothing in it, past what the browser would hold back."""
    with page.expect_navigation():
        page.evaluate(
            """() => {
              const forms = [...document.querySelectorAll("main form[method='post']")];
              const form = forms.find((one) => one.querySelector(".btn-primary")) || forms[0];
              for (const control of form.elements) {
                if (control.type === "hidden" || control.type === "submit") continue;
                if ("checked" in control && /checkbox|radio/.test(control.type))
                  control.checked = false;
                else control.value = "";
              }
              const buttons = form.querySelectorAll("[type='submit']:not([data-always])");
              const { name, value } = buttons[buttons.length - 1] ?? {};
              const pressed = Object.assign(document.createElement("input"), { name, value });
              if (name) form.append(pressed);
              HTMLFormElement.prototype.submit.call(form);
            }"""
        )


def follow(page, selector):
    """Go where the first link that matches leads."""
    page.goto(main(page).locator(selector).first.get_attribute("href"))


# Ways ---------------------------------------------------------------------------------


def to_a_training(page):
    page.goto(TRAININGS)
    follow(page, ".result a[href^='/formations/']")


def to_a_training_for_a_friend(page):
    to_a_training(page)
    page.goto(f"{page.url.partition('?')[0]}envoyer/")


def to_a_saved_search(page):
    page.goto(f"{SAVE_SEARCH}?q=plombier&places=1")
    send(page)


def to_the_candidate_form(page):
    to_a_training(page)
    follow(page, "a[href$='/inscrire/']")


def to_a_request(page):
    page.goto("/demandes/?statut=received")
    follow(page, "a[href^='/demandes/2']")


def from_the_request_to(name):
    def go(page):
        to_a_request(page)
        page.goto(f"{page.url}{name}/")

    return go


def to_the_reminder_sent(page):
    page.goto("/identifiants-oublies/")
    field(page, "email").fill(new_address("personne"))
    send(page)


def to_the_new_password(page):
    """By the link of the mail."""
    address = "zoe.lambert@plie-de-saint-etienne.example"
    page.goto("/identifiants-oublies/")
    field(page, "email").fill(address)
    send(page)
    to_a_message(page, address)
    page.goto(main(page).locator("a[href*='/reinitialisation/']").first.get_attribute("href"))


def to_a_message(page, recipient=""):
    """The newest one, once it has been sent."""
    message = main(page).locator("table a").first
    for _again in range(40):
        page.goto(f"/boite-aux-lettres/?recipient={recipient}")
        if message.count():
            break
        page.wait_for_timeout(250)
    page.goto(message.get_attribute("href"))


def to_an_expired_form(page):
    page.goto("/connexion/")
    field(page, "login").fill("membre@demo.example")
    field(page, "password").fill("perdu")
    page.context.clear_cookies(name=re.compile("csrf"))
    send(page)


def to_too_many_tries(page):
    page.goto("/mon-espace/profil/mot-de-passe/")
    for _again in range(PASSWORD_TRIES):
        if main(page).locator("form[method='post']").count():
            send_empty(page)


def to_the_code_of_the_new_address(page):
    page.goto("/mon-espace/profil/courriel/")
    field(page, "email").fill(new_address("nouvelle"))
    field(page, "current_password").fill("Bienvenue-2026")
    send(page)


class SignUp:
    """The five steps, each after the one before."""

    email = ""

    @classmethod
    def confirm(cls, page):
        cls.email = new_address("parcours")
        page.goto("/inscription/identite/")
        field(page, "kind").last.check()
        field(page, "civility").first.check()
        field(page, "last_name").fill("Lefèvre")
        field(page, "first_name").fill("Hélène")
        field(page, "email").fill(cls.email)
        main(page).locator("[data-proof] .form-check-input").check()
        page.wait_for_function(
            "() => !document.querySelector('main form .btn-primary').disabled", timeout=30_000
        )
        send(page)

    @staticmethod
    def without_code(page):
        page.goto("/inscription/confirmation/")
        main(page).locator("[data-dialog-open='no-code']").click()

    @classmethod
    def confirmed(cls, page):
        code = read_code(page, cls.email)
        page.goto("/inscription/confirmation/")
        field(page, "code").fill(code)
        send(page)
        page.goto("/inscription/confirmation/")

    @staticmethod
    def areas(page):
        page.goto("/inscription/structure/")
        field(page, "name").fill("Association des Marins Bretons")
        page.keyboard.press("Escape")
        if field(page, "type").count():
            field(page, "type").select_option(index=1)
        send(page)

    @staticmethod
    def password(page):
        page.goto("/inscription/perimetre/")
        open_the_picker(page)
        main(page).locator("dialog[open] input[data-kind='region']").first.check()
        main(page).locator("dialog[open] [data-picker-select]").click()
        send(page)


def open_the_picker(page):
    main(page).locator("[data-picker-open]").click()


def with_picker(address):
    def go(page):
        page.goto(address)
        open_the_picker(page)

    return go


WALK = {
    "": [
        Stop("home", "/"),
        Stop("trainings:list", "/formations/"),
        Stop("trainings:list", f"{TRAININGS}&region=32"),
        Stop("trainings:list", "/formations/?q=xyzzyx&region=32&places=1"),
        Stop("trainings:browse", "/formations/parcourir/"),
        Stop("trainings:centres", "/formations/centres/"),
        Stop("trainings:centres", "/formations/centres/?q=xyzzyx"),
        Stop("trainings:list", "/formations/?pres-de=00000&tri=distance"),
        Stop("trainings:detail", to_a_training),
        Stop("communities:list", "/communautes/"),
        Stop("communities:list", "/communautes/?q=xyzzyx&theme=numerique"),
        Stop("communities:detail", LED_COMMUNITY),
        Stop("communities:home", f"{OPEN_COMMUNITY}accueil/"),
        Stop("account_login", "/connexion/", emptied=True),
        Stop("csrf", to_an_expired_form),
        Stop("accounts:forgotten", "/identifiants-oublies/", emptied=True),
        Stop("accounts:forgotten_sent", to_the_reminder_sent),
        Stop("accounts:reset_form", "/reinitialisation/pas-un-lien/"),
        Stop("accounts:reset_form", to_the_new_password, emptied=True),
        Stop("help", "/aide/"),
        Stop("page", "/pages/mentions-legales/"),
        Stop("page", "/pages/confidentialite/"),
        Stop("page", "/pages/accessibilite/"),
        Stop("terms", "/pages/conditions-generales/"),
        Stop("styleguide", "/charte/"),
        Stop("mailbox", "/boite-aux-lettres/"),
        Stop("mailbox", "/boite-aux-lettres/?recipient=personne@nulle.part"),
        Stop("mailbox_message", to_a_message),
        Stop("unsubscribe", "{unsubscribe}"),
        Stop("404", "/nulle-part/"),
        Stop("accounts:signup_identity", "/inscription/identite/", emptied=True),
        Stop("accounts:signup_confirmation", SignUp.confirm, emptied=True),
        Stop("accounts:signup_confirmation", SignUp.without_code),
        Stop("accounts:signup", "/inscription/"),
        Stop("accounts:signup_confirmation", SignUp.confirmed),
        Stop("accounts:signup_organisation", "/inscription/structure/", emptied=True),
        Stop("accounts:signup_territories", SignUp.areas, emptied=True),
        Stop("accounts:signup_territories", with_picker("/inscription/perimetre/")),
        Stop("accounts:signup_password", SignUp.password, emptied=True),
    ],
    "membre": [
        Stop("accounts:dashboard", "/mon-espace/"),
        Stop("accounts:arrange", "/mon-espace/organiser/"),
        Stop("accounts:profile", "/mon-espace/profil/"),
        Stop("accounts:profile_identity", "/mon-espace/profil/modifier/", emptied=True),
        Stop("accounts:profile_more", "/mon-espace/profil/complements/"),
        Stop("accounts:profile_organisation", "/mon-espace/profil/structure/", emptied=True),
        Stop("accounts:profile_territories", "/mon-espace/profil/perimetre/", emptied=True),
        Stop("accounts:profile_territories", with_picker("/mon-espace/profil/perimetre/")),
        Stop("accounts:email", "/mon-espace/profil/courriel/", emptied=True),
        Stop("accounts:email_code", to_the_code_of_the_new_address, emptied=True),
        Stop("accounts:password", "/mon-espace/profil/mot-de-passe/", emptied=True),
        Stop("notification_preferences", "/mon-espace/profil/notifications/", emptied=True),
        Stop("notifications", "/notifications/"),
        Stop("trainings:share", to_a_training_for_a_friend, emptied=True),
        Stop("trainings:save_search", f"{SAVE_SEARCH}?q=plombier&region=32", emptied=True),
        Stop("trainings:saved_searches", "/mon-espace/recherches/"),
        Stop("trainings:saved_searches", to_a_saved_search),
        Stop("communities:list", "/communautes/"),
        Stop("communities:mine", "/communautes/mes-communautes/"),
        Stop("communities:detail", OWN_COMMUNITY),
        Stop("communities:home", f"{OWN_COMMUNITY}accueil/"),
        Stop("communities:join", f"{ANOTHER_COMMUNITY}adhesion/"),
        Stop("communities:join", f"{OPEN_COMMUNITY}adhesion/"),
        Stop("communities:leave", f"{OWN_COMMUNITY}quitter/"),
        Stop("403", f"{OWN_COMMUNITY}demandes/"),
        Stop("accounts:signup", "/inscription/"),
        Stop("account_logout", "/deconnexion/"),
    ],
    "animatrice": [
        Stop("accounts:dashboard", "/mon-espace/"),
        Stop("notifications", "/notifications/"),
        Stop("communities:home", f"{LED_COMMUNITY}accueil/"),
        Stop("communities:requests", f"{LED_COMMUNITY}demandes/", emptied=True),
        Stop("communities:requests", f"{OWN_COMMUNITY}demandes/"),
        Stop("429", to_too_many_tries),
    ],
    "partenaire-en-attente": [
        Stop("accounts:dashboard", "/mon-espace/"),
        Stop("403", "/demandes/"),
    ],
    "partenaire": [
        Stop("accounts:dashboard", "/mon-espace/"),
        Stop("trainings:detail", to_a_training),
        Stop("applications:prescribe", to_the_candidate_form, emptied=True),
        Stop("applications:prescribed", from_the_request_to("enregistree")),
        Stop("applications:prescriptions", "/demandes/"),
        Stop("applications:prescriptions", "/demandes/?nom=xyzzyx"),
        Stop("applications:prescription", to_a_request),
        Stop("applications:withdraw", from_the_request_to("retirer"), emptied=True),
    ],
    "agent": [
        Stop("accounts:dashboard", "/mon-espace/"),
        Stop("applications:prescriptions", "/demandes/"),
        Stop("admin", "/gestion/"),
        Stop("admin", "/gestion/applications/prescription/"),
    ],
    "admin": [
        Stop("admin", "/gestion/"),
        Stop("admin", "/gestion/accounts/partnerrequest/"),
        Stop("admin", "/gestion/communities/membership/"),
        Stop("admin", "/gestion/outbox/outgoingemail/"),
        Stop("admin", "/gestion/outbox/outgoingemail/messages/"),
        Stop(
            "admin",
            "/gestion/outbox/outgoingemail/messages/communities.membership_requested/fr/",
        ),
    ],
}

# Routes that answer, but with no page to look at.
NOT_PAGES = {
    "alive": "for the load balancer",
    "health": "for the watch",
    "accounts:signup_challenge": "for the box against robots",
    "accounts:signup_organisations": "for the type-ahead",
    "communes": "for the field of the town",
    "robots": "for crawlers",
    "sitemap": "for crawlers",
    "sitemap_section": "for crawlers",
    "trainings:calendar": "a file",
    "trainings:domain_feed": "for feed readers",
    "trainings:export_sessions": "a file",
    "trainings:export_training": "a file",
    "trainings:export_trainings": "a file",
    "trainings:feed": "for feed readers",
    "trainings:suggestions": "for the type-ahead",
    "mailbox_attachment": "a file",
    "mailbox_message_html": "the mail itself, which has its own form",
}
# They answer a POST as they answer a GET, or send a form that nothing is missing in.
NOTHING_TO_LEAVE_EMPTY = {"accounts:signup", "help", "home", "page", "styleguide", "terms"}
# Pages that are no route's own.
REFUSALS = {"403", "404", "429", "csrf"}


def take(page, stop, links):
    """Come to the stop."""
    if callable(stop.way):
        stop.way(page)
    else:
        page.goto(stop.way.format(**links))
