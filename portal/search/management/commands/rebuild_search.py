from django.core.management.base import BaseCommand, CommandError

from portal.search.services import differences, rebuild


class Command(BaseCommand):
    help = "Makes the search index anew, or only checks it."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail if an entry is not right."
        )

    def handle(self, *, check, **options):
        if not check:
            self.stdout.write(f"{rebuild()} entries.")
            return
        wrong = differences()
        for kind, object_id in wrong:
            self.stderr.write(f"{kind} {object_id}")
        if wrong:
            raise CommandError(f"{len(wrong)} entries are not right: run rebuild_search.")
        self.stdout.write("The index is right.")
