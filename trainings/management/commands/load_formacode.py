from django.core.management.base import BaseCommand, CommandError

from trainings.services import nomenclatures


class Command(BaseCommand):
    help = (
        "Loads the subjects of the Formacode from a CSV (code or formacode, libelle_minuscule or "
        "libelle). Safe to run again. The thesaurus belongs to Centre Inffo: mind its licence."
    )

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, file, **options):
        try:
            loaded = nomenclatures.load_formacode(file)
        except (nomenclatures.WrongFile, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Subjects: {loaded.added} added, {loaded.changed} changed, {loaded.left} left."
        )
