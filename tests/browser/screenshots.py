"""Pictures of the pages, to be looked at: `make screenshots` puts them in var/screenshots/.

Takes them from a portal that runs with its demo data (PORT), all along the walk of
each role, on a desktop and on a phone, in light and dark.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from .conftest import CHROMIUM, DESKTOP, PHONE
from .people import DEMO_PASSWORD, sign_in
from .walk import WALK, send_empty, take


def walk(folder):
    base_url = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for role, stops in WALK.items():
            context = browser.new_context(
                base_url=base_url, locale="fr-FR", reduced_motion="reduce"
            )
            page = context.new_page()
            if role:
                sign_in(page, f"{role}@demo.example", DEMO_PASSWORD)
            for number, stop in enumerate(stops):
                if stop.route == "unsubscribe":  # its link is in no mail of the demo
                    continue
                take(page, stop, {})
                name = f"{role or 'visiteur'}-{number:02}-{stop.route.replace(':', '-')}"
                picture(page, folder / name)
                if stop.emptied:
                    send_empty(page)
                    picture(page, folder / f"{name}-erreurs")
        browser.close()


def picture(page, path):
    for size, viewport in {"telephone": PHONE, "bureau": DESKTOP}.items():
        page.set_viewport_size(viewport)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{path}-{size}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    walk(Path(sys.argv[1]))
