"""Operations of migrations during which the portal runs on: they lock a table for a moment only.

Each stands in a migration with `atomic = False`. SQLite knows no such thing and needs none.
"""

from django.contrib.postgres import operations as postgresql
from django.db import transaction
from django.db.migrations import AddConstraint, AddIndex


class AddIndexUnlocked(postgresql.AddIndexConcurrently):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        kind = postgresql.AddIndexConcurrently if _on_postgresql(schema_editor) else AddIndex
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        kind = postgresql.AddIndexConcurrently if _on_postgresql(schema_editor) else AddIndex
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


class AddCheckUnlocked(postgresql.AddConstraintNotValid):
    """What is written is checked at once; the rows that are there, once it is in place."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if not _on_postgresql(schema_editor):
            # The table is made anew: all of it or nothing.
            with transaction.atomic(schema_editor.connection.alias):
                AddConstraint.database_forwards(
                    self, app_label, schema_editor, from_state, to_state
                )
            return
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        table, name = map(schema_editor.quote_name, [table, self.constraint.name])
        schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def _on_postgresql(schema_editor):
    return schema_editor.connection.vendor == "postgresql"
