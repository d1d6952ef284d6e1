import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trainings.models import ImportProfile
from trainings.services.imports import pipeline
from trainings.services.imports.lheo import LheoSource
from trainings.services.imports.records import FileRefused


class Command(BaseCommand):
    help = (
        "Imports an LHEO file (2.2 or 2.3), all or nothing: meant to run every night on the whole "
        "offer of a region. Running it again on the same file changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument(
            "--profile", default="LHEO", help="what the sessions are marked with, made when missing"
        )
        parser.add_argument(
            "--close-missing",
            action="store_true",
            help="close the open sessions of the profile that the file no longer has",
        )
        parser.add_argument(
            "--leave-out", action="store_true", help="apply even when some offers are rejected"
        )
        parser.add_argument("--check", action="store_true", help="say what would change, no more")
        parser.add_argument("--report", help="CSV file of all that is added, changed or wrong")

    def handle(self, file, profile, report=None, **options):
        known = ImportProfile.objects.filter(name=profile).first()
        profile = known or ImportProfile(name=profile, format=ImportProfile.Format.LHEO)
        if profile.format != ImportProfile.Format.LHEO:
            raise CommandError(_("The profile %(name)s is not one for LHEO.") % {"name": profile})
        try:
            if report:
                with Path(report).open("w", encoding="utf-8-sig", newline="") as output:
                    outcome = self.run(file, profile, output, **options)
            else:
                outcome = self.run(file, profile, None, **options)
        except pipeline.NotApplied as refusal:
            self.show(refusal.outcome)
            raise self.unchanged(refusal) from refusal
        except OSError as refusal:
            text = _("This file cannot be read or written: %(name)s.")
            raise self.unchanged(text % {"name": refusal.filename or file}) from refusal
        except FileRefused as refusal:
            raise self.unchanged(refusal) from refusal
        except (IntegrityError, DataError) as refusal:
            text = _("The database refuses what the file says: %(reason)s")
            raise self.unchanged(text % {"reason": refusal}) from refusal
        self.show(outcome)

    def unchanged(self, reason):
        return CommandError(f"{reason} {_('Nothing has been changed.')}")

    def run(self, file, profile, report, *, check, close_missing, leave_out, **options):
        source = LheoSource(file, profile)
        progress = self.progress if sys.stderr.isatty() else None
        common = {"close_missing": close_missing, "report": report, "progress": progress}
        if check:
            return pipeline.check(source, profile, **common)
        with transaction.atomic():
            if profile.pk is None:
                profile.save()
            return pipeline.apply(source, profile, actor=None, leave_out=leave_out, **common)

    def progress(self, rows):
        text = ngettext("%(count)d row read", "%(count)d rows read", rows) % {"count": rows}
        self.stderr.write(f"\r{text}", ending="")

    def show(self, outcome):
        for problem in outcome.problems:
            rejected = _("Line %(line)d rejected: %(reason)s")
            doubtful = _("Line %(line)d doubtful: %(reason)s")
            self.stdout.write((rejected if problem["rejected"] else doubtful) % problem)
            if more := problem["more"]:
                text = ngettext(
                    "  and %(count)d more of this sort", "  and %(count)d more of this sort", more
                )
                self.stdout.write(text % {"count": more})
        self.stdout.write(", ".join(outcome.numbers()) or _("Nothing was read."))
