"""`manage.py subdistrict QY 青榆街道 --administrator 姓名 --phone 139…`: the first step of a new installation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consult.kernel.errors import Refusal
from consult.people.founding import found_subdistrict


class Command(BaseCommand):
    help = "Found a subdistrict with its first administrator, who signs in and opens the communities."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="as in grid codes: QY")
        parser.add_argument("name", help="青榆街道")
        parser.add_argument("--administrator", required=True, help="the administrator's name")
        parser.add_argument("--phone", required=True, help="the administrator's mobile number")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found_subdistrict(
                code=options["code"],
                name=options["name"],
                administrator=options["administrator"],
                phone=options["phone"],
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal.zh} ({refusal.en})") from refusal
        self.stdout.write(f"{options['name']}：{options['administrator']} 现在可以用手机号登录了。")
