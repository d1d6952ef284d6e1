from django.db import migrations, models
from django.db.models import F


def count_what_is_held(apps, schema_editor):
    """On the way back, what nobody counted is full: nobody is given a seat that may not be."""
    alias = schema_editor.connection.alias
    seats = apps.get_model("trainings", "SessionSeats").objects.using(alias)
    seats.filter(capacity__isnull=True).update(capacity=F("held"))


class Migration(migrations.Migration):
    dependencies = [("trainings", "0011_read_trainings_again")]

    operations = [
        migrations.AlterField(
            model_name="sessionseats",
            name="capacity",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Leave empty where only the centre knows.",
                null=True,
                verbose_name="seats",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, count_what_is_held),
    ]
