"""The household roll (住户名册): previewed with every bad row named, then imported as it was previewed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from consult.kernel import clock
from consult.kernel.errors import Refusal, not_permitted
from consult.kernel.permits import Actor
from consult.paper import roll as paper

from . import roll_plan, roll_write
from .acting import doing
from .models import Community, Roll
from .permits import may_build

# How long a file that nobody imports is kept.
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """What a file would do, and what is wrong with it."""

    roll: Roll
    plan: roll_plan.Plan
    read: paper.RollPreview


def preview(*, actor: Actor, community: Community, data: bytes, filename: str) -> Preview:
    """预览: reads the file, imports nothing. Raises PaperError where it is no roll at all."""
    if not may_build(actor, community):
        raise not_permitted("roll.preview")
    read = paper.preview(data, filename, on=clock.today())
    plan = roll_plan.lay(community, read)
    with transaction.atomic():
        Roll.objects.filter(at__lt=clock.now() - KEPT).exclude(data=b"").update(data=b"")
        roll = Roll.objects.create(
            community=community,
            by_id=actor.person,
            filename=filename[-200:],
            digest=sha256(data).hexdigest(),
            data=data,
            at=clock.now(),
        )
    return Preview(roll=roll, plan=plan, read=read)


def import_roll(*, actor: Actor, roll: Roll, skip_bad: bool = False) -> roll_write.Written:
    """导入: none while a bad row is there, unless the operator says to skip them. Again with the same file: updates.

    Raises Refusal `bad_rows` (with their number), `roll_gone`.
    """
    community = roll.community
    with doing(
        "roll.import",
        actor=actor,
        communities=[community.pk],
        permitted=may_build(actor, community),
    ) as deed:
        # Two imports at once would each create what the other has not committed yet.
        Community.objects.select_for_update().get(pk=community.pk)
        held = Roll.objects.select_for_update().get(pk=roll.pk)
        if not held.data:
            raise Refusal(
                "roll_gone",
                "这份名册已经导入，或已超过一天",
                "This roll was imported already, or is older than a day",
                next_zh="请重新上传",
                next_en="Upload it again",
            )
        plan = roll_plan.lay(community, paper.preview(bytes(held.data), held.filename, on=clock.today()))
        if plan.bad and not skip_bad:
            raise Refusal(
                "bad_rows",
                f"名册里有 {len({bad.row_number for bad in plan.bad})} 行有问题，一行也没有导入",
                f"{len({bad.row_number for bad in plan.bad})} rows have defects; none was imported",
                next_zh="请改好后重新上传，或选择跳过这些行",
                next_en="Correct them and upload again, or choose to skip these rows",
            )
        written = roll_write.write(plan=plan, community=community, actor=actor)
        held.data, held.imported_at = b"", clock.now()
        held.save(update_fields=["data", "imported_at"])
        skipped = len({bad.row_number for bad in plan.bad})
        deed.entry(data={"sha256": held.digest, "skipped": skipped, **asdict(written)}, about=[held.pk])
    return written
