from django.core.management.base import BaseCommand, CommandError

from trainings.services import nomenclatures


class Command(BaseCommand):
    help = (
        "Loads the ROME: the CSV of its sheets (code_rome, libelle) and that of its job titles "
        "(code_rome, appellation, classification). Safe to run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("sheets")
        parser.add_argument("appellations")

    def handle(self, sheets, appellations, **options):
        try:
            loaded = nomenclatures.load_rome(sheets, appellations)
        except (nomenclatures.WrongFile, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Occupations: {loaded.added} added, {loaded.changed} changed, {loaded.left} left."
        )
