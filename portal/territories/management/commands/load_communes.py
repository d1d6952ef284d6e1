from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.territories import communes


class Command(BaseCommand):
    help = (
        "Loads the official list of communes: a file of @etalab/decoupage-administratif or the "
        "JSON of geo.api.gouv.fr. Safe to run again; nothing is kept of a file that is wrong."
    )

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--cedex", help="CSV with code_cedex and code_insee")

    @transaction.atomic
    def handle(self, file, cedex=None, **options):
        try:
            loaded = communes.load_communes(communes.read_communes(file))
            self.stdout.write(
                f"Communes: {loaded.added} added, {loaded.changed} changed, {loaded.left} left, "
                f"{loaded.skipped} in unknown departments."
            )
            if cedex:
                self.stdout.write(f"CEDEX codes: {communes.load_cedex(cedex)} added.")
        except (communes.WrongFile, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
