"""What this stage adds to earlier stages' pages: a matter's notices on the board."""

from __future__ import annotations

from typing import Any

from consult.intake.models import Matter
from consult.kernel.permits import Actor

from .reads import on_board


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
