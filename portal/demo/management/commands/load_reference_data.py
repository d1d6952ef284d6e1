from django.core.management.base import BaseCommand
from django.db import transaction

from portal.demo.registry import reference_loaders


class Command(BaseCommand):
    help = "Puts territories, types and legal pages in place. Safe to run again, at every release."

    @transaction.atomic
    def handle(self, **options):
        for loader in reference_loaders():
            loader()
