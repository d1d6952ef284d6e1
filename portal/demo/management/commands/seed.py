import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from portal.demo.registry import seeder_names, seeders
from portal.demo.seeding import Seed
from portal.search.services import rebuild


class Command(BaseCommand):
    help = "Fills an empty portal with rows by the hundred thousand, to measure and to try."

    def add_arguments(self, parser):
        parser.add_argument(
            "--scale", type=float, default=0.01, help="1 is the full size, 0.01 a hundredth of it"
        )
        parser.add_argument(
            "--only",
            action="append",
            default=[],
            choices=seeder_names(),
            help="a part, with what it needs; may be given several times",
        )

    def handle(self, scale, only, **options):
        if settings.PRODUCTION:
            raise CommandError("Seeded rows are not for production.")
        if not 0 < scale <= 1:
            raise CommandError("--scale is more than 0, and 1 at most.")
        if get_user_model().objects.exists():
            raise CommandError("This database has accounts: only an empty one is filled.")
        call_command("load_reference_data")
        start = time.monotonic()
        seed = Seed(scale, say=self.stdout.write)
        for seeder in seeders(only):
            self.stdout.write(f"{seeder.name}…")
            with transaction.atomic():
                seeder.fill(seed)
        self.stdout.write("search index…")
        rebuild()
        tidy_up()
        self.stdout.write(f"Done in {time.monotonic() - start:.0f} s.")


def tidy_up():
    """Have the database know its new rows, as it would after a night."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
