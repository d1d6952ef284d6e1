from django.db import migrations, models

from portal.web.operations import AddCheckUnlocked


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("trainings", "0008_unique_centres")]

    operations = [
        AddCheckUnlocked(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "open", "closed", "cancelled"])),
                name="session_state_known",
            ),
        ),
        AddCheckUnlocked(
            model_name="sessionseats",
            constraint=models.CheckConstraint(
                condition=models.Q(("funding__in", ["collective", "individual", "jobseeker"])),
                name="seats_funding_known",
            ),
        ),
    ]
