"""`manage.py setup`: what a start needs: tables, and at the first start of an embedded system the demo communities."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from consult.people.models import Community


class Command(BaseCommand):
    help = "Migrate; load the demo communities on the first start; say who can sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("数据库 / database: migrating …")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not Community.objects.exists():
            self.stdout.write("演示社区 / demo communities: loading, about a minute …")
            self.stdout.flush()
            call_command("demo", load=True, stdout=self.stdout)
        else:
            call_command("demo", stdout=self.stdout)
        self.stdout.flush()
