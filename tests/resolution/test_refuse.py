"""resolution.refuse: the secretary's reasoned objection in place of a signature (§31)."""

from __future__ import annotations

from consult.kernel.log import parsed
from consult.kernel.models import Due, LogEntry
from consult.notice.models import Message
from consult.resolution import reads, signing
from tests.expect import guards, refused
from tests.resolution import made
from tests.world import World


def test_the_secretary_objects_in_writing_and_the_subdistrict_and_the_public_are_told(world: World) -> None:
    resolution = made.decision(world)

    signing.refuse(
        actor=world.actor("周书记"), resolution=resolution, reason="涉及业主共有部分，应由业主共同决定"
    )

    resolution.matter.refresh_from_db()
    assert (resolution.stage, resolution.refusal) == ("refused", "涉及业主共有部分，应由业主共同决定")
    assert resolution.matter.stage == "resolving"
    assert resolution in reads.on_board()
    told = set(Message.objects.filter(template="resolution.refused").values_list("person", flat=True))
    assert {world.people[name].pk for name in ("街道小高", "王阿姨", "吕监督")} <= told
    assert parsed(LogEntry.objects.get(verb="resolution.refuse"))["data"]["reason"] == resolution.refusal
    assert not Due.objects.filter(kind="resolution.unsigned", settled_at__isnull=True).exists()


def test_a_refusal_gives_a_reason(world: World) -> None:
    resolution = made.decision(world)

    with refused("invalid"):
        signing.refuse(actor=world.actor("周书记"), resolution=resolution, reason="  ")


def test_only_the_signer_may_refuse(world: World) -> None:
    resolution = made.decision(world)

    for name in ("社工小李", "吕监督", "何主任"):
        with refused("not_permitted"):
            signing.refuse(actor=world.actor(name), resolution=resolution, reason="不同意")


@guards("resolution.refuse", "resolution.guards.is_meeting_decision")
def test_an_opinion_is_amended_and_not_refused(world: World) -> None:
    resolution = made.opinion(world)

    with refused("is_meeting_decision"):
        signing.refuse(actor=world.actor("周书记"), resolution=resolution, reason="不同意")
