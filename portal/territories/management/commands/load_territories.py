from django.core.management.base import BaseCommand

from portal.territories.services import load_territories


class Command(BaseCommand):
    help = "Puts the official regions and departments in place. Safe to run again."

    def handle(self, **options):
        load_territories()
