from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.demo.registry import loaders


class Command(BaseCommand):
    help = "Fills an empty embedded portal with demo data; does nothing on one that has accounts."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("Demo data is not for production.")
        if get_user_model().objects.exists():
            self.stdout.write("Accounts exist already: demo data left as it is.")
            return
        with transaction.atomic():
            for loader in loaders():
                loader()
        self.stdout.write("Demo data loaded.")
