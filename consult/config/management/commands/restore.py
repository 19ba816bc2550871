"""`manage.py restore FILE`: a backup put into an empty installation, and every log checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.config.keeping import KeepingError, restore


class Command(BaseCommand):
    help = "Restore a backup into an empty database and data folder, migrate, and check every log."
    # They would load every page of the API first, which takes longer than this does.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore(options["file"])
        except KeepingError as error:
            raise CommandError(str(error)) from None
        call_command("migrate", verbosity=0)
        call_command("check_logs", stdout=self.stdout)
        self.stdout.write(f"已恢复到 / restored as of {manifest['made_at']}")
