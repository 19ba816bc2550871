"""`manage.py backup FILE`: the database, the files and the keys in one archive, while the service runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.config.keeping import KeepingError, back_up


class Command(BaseCommand):
    help = "Write one ZIP with the database, uploaded files and keys; safe while the service runs."
    # They would load every page of the API first, which takes longer than this does.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            back_up(options["file"])
        except KeepingError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"已备份 / backed up: {options['file']}")
        self.stdout.write(
            "内含签名密钥和个人信息，请加密另存 / it holds the signing key and personal data: keep it encrypted"
        )
