"""What this stage adds to earlier stages' pages: the session in which a matter was told as a concern."""

from __future__ import annotations

from typing import Any

from consult.agenda.forms import FORMS
from consult.intake.models import Matter
from consult.kernel.permits import Actor

from .models import Concern


def matter_parts(matter: Matter, reader: Actor) -> dict[str, list[dict[str, Any]]]:
    """A matter that was told as a concern links the session it was told in: that list links the matter."""
    told = Concern.objects.filter(matter=matter, room__isnull=False).select_related("room__session").first()
    if told is None or told.room is None:
        return {}
    session = told.room.session
    form = FORMS[session.form]
    return {
        "links": [
            {
                "kind": "session",
                "id": session.pk,
                "name": f"{form.zh}上说的诉求 {session.title}",
                "name_en": f"Told at the {form.en.lower()}: {session.title}",
            }
        ]
    }
