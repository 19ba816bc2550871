"""What a matter's own page shows of this stage: its orders, and its archive to those who may have it."""

from __future__ import annotations

from typing import Any

from consult.intake.models import Matter
from consult.kernel.permits import Actor

from .models import ArchiveFile, Order
from .reads import may_read_archive


def of_matter(matter: Matter, reader: Actor) -> dict[str, list[dict[str, Any]]]:
    """{"documents": [{name, name_en, url}], "links": [{kind, id, name, name_en}]}."""
    orders = Order.objects.filter(matter=matter).order_by("issued_at", "number")
    kept = may_read_archive(reader, matter) and ArchiveFile.objects.filter(matter=matter).exists()
    return {
        "documents": [
            {
                "name": "居务档案(ZIP)",
                "name_en": "Archive (ZIP)",
                "url": f"/api/v1/matters/{matter.pk}/archive/file",
            }
        ]
        if kept
        else [],
        "links": [
            {
                "kind": "order",
                "id": order.pk,
                "name": f"{order.number} {order.title}",
                "name_en": f"{order.number} {order.title}",
            }
            for order in orders
        ],
    }
