"""`manage.py check_logs`: whether every ledger, room stream and poll log is whole."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consult.kernel import audit
from consult.kernel.models import LogEntry


class Command(BaseCommand):
    help = "Hash every log anew and compare it with its head and its signed heads."
    # They would load every page of the API first, which takes longer than this does.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(audit.faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} 处不符 / {len(found)} faults")
        self.stdout.write(f"日志完好 / the logs are whole: {LogEntry.objects.count()} entries")
