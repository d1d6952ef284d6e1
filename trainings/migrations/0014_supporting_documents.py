from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trainings', '0013_certifications'),
    ]

    operations = [
        migrations.AddField(
            model_name='training',
            name='supporting_documents',
            field=models.TextField(blank=True, db_default='', default='', help_text='What is to be brought to the enrolment, one per line.', verbose_name='supporting documents'),
        ),
    ]
