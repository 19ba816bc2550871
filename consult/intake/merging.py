"""并案: one matter goes on inside another, and whoever stood behind it stands behind that one."""

from __future__ import annotations

from consult import flow
from consult.kernel import clock
from consult.kernel.errors import invalid
from consult.kernel.found import only

from .models import Endorsement, Matter

OPEN = frozenset(flow.OPEN.split())


def lock_both(one: Matter, other: Matter) -> None:
    """Take both rows in one order: two merges crossing each other would otherwise wait for one another forever."""
    ids = [one.pk, other.pk]
    list(Matter.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def merge(matter: Matter, other: Matter | None) -> str:
    """Merge into an open matter of the same community; its number. The proposer and the endorsers endorse it."""
    current = only(Matter.objects.filter(pk=other.pk)) if other else None
    if (
        current is None
        or current.pk == matter.pk
        or current.community_id != matter.community_id
        or current.stage not in OPEN
        or current.restricted
    ):
        raise invalid(
            "merge_into",
            "请选择本社区另一件正在办理的事项",
            "Choose another open matter of this community",
        )
    matter.merged_into = current
    there = set(current.endorsements.values_list("person_id", flat=True)) | {current.proposer_id}
    matter.endorsements.exclude(person__in=there).update(matter=current, merged_from=matter)
    # Somebody cannot have endorsed their own matter, so the proposer is not among those just moved.
    if matter.proposer_id not in there:
        Endorsement.objects.create(
            matter=current, person_id=matter.proposer_id, merged_from=matter, at=clock.now()
        )
    return current.number


def part(matter: Matter) -> None:
    """Undo a merge: those who came with the matter go back with it, and its proposer endorses the other no longer."""
    came = Endorsement.objects.filter(merged_from=matter)
    came.filter(person=matter.proposer_id).delete()
    came.update(matter=matter, merged_from=None)
    matter.merged_into = None
