from django.utils.translation import gettext_lazy as _

from trainings.management.nomenclatures import LoadCommand
from trainings.services import nomenclatures


class Command(LoadCommand):
    help = (
        "Loads the subjects of the Formacode from a CSV (code or formacode, libelle_minuscule or "
        "libelle). Safe to run again. The thesaurus belongs to Centre Inffo: mind its licence."
    )
    files, what = ["file"], _("Subjects")
    load = staticmethod(nomenclatures.load_formacode)
