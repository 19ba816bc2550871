"""`manage.py schema`: write docs/openapi.json, or with --check compare it with the API as it is."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.config.api import api


class Command(BaseCommand):
    help = "Write the committed snapshot of the API's schema, or compare it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE / "docs" / "openapi.json"
        now = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, default=str) + "\n"
        if not options["check"]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(now, encoding="utf-8")
            self.stdout.write(f"wrote docs/openapi.json ({len(now) // 1024} KiB)")
        elif not path.exists() or path.read_text(encoding="utf-8") != now:
            raise CommandError("docs/openapi.json is not the API as it is; run `make schema` and commit it")
