"""matter.close 办结确认: the secretary, after everybody else."""

from __future__ import annotations

import pytest

from consult.intake.models import Matter, Petition
from consult.kernel import clock
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people.models import Role
from consult.resolution import objecting, publishing
from consult.resolution.models import Resolution
from consult.supervision import closing
from consult.supervision.models import Inspection, Order, Rectification, Round
from tests.agenda import scene
from tests.expect import guards, refused
from tests.supervision import made
from tests.world import World


def test_the_secretary_closes_what_was_judged_well(world: World) -> None:
    matter = _ready(world)

    with clock.at(made.AFTER):
        closing.close(actor=world.actor("周书记"), matter=matter)

    assert matter.stage == "closed"
    assert parsed(LogEntry.objects.get(verb="matter.close"))["data"]["satisfied"] == 1000
    told = set(Message.objects.filter(template="matter.closed").values_list("person", flat=True))
    assert world.people["王阿姨"].pk in told
    assert world.people["老尹"].pk in told


@pytest.mark.parametrize("name", ["社工小李", "何主任", "督查老丁", "网格长老柏"])
def test_nobody_else_closes(world: World, name: str) -> None:
    matter = _ready(world)

    with clock.at(made.AFTER), refused("not_permitted"):
        closing.close(actor=world.actor(name), matter=matter)


@guards("matter.close", "supervision.guards.called_meeting_held")
def test_not_before_a_meeting_that_enough_people_called_for(world: World) -> None:
    matter = _ready(world)
    scene.petitioned(world, matter, Petition.Kind.HOUSEHOLDS)

    with clock.at(made.AFTER), refused("called_meeting_held"):
        closing.close(actor=world.actor("周书记"), matter=matter)


@guards("matter.close", "supervision.guards.publication_over")
def test_not_while_the_resolution_is_posted(world: World) -> None:
    matter = _ready(world)

    with clock.at(clock.beijing(2026, 3, 17, 23, 59)), refused("publication_over"):
        closing.close(actor=world.actor("周书记"), matter=matter)


def test_nor_while_another_resolution_is_still_to_be_signed(world: World) -> None:
    matter = _ready(world)
    other = Resolution.objects.get(matter=matter)
    other.pk, other.stage, other.number, other.sha256 = None, "draft", "", ""  # type: ignore[assignment]
    other.published_on = other.publish_until = None
    other._state.adding = True
    other.save(force_insert=True)

    with clock.at(made.AFTER), refused("publication_over"):
        closing.close(actor=world.actor("周书记"), matter=matter)


@guards("matter.close", "supervision.guards.objections_answered")
def test_not_while_an_objection_stands(world: World) -> None:
    matter = _ready(world)
    with clock.at(clock.beijing(2026, 3, 17)):
        objecting.raise_objection(
            actor=world.actor("老尹"), resolution=matter.resolutions.get(), reason="没有通知我"
        )

    with clock.at(made.AFTER), refused("objections_answered"):
        closing.close(actor=world.actor("周书记"), matter=matter)


@guards("matter.close", "supervision.guards.filed_where_the_law_asks")
def test_not_before_a_convention_is_filed_with_the_subdistrict(world: World) -> None:
    matter = _ready(world)
    matter.resolutions.update(needs_filing=True)

    with clock.at(made.AFTER), refused("filed_where_the_law_asks"):
        closing.close(actor=world.actor("周书记"), matter=matter)


def test_a_convention_may_be_filed_after_its_days_on_the_board(world: World) -> None:
    matter = _ready(world)
    matter.resolutions.update(needs_filing=True)
    with clock.at(made.AFTER):
        posted = publishing.take_down(actor=world.actor("社工小李"), resolution=matter.resolutions.get())
        publishing.file(actor=world.actor("社工小李"), resolution=posted, filing_number="青榆备〔2026〕2号")
        closing.close(actor=world.actor("周书记"), matter=matter)

    assert matter.stage == "closed"


@guards("matter.close", "supervision.guards.all_verified")
def test_not_with_an_order_unverified(world: World) -> None:
    matter = _ready(world)
    Order.objects.filter(matter=matter).update(stage="reported")

    with clock.at(made.AFTER), refused("all_verified"):
        closing.close(actor=world.actor("周书记"), matter=matter)


@guards("matter.close", "supervision.guards.closer_is_not_inspector")
def test_who_inspected_does_not_close(world: World) -> None:
    matter = _ready(world)
    world.hold("周书记", Role.INSPECTOR)
    Inspection.objects.update(inspector=world.people["周书记"])

    with clock.at(made.AFTER), refused("closer_is_not_inspector"):
        closing.close(actor=world.actor("周书记"), matter=matter)


@guards("matter.close", "supervision.guards.evaluated_well_enough")
def test_not_before_those_affected_had_their_days(world: World) -> None:
    matter = made.evaluating_matter(world)
    made.give(world, "王阿姨", matter)

    with clock.at(made.AFTER), refused("evaluated_well_enough"):
        closing.close(actor=world.actor("周书记"), matter=matter)


def test_nor_when_too_few_are_satisfied(world: World) -> None:
    """A judged round that fell short and whose rectification somebody removed."""
    matter = made.evaluating_matter(world)
    made.give(world, "王阿姨", matter, made.FAIR)
    Round.objects.update(judged_at=clock.now())

    with clock.at(made.AFTER), refused("evaluated_well_enough"):
        closing.close(actor=world.actor("周书记"), matter=matter)


@guards("matter.close", "supervision.guards.no_open_rectification")
def test_not_while_something_is_put_right(world: World) -> None:
    matter = _ready(world)
    other = Round.objects.create(
        matter=matter, number=0, opened_at=clock.now(), until=clock.today(), judged_at=clock.now()
    )
    opened = Rectification.objects.create(matter=matter, round=other, trigger="不满意", opened_at=clock.now())
    Order.objects.filter(matter=matter).update(rectification=opened)

    with clock.at(made.AFTER), refused("no_open_rectification"):
        closing.close(actor=world.actor("周书记"), matter=matter)


def _ready(world: World) -> Matter:
    """A small matter judged well, whose resolution is posted until 17 March."""
    matter = made.evaluating_matter(world)
    for name in ("王阿姨", "丁奶奶", "小谷"):
        made.give(world, name, matter)
    return made.judged(world, matter)
