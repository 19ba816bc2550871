"""The motion, and its matter, follow what is done to their poll: `flow.MOTION` and `flow.MATTER` have the rows."""

from __future__ import annotations

from consult import flow
from consult.agenda.models import Motion
from consult.intake.models import Matter
from consult.kernel.act import Act
from consult.kernel.errors import wrong_stage

from .models import Poll


def move_motion(a: Act, to: str = "") -> Motion:
    """Take the poll's motion along this verb's row, to the named stage where the row offers several.

    Raises wrong_stage where the motion stands elsewhere (withdrawn, or decided already).
    """
    # no_key: whoever holds the room and inserts a row that points at the motion (a hand raised) must not wait for us
    # while we wait for the room.
    motion = Motion.objects.select_for_update(no_key=True).get(pk=a.on.motion_id)
    row = next((row for row in flow.MOTION if row.verb == a.verb and motion.stage in row.stages), None)
    if row is None:
        raise wrong_stage(a.verb, motion.stage)
    target = to or row.to[0]
    assert target in row.to, f"{a.verb} cannot take a motion to {target}"
    motion.stage = target
    motion.save(update_fields=["stage"])
    return motion


def matters_freed(poll: Poll, motion: Motion) -> list[Matter]:
    """The matter, unless another motion of it is still being voted on: then it stays with the vote."""
    others = Poll.objects.filter(motion__matter_id=motion.matter_id, stage="open").exclude(pk=poll.pk)
    return [] if others.exists() else [motion.matter]
