"""What people do in the portal, by the labels that they read."""

import re
import secrets

# Printed by `make run`.
DEMO_PASSWORD = "Bienvenue-2026"

CODE = re.compile(r"\b\d{6}\b")


def new_address(name):
    """An address that nobody has, so that a journey can be made twice."""
    return f"{name}.{secrets.token_hex(4)}@exemple.example"


def new_name(name):
    """A last name that nobody has: the same person is not enrolled twice in a session."""
    return f"{name} {''.join(secrets.choice('abcdefghij') for _ in range(8)).capitalize()}"


def sign_in(page, identifier, password):
    page.goto("/connexion/")
    page.get_by_label("Identifiant", exact=True).fill(identifier)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/mon-espace/")


def read_mail(page, recipient, subject):
    """Open the newest message to `recipient` whose subject holds `subject`; return its text."""
    for _ in range(40):
        page.goto(f"/boite-aux-lettres/?recipient={recipient}")
        link = page.locator("main").get_by_role(
            "link", name=re.compile(re.escape(subject), re.IGNORECASE)
        )
        if link.count():
            link.first.click()
            page.wait_for_url(re.compile(r"/boite-aux-lettres/.+-.+/"))
            return page.locator("main").inner_text()
        page.wait_for_timeout(250)
    raise AssertionError(f"no mail « {subject} » to {recipient}")


def read_code(page, recipient):
    return CODE.search(read_mail(page, recipient, "code"))[0]
