"""python manage.py verify_archive FILE: check a matter's archive, without the database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from consult.supervision.verifying import BadArchiveError, verify


class Command(BaseCommand):
    help = "检查一份居务档案（不用数据库） / check a matter's archive without the database"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the ZIP file")
        parser.add_argument(
            "--key",
            help="the community server's public key (hex), known from elsewhere: the head must be its",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            self.stderr.write(f"读不到 {path}：{error.strerror}\nCannot read {path}: {error.strerror}")
            sys.exit(1)
        try:
            good = verify(data, key=options["key"])
        except BadArchiveError as bad:
            self.stderr.write(f"不可信 {bad.where}：{bad.zh}\nBad: {bad.where}: {bad.en}")
            sys.exit(1)
        self.stdout.write(
            f"完好 {good.number}“{good.title}”\n"
            f"  {good.files} 个文件与清单一致；{good.entries} 条记录都在签名的台账里，阶段连贯；"
            f"{good.plaintexts} 段原文与承诺相符\n"
            f"  台账树头：{good.size} 条，{good.at}，根 {good.root}\n"
            f"  公钥 {good.key}（请与社区公布的核对）\n"
            f"Good: {good.files} files, {good.entries} entries under the head of {good.at} "
            f"({good.size} entries), signed by {good.key}"
        )
