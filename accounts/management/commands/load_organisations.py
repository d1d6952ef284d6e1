from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

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
            raise CommandError(_("Nothing was loaded. %(error)s") % {"error": error}) from error
        reindex_stale()
        for line, reason in sorted([*report.rejected, *report.doubtful]):
            self.stderr.write(_("line %(line)s: %(reason)s") % {"line": line, "reason": reason})
        counts = {
            "created": report.created,
            "known": report.known,
            "rejected": len(report.rejected),
            "doubtful": len(report.doubtful),
        }
        self.stdout.write(
            _(
                "%(created)d added, %(known)d known already, %(rejected)d rejected, "
                "%(doubtful)d doubtful."
            )
            % counts
        )
