"""`manage.py schema`: write what is made from the code and committed beside it, or with --check compare it with the code as it is."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult import flow
from consult.config import diagram
from consult.config.api import api


class Command(BaseCommand):
    help = "Write the committed snapshots of the API's schema and of the flow, or compare them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        schema = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, default=str) + "\n"
        buttons = {"resident": sorted(flow.RESIDENTS), "aside": sorted(flow.ASIDE)}
        for name, now in (
            ("docs/openapi.json", schema),
            ("docs/flow.md", diagram.rendered()),
            ("frontend/src/api/buttons.json", json.dumps(buttons, indent=1) + "\n"),
        ):
            path = settings.BASE / name
            if not options["check"]:
                path.write_text(now, encoding="utf-8")
                self.stdout.write(f"wrote {name} ({len(now) // 1024} KiB)")
            elif not path.exists() or path.read_text(encoding="utf-8") != now:
                raise CommandError(f"{name} is not the code as it is; run `make schema` and commit it")
