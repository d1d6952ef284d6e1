"""The entries, the words, and the full-text index of each database."""

from django.db import migrations, models

# FTS5 reads its text from the entries, and triggers tell it of each change. The rows of
# `search_searchentry` must keep their triggers: whoever alters that table makes them again.
SQLITE = [
    """
    CREATE VIRTUAL TABLE search_index USING fts5(
        text, content='search_searchentry', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0'
    )
    """,
    """
    CREATE TRIGGER search_entry_added AFTER INSERT ON search_searchentry BEGIN
        INSERT INTO search_index(rowid, text) VALUES (new.id, new.text);
    END
    """,
    """
    CREATE TRIGGER search_entry_removed AFTER DELETE ON search_searchentry BEGIN
        INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.id, old.text);
    END
    """,
    """
    CREATE TRIGGER search_entry_changed AFTER UPDATE OF text ON search_searchentry BEGIN
        INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO search_index(rowid, text) VALUES (new.id, new.text);
    END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_changed",
    "DROP TRIGGER search_entry_removed",
    "DROP TRIGGER search_entry_added",
    "DROP TABLE search_index",
]
POSTGRESQL = [
    """
    ALTER TABLE search_searchentry ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, text)) STORED
    """,
    "CREATE INDEX search_entry_vector ON search_searchentry USING gin (vector)",
]
POSTGRESQL_BACK = ["ALTER TABLE search_searchentry DROP COLUMN vector"]


def make_index(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def drop_index(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


def _run(schema_editor, sqlite, postgresql):
    statements = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('object_id', models.BigIntegerField()),
                ('title', models.TextField(blank=True)),
                ('title_length', models.PositiveSmallIntegerField(default=0)),
                ('text', models.TextField(blank=True)),
                ('stale', models.BooleanField(default=True)),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
                'ordering': ['kind', 'object_id'],
                'indexes': [models.Index(condition=models.Q(('stale', True)), fields=['id'], name='search_entry_stale')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='search_entry_unique')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('word', models.CharField(max_length=60)),
                ('stem', models.CharField(max_length=60)),
                ('batch', models.UUIDField()),
            ],
            options={
                'verbose_name': 'word',
                'verbose_name_plural': 'words',
                'ordering': ['kind', 'word'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'word'), name='search_word_unique')],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
