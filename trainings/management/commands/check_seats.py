from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from trainings.services.seats import wrong_counts


class Command(BaseCommand):
    help = "Proves that the seats counted as taken are the seats that requests hold."

    def handle(self, **options):
        wrong = wrong_counts().select_related("session")
        for seats in wrong:
            text = _("%(session)s, %(funding)s: %(counted)d counted, %(held)d held.")
            shown = {"session": seats.session.number, "funding": seats.get_funding_display()}
            self.stderr.write(text % {**shown, "counted": seats.held, "held": seats.number})
        if wrong:
            raise CommandError(_("The counts of seats are wrong."))
        self.stdout.write(_("Every seat counted as taken is held by a request."))
