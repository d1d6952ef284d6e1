"""Index each entry as it is written.

PostgreSQL first puts them on a list, which every search reads from end to end until the next
vacuum: after a large load of organisations the type-ahead would not use the index for minutes.
"""

from django.db import migrations

DIRECTLY = [
    "ALTER INDEX search_entry_vector SET (fastupdate = off)",
    "SELECT gin_clean_pending_list('search_entry_vector')",
]
BY_LIST = ["ALTER INDEX search_entry_vector RESET (fastupdate)"]


def index_directly(apps, schema_editor):
    _run(schema_editor, DIRECTLY)


def index_by_list(apps, schema_editor):
    _run(schema_editor, BY_LIST)


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(index_directly, index_by_list)]
