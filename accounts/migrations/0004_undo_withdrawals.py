from django.db import migrations
from django.db.models import F


def refuse_the_withdrawn(apps, schema_editor):
    """On the way back: before withdrawals there were refusals only."""
    requests = apps.get_model("accounts", "PartnerRequest").objects
    requests.using(schema_editor.connection.alias).filter(status="withdrawn").update(
        status="refused",
        automatic=False,
        decided_at=F("withdrawn_at"),
        decided_by=F("withdrawn_by"),
        withdrawn_at=None,
        withdrawn_by=None,
    )


class Migration(migrations.Migration):

    dependencies = [("accounts", "0003_partner_request_waiting")]

    operations = [migrations.RunPython(migrations.RunPython.noop, refuse_the_withdrawn)]
