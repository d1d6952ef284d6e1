from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.services.organisation_import import UnreadableFile, import_organisations
from portal.search.services import reindex_stale


class Command(BaseCommand):
    help = (
        "Adds the organisations of a CSV file (UTF-8; columns nom, type, departement, code_postal, "
        "commune, siret, of which only nom is needed). Safe to run again: known ones are left."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="the CSV file")

    def handle(self, file, **options):
        try:
            with Path(file).open(encoding="utf-8-sig", newline="") as lines:
                report = import_organisations(lines)
        except (OSError, UnreadableFile) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        reindex_stale()
        for line, reason in sorted([*report.rejected, *report.doubtful]):
            self.stderr.write(f"line {line}: {reason}")
        self.stdout.write(
            f"{report.created} added, {report.known} known already, "
            f"{len(report.rejected)} rejected, {len(report.doubtful)} doubtful."
        )
