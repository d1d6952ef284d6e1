from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.demo.registry import loaders


class Command(BaseCommand):
    help = "Fills an empty embedded portal with demo data; does nothing on one that has accounts."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("Demo data is not for production.")
        call_command("load_reference_data")
        if get_user_model().objects.exists():
            return
        self.stdout.write("Loading the demo data…")
        with transaction.atomic():
            for loader in loaders():
                loader()
