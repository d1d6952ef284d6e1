"""What the commands that load a nomenclature share."""

from django.core.management.base import BaseCommand, CommandError

from trainings.services.nomenclatures import WrongFile


class LoadCommand(BaseCommand):
    """`files` are its arguments, `load` the service that reads them, `what` it says it loaded."""

    files, what = [], ""

    def add_arguments(self, parser):
        for name in self.files:
            parser.add_argument(name)

    def handle(self, **options):
        try:
            loaded = self.load(*(options[name] for name in self.files))
        except (WrongFile, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{self.what}: {loaded.added} added, {loaded.changed} changed, {loaded.left} left."
        )
