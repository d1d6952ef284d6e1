from django.core.management.base import BaseCommand

from portal.pages.content_files import load_pages


class Command(BaseCommand):
    help = "Puts the shipped pages in place. Safe to run again: never overwrites what staff edited."

    def handle(self, **options):
        for slug in load_pages():
            self.stdout.write(f"Loaded: {slug}")
