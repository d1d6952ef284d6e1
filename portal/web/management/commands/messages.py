from django.core.management.base import BaseCommand

from portal.web import translations


class Command(BaseCommand):
    help = "Brings locale/ in line with the source, compiles it, and lists what has no French yet."
    requires_system_checks = []  # it runs before the styles and scripts are built

    def add_arguments(self, parser):
        parser.add_argument(
            "--compile", action="store_true", help="only write the .mo files from the catalogues"
        )

    def handle(self, **options):
        if not options["compile"]:
            translations.update()
            for message in translations.untranslated():
                self.stdout.write(f"without French: {message}")
        translations.compile_catalogues()
