"""Doing a verb to something that is gone."""

from __future__ import annotations

from consult.intake.accepting import accept
from consult.intake.models import Matter
from tests.agenda import scene
from tests.expect import refused
from tests.world import World


def test_what_was_removed_meanwhile_is_not_found(world: World) -> None:
    """Not a wrong stage: it has none, and reloading would not bring it back."""
    matter = scene.matter(world, stage="submitted")
    Matter.objects.filter(pk=matter.pk).delete()
    with refused("not_found"):
        accept(actor=world.actor("社工小李"), matter=matter)
