import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DataError, IntegrityError, transaction

from trainings.models import ImportProfile
from trainings.services.imports import pipeline
from trainings.services.imports.lheo import LheoSource
from trainings.services.imports.records import FileRefused

SHOWN = 50


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
            raise CommandError(f"The profile {profile} is not one for LHEO files.")
        try:
            if report:
                with Path(report).open("w", encoding="utf-8-sig", newline="") as output:
                    outcome = self.run(file, profile, output, **options)
            else:
                outcome = self.run(file, profile, None, **options)
        except pipeline.NotApplied as refusal:
            self.show(refusal.outcome)
            raise CommandError(f"{refusal} Nothing has been changed.") from refusal
        except (FileRefused, OSError, IntegrityError, DataError) as refusal:
            raise CommandError(f"{refusal} Nothing has been changed.") from refusal
        self.show(outcome)

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
        self.stderr.write(f"\r{rows} sessions read", ending="")

    def show(self, outcome):
        for problem in outcome.problems[:SHOWN]:
            kind = "rejected" if problem["rejected"] else "doubtful"
            self.stdout.write(f"{kind} line {problem['line']}: {problem['reason']}")
        numbers = ", ".join(f"{name} {n}" for name, n in sorted(outcome.counts.items()))
        self.stdout.write(numbers or "Nothing was read.")
