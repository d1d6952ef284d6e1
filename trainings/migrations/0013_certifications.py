import re

import django.db.models.deletion
from django.db import migrations, models


BATCH = 500


def write_codes_alike(apps, schema_editor):
    """« rncp 35030 » typed by staff is RNCP35030, the code by which its sheet is found."""
    trainings = apps.get_model("trainings", "Training").objects.using(schema_editor.connection.alias)
    typed = trainings.exclude(rncp_code="").only("rncp_code").order_by("pk")
    batch = []
    for training in typed.iterator(chunk_size=BATCH):
        code = training.rncp_code.strip().upper()
        found = re.fullmatch(r"(RNCP|RS)?\W*0*(\d{1,8})", code, re.ASCII)
        alike = f"{found[1] or 'RNCP'}{found[2]}" if found else training.rncp_code
        if alike != training.rncp_code:
            training.rncp_code = alike
            batch.append(training)
        if len(batch) == BATCH:
            trainings.bulk_update(batch, ["rncp_code"])
            batch = []
    trainings.bulk_update(batch, ["rncp_code"])


class Migration(migrations.Migration):

    dependencies = [
        ('trainings', '0012_uncounted_seats'),
    ]

    operations = [
        migrations.CreateModel(
            name='Certification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rncp_code', models.CharField(max_length=12, unique=True, verbose_name='RNCP code')),
                ('occupations', models.ManyToManyField(related_name='certifications', to='trainings.occupation', verbose_name='occupations')),
            ],
            options={
                'verbose_name': 'certification (RNCP)',
                'verbose_name_plural': 'certifications (RNCP)',
                'ordering': ['rncp_code'],
            },
        ),
        migrations.AddField(
            model_name='training',
            name='rncp_sheet',
            field=models.ForeignObject(editable=False, from_fields=['rncp_code'], null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='trainings', to='trainings.certification', to_fields=['rncp_code']),
        ),
        migrations.RunPython(write_codes_alike, migrations.RunPython.noop, elidable=True),
    ]
