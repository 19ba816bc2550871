"""N01–N05: what is not taken up, and what the person is told instead."""

from __future__ import annotations

import pytest

from consult.intake import accepting, raising, triage
from consult.intake.models import Endorsement, Matter
from consult.kernel.errors import Refusal
from consult.notice.models import Message
from tests.expect import refused
from tests.world import World

pytestmark = pytest.mark.database


def raise_by(world: World, name: str, title: str, text: str, category: str = "其他") -> Matter:
    return raising.raise_matter(
        actor=world.actor(name),
        community=world.community,
        title=title,
        text=text,
        category=category,
        grid=world.grids[0],
        affected={"kind": "grid", "ids": [str(world.grids[0].pk)]},
    )


def test_n01_somebody_with_a_knife_is_sent_to_110_and_nothing_is_raised(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        raise_by(world, "王阿姨", "有人持刀在门口闹事", "有人持刀在门口闹事，快来人。")
    assert "110" in caught.value.zh + caught.value.next_zh
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("要求公布某室住户的病史", "举报某号某室住户有精神病史，要求公布名单。"),
        ("请社区表决判物业输", "已在法院起诉物业，请社区表决判物业输。"),
        ("要求表决把租户赶出小区", "租户太吵，要求大家表决把租户赶出小区。"),
    ],
    ids=["N02", "N03", "N04"],
)
def test_n02_to_n04_are_suggested_for_refusal_and_their_text_is_kept_from_neighbours(
    world: World, title: str, text: str
) -> None:
    matter = raise_by(world, "王阿姨", title, text)
    accepting.accept(actor=world.actor("网格员小唐"), matter=matter)
    assert triage.suggestion(matter).route == "reject"
    triage.route(
        actor=world.actor("社工小李"), matter=matter, route="reject", reason="按规定不能付表决", restrict=True
    )
    matter.refresh_from_db()
    assert (matter.stage, matter.restricted) == ("rejected", True)
    told = Message.objects.filter(person=world.people["王阿姨"].pk, template="matter.rejected")
    assert told.exists() or Message.objects.filter(person=world.people["王阿姨"].pk, about=matter.pk).exists()


def test_n05_the_same_matter_again_is_merged_and_its_proposer_endorses_the_first(world: World) -> None:
    words = (
        "7号楼1单元下水主管反复返水",
        "一楼厨房和卫生间近两个月返水四次，主管破损，需要更换。",
        "给排水与房屋",
    )
    first = raise_by(world, "王阿姨", *words)
    second = raise_by(world, "小谷", *words)
    accepting.accept(actor=world.actor("网格员小唐"), matter=second)
    assert triage.suggestion(second).route == "merge"
    triage.route(actor=world.actor("社工小李"), matter=second, route="merge", merge_into=first)
    second.refresh_from_db()
    assert (second.stage, second.merged_into) == ("merged", first)
    assert Endorsement.objects.filter(matter=first, person=world.people["小谷"]).exists()
    assert Message.objects.filter(person=world.people["小谷"].pk).exists()
    with refused("not_endorsed"):
        raising.endorse(actor=world.actor("小谷"), matter=first)
