from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("trainings", "0007_keys_and_roots")]

    operations = [
        migrations.AlterField(
            model_name="centre",
            name="closed_on",
            field=models.DateField(
                blank=True,
                help_text="From that day on the centre is not shown any more. Its sessions that last until then or later take no more candidates as soon as this is saved; those concerned are told.",
                null=True,
                verbose_name="closed on",
            ),
        ),
        migrations.AlterField(
            model_name="centre",
            name="place_key",
            field=models.CharField(editable=False, max_length=700, unique=True),
        ),
        migrations.AddConstraint(
            model_name="domain",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parent__isnull", True), ("root__isnull", True)),
                    models.Q(("parent__isnull", False), ("root__isnull", False)),
                    _connector="OR",
                ),
                name="domain_root_with_parent",
            ),
        ),
    ]
