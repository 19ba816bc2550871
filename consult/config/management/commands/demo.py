"""`manage.py demo`: who can sign in to the demo communities; `--load` builds them, `--json` lists for programs."""

from __future__ import annotations

import json
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.config.demo import listing
from consult.config.demo.load import load
from consult.kernel import clock
from consult.people.models import Community


class Command(BaseCommand):
    help = "List the demo's sign-ins; --load builds the two communities, --json lists for programs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--load", action="store_true")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--all", action="store_true", help="also those without a line of their own")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["load"]:
            if Community.objects.exists():
                raise CommandError("there are communities already; the demo loads into an empty system only")
            began = monotonic()
            load(
                now=clock.now(),
                tell=lambda name, at: (
                    self.stdout.write(f"  {at:%m-%d} {name}") if options["verbosity"] > 1 else None
                ),
            )
            self.stdout.write(f"演示社区 / demo communities: loaded in {monotonic() - began:.0f} s")
        if options["json"]:
            self.stdout.write(json.dumps(listing.as_json(), ensure_ascii=False, indent=1))
            return
        rows = [one for one in listing.sign_ins() if one.what or options["all"]]
        if not rows:
            self.stdout.write("没有演示社区。There is no demo here.")
            return
        self.stdout.write("可以登录的演示账号（验证码显示在这个终端，也在 var/outbox/）：")
        self.stdout.write("Demo sign-ins (codes appear in this terminal and in var/outbox/):")
        for one in rows:
            secret = f"  动态口令密钥 TOTP {one.totp}" if one.totp else ""
            self.stdout.write(f"  {one.phone}  {one.name}  {one.what}{secret}")
