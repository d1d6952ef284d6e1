from django.core.management.base import BaseCommand, CommandError

from portal.workflow.documentation import page_path, page_text
from portal.workflow.registry import workflows


class Command(BaseCommand):
    help = "Writes docs/<name>-workflow.md for each declared workflow."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="only say whether it is up to date"
        )

    def handle(self, *args, check, **options):
        for workflow in workflows():
            path, text = page_path(workflow), page_text(workflow)
            if check:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    raise CommandError(
                        f"{path.name} is not up to date: run manage.py workflow_docs"
                    )
            else:
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"docs/{path.name}")
