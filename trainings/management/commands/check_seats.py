from django.core.management.base import BaseCommand, CommandError

from trainings.services.seats import wrong_counts


class Command(BaseCommand):
    help = "Proves that the seats counted as taken are the seats that requests hold."

    def handle(self, **options):
        wrong = wrong_counts().select_related("session")
        for seats in wrong:
            self.stderr.write(
                f"{seats.session.number} {seats.funding}: {seats.held} counted, {seats.number} held"
            )
        if wrong:
            raise CommandError("The counts of seats are wrong.")
        self.stdout.write("Every seat counted as taken is held by a request.")
