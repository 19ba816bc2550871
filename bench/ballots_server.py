"""`manage.py serve` with the plain rival mounted beside the casts it is compared with."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.config.settings")
    django.setup()
    from bench import ballots_plain
    from consult.config.api import api
    from consult.meeting.by_socket import VERBS

    api.add_router("", ballots_plain.router)
    VERBS["ballot.cast_plainly"] = ballots_plain.by_socket
    call_command("serve", port=int(sys.argv[1]))
