from django.core.management.base import BaseCommand

from accounts.services.organisation_types import load_organisation_types


class Command(BaseCommand):
    help = "Puts the usual types of organisation in place. Does nothing once there are some."

    def handle(self, **options):
        load_organisation_types()
