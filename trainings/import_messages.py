"""The message about an import: told to whoever asked for it when the work is done."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal.outbox.notifications import Notification, Recipient, register
from trainings.models import ImportProfile, ImportRun
from trainings.services.imports.outcome import changes_nothing

State = ImportRun.State


@register
class ImportDone(Notification):
    name = "trainings.import_done"
    label = _("Import checked, applied or refused (to whoever asked for it)")
    reason = _("You receive this message because you gave a file to import.")

    def __init__(self, run):
        self.run = run

    @property
    def recipient(self):
        return Recipient.of(self.run.requested_by)

    @property
    def dedupe_key(self):
        # A file may be checked again when the catalogue changed meanwhile.
        return f"import:{self.run.pk}:{self.run.state}:{self.run.digest[:16]}"

    @property
    def subject_reference(self):
        return ("trainings.importrun", str(self.run.pk))

    def context(self):
        return {
            "first_name": self.run.requested_by.first_name,
            "file_name": self.run.file_name,
            "sentence": self.sentence(),
            "error": self.run.error,
        }

    def sentence(self):
        if self.run.state == State.CHECKED and changes_nothing(self.run.counts):
            return gettext("The file is checked: it changes nothing.")
        return {
            State.CHECKED: gettext("The file is checked: look at what it would change."),
            State.APPLIED: gettext("The file is applied."),
            State.FAILED: gettext("The file cannot be imported."),
        }[self.run.state]

    def action(self):
        return (
            _("See the import"),
            reverse("admin:trainings_importrun_change", args=[self.run.pk]),
        )

    def bell(self):
        return f"{self.run.file_name} – {self.sentence()}"

    @classmethod
    def still_relevant(cls, message):
        """Not when the run has gone on since: it has another message."""
        run = ImportRun.objects.filter(pk=message.subject_id).first()
        return run is not None and not run.is_at_work and run.state != State.DROPPED

    @classmethod
    def sample(cls):
        user = User(pk=0, first_name="Léa", last_name="Petit", email="lea@exemple.fr")
        profile = ImportProfile(name="Offre régionale")
        return cls(
            ImportRun(
                pk=0,
                profile=profile,
                state=State.CHECKED,
                counts={"training.added": 1},
                file_name="offre.csv",
                requested_by=user,
            )
        )
