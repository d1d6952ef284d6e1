from django.utils.translation import gettext_lazy as _

from trainings.management.nomenclatures import LoadCommand
from trainings.services import nomenclatures


class Command(LoadCommand):
    help = (
        "Loads the occupations of the sheets of the RNCP from a CSV (code_rncp, codes_rome with | "
        "between the codes): trainings that give an RNCP code and no occupation are found by them. "
        "Load the ROME first. Safe to run again."
    )
    files, what = ["file"], _("Certifications")
    load = staticmethod(nomenclatures.load_certifications)
