"""What the commands that load a nomenclature share."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

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
        except WrongFile as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            text = _("This file cannot be read or written: %(name)s.")
            raise CommandError(text % {"name": error.filename}) from error
        text = _("%(what)s: %(added)d added, %(changed)d changed, %(left)d left.")
        self.stdout.write(text % {"what": self.what, **vars(loaded)})
