from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """Sessions that were open before nobody noted it count from the start of their registration."""
    sessions = apps.get_model("trainings", "Session").objects.using(schema_editor.connection.alias)
    sessions.filter(state="open", published_at=None).update(published_at=F("registration_starts_at"))


class Migration(migrations.Migration):

    dependencies = [("trainings", "0002_places_and_subjects")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='session_open_has_publication'),
        ),
    ]
