"""What this stage adds to earlier stages' pages: a matter's notices on the board."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.permits import Actor
from consult.kernel.waiting import how_many_wait

from .models import Objection
from .reads import for_reader, on_board

# What the permits of resolutions look at.
OFFICE = "community_id grid_id kind"


def matter_parts(matter: Matter, reader: Actor) -> dict[str, list[dict[str, Any]]]:
    """{"documents": [{name, name_en, url}], "links": [{kind, id, name, name_en}]}. Reads the same for everybody."""
    shown = list(on_board().filter(matter=matter).order_by("decided_at").prefetch_related(None))
    return {
        "documents": [
            {
                "name": f"公示 {resolution.number}",
                "name_en": f"Notice {resolution.number}",
                "url": f"/api/v1/board/{resolution.pk}/pdf",
            }
            for resolution in shown
            if resolution.published_on
        ],
        "links": [
            {
                "kind": "notice",
                "id": resolution.pk,
                "name": f"{resolution.number} {resolution.title}".strip(),
                "name_en": f"{resolution.number} {resolution.title}".strip(),
            }
            for resolution in shown
        ],
    }


def desk_figures(actor: Actor) -> dict[str, int]:
    """Resolutions that wait at this desk: to be worked on; and posted ones while somebody objects, and when their days
    are over. Two statements."""
    mine = for_reader(actor).prefetch_related(None).select_related(None)
    objected = Objection.objects.filter(stage__in=["raised", "answered"]).values("resolution")
    due = Q(pk__in=objected) | Q(publish_until__lt=clock.today())
    return {
        "resolutions": how_many_wait(
            mine.filter(stage__in=["draft", "checked", "signed", "countersigned"]), actor, by=OFFICE
        ),
        "notices": how_many_wait(mine.filter(due, stage="published"), actor, by=OFFICE),
    }
