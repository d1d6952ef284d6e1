"""gunicorn's configuration in embedded runs: says where the portal is, once it answers."""

import os
import sys

loglevel = "warning"  # its own start-up lines would bury the one that matters


def when_ready(server):
    site = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
    sys.stdout.write(
        f"Le portail est prêt : {site} – les courriels se lisent à {site}/boite-aux-lettres/\n"
    )
    sys.stdout.flush()
