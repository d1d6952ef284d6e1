from django.utils.translation import gettext_lazy as _

from trainings.management.nomenclatures import LoadCommand
from trainings.services import nomenclatures


class Command(LoadCommand):
    help = (
        "Loads the ROME: the CSV of its sheets (code_rome, libelle) and that of its job titles "
        "(code_rome, appellation, classification). Safe to run again."
    )
    files, what = ["sheets", "appellations"], _("Occupations")
    load = staticmethod(nomenclatures.load_rome)
