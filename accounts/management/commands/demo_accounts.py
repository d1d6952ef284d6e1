from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import DEMO_ACCOUNTS


class Command(BaseCommand):
    help = "Prints the demo accounts, one per role, with their password."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("Demo accounts are not for production.")
        for role, identifier, password in DEMO_ACCOUNTS:
            self.stdout.write(f"  {role:<36} {identifier:<36} {password}")
