from django.db import migrations, models

from portal.web.operations import AddIndexUnlocked


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0004_undo_withdrawals")]

    operations = [
        AddIndexUnlocked(
            model_name="user",
            index=models.Index(
                condition=models.Q(("is_staff", True)), fields=["id"], name="user_staff"
            ),
        )
    ]
