"""Pictures of the pages, to be looked at: `make screenshots` puts them in var/screenshots/.

Takes them from a portal that runs with its demo data (PORT), as each role, on a
desktop and on a phone, in light and dark.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from .conftest import CHROMIUM, DESKTOP, PHONE
from .people import DEMO_PASSWORD, sign_in

TRAINING = "/formations/installateur-en-thermique-et-sanitaire-plombier-chauffagiste/"
PAGES = {
    "": [
        "/",
        "/formations/",
        "/formations/?q=plombiere+chauffagiste",
        TRAINING,
        f"{TRAINING}?mode=alternance&tri=-places",
        "/formations/centres/",
        "/communautes/",
        "/inscription/",
        "/connexion/",
        "/identifiants-oublies/",
        "/aide/",
        "/pages/confidentialite/",
        "/charte/",
        "/boite-aux-lettres/",
        "/nulle-part/",
    ],
    "membre": [
        "/mon-espace/",
        "/mon-espace/profil/",
        "/mon-espace/profil/complements/",
        "/mon-espace/profil/notifications/",
        f"{TRAINING}envoyer/",
        "/mon-espace/recherches/",
        "/mon-espace/recherches/enregistrer/?q=plombier",
        "/communautes/mes-communautes/",
        "/notifications/",
    ],
    "partenaire": ["/mon-espace/", "/demandes/", TRAINING],
    "partenaire-en-attente": ["/mon-espace/", "/demandes/"],
    "animatrice": ["/mon-espace/", "/communautes/mes-communautes/"],
    "agent": ["/mon-espace/", "/gestion/", "/gestion/applications/prescription/"],
    "admin": [
        "/gestion/",
        "/gestion/accounts/partnerrequest/",
        "/gestion/outbox/outgoingemail/",
    ],
}


def main(folder):
    base_url = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for role, addresses in PAGES.items():
            page = browser.new_context(base_url=base_url).new_page()
            if role:
                sign_in(page, f"{role}@demo.example", DEMO_PASSWORD)
            for address in addresses:
                picture(page, address, folder / f"{role or 'visiteur'}{name_of(address)}")
        browser.close()


def name_of(address):
    return (
        "-" + address.strip("/").replace("/", "-").replace("?", "-")
        if address != "/"
        else "-accueil"
    )


def picture(page, address, path):
    for size, viewport in {"bureau": DESKTOP, "telephone": PHONE}.items():
        for scheme in ("light", "dark"):
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            page.goto(address)
            page.screenshot(path=f"{path}-{size}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
