"""evaluation.give, and what a round comes to: well enough, or put right and asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from consult.intake import handling
from consult.kernel import clock, due
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people.models import Role
from consult.supervision import evaluating, inspecting, ordering
from consult.supervision.models import Evaluation, Order, Rectification, Round
from consult.supervision.reads import asked
from tests.expect import guards, refused
from tests.intake import steps
from tests.resolution import made as before
from tests.supervision import made
from tests.world import World


def test_the_proposer_and_those_affected_judge_it_once_each(world: World) -> None:
    matter = made.evaluating_matter(world)

    first = made.give(world, "王阿姨", matter)
    second = made.give(world, "小谷", matter, made.FAIR)

    assert (first.by, second.by) == ("proposer", "affected")
    assert first.dimensions["speed"] == 4
    entry = parsed(LogEntry.objects.filter(verb="evaluation.give").order_by("seq")[0])
    assert entry["data"] == {"round": 1, "by": "proposer"}
    assert "satisfied" not in str(entry["data"])
    matter.refresh_from_db()
    assert matter.stage == "evaluating"


@pytest.mark.parametrize("name", ["老秦", "周书记", "督查老丁"])
def test_those_it_does_not_touch_do_not(world: World, name: str) -> None:
    matter = made.evaluating_matter(world)

    with refused("not_permitted"):
        made.give(world, name, matter)


def test_a_third_party_judges_beside_the_rates(world: World) -> None:
    world.person("评估员老方")
    world.hold("评估员老方", Role.EVALUATOR)
    matter = made.evaluating_matter(world)

    given = made.give(world, "评估员老方", matter, made.BAD)
    made.give(world, "王阿姨", matter)

    assert given.by == "third_party"
    made.judged(world, matter)
    assert matter.stage == "evaluating"
    assert not Rectification.objects.exists()


@guards("evaluation.give", "supervision.guards.not_evaluated_yet")
def test_after_its_last_day_a_round_takes_no_more_answers(world: World) -> None:
    matter = made.evaluating_matter(world)
    assert matter.rounds.get().until == date(2026, 3, 9)

    with clock.at(clock.beijing(2026, 3, 9, 23, 59)):
        made.give(world, "小谷", matter)
    with clock.at(clock.beijing(2026, 3, 10, 0, 0)), refused("not_evaluated_yet"):
        made.give(world, "王阿姨", matter)


def test_nobody_judges_twice_in_a_round(world: World) -> None:
    matter = made.evaluating_matter(world)
    made.give(world, "王阿姨", matter)

    with refused("not_evaluated_yet"):
        made.give(world, "王阿姨", matter, made.BAD)


@pytest.mark.database
def test_the_database_keeps_one_answer_a_person_and_round(world: World) -> None:
    given = made.give(world, "王阿姨", made.evaluating_matter(world))
    given.pk = None  # type: ignore[assignment]
    given._state.adding = True

    with pytest.raises(IntegrityError), transaction.atomic():
        given.save(force_insert=True)


@pytest.mark.parametrize(
    ("field", "answers"),
    [
        ("satisfied", replace(made.GOOD, satisfied=0)),
        ("satisfied", replace(made.GOOD, satisfied=6)),
        ("dimensions", replace(made.GOOD, dimensions={"smile": 6})),
        ("dimensions", replace(made.GOOD, dimensions={"beauty": 5})),
        ("why_not", replace(made.GOOD, why_not="长" * 501)),
    ],
)
def test_answers_off_the_scale_are_refused(world: World, field: str, answers: evaluating.Answers) -> None:
    matter = made.evaluating_matter(world)

    with refused("invalid"):
        made.give(world, "王阿姨", matter, answers)

    assert not Evaluation.objects.exists(), field


def test_a_good_round_leaves_the_matter_to_be_closed(world: World) -> None:
    matter = made.evaluating_matter(world)
    for name in ("王阿姨", "丁奶奶", "小谷", "小范"):
        made.give(world, name, matter)
    made.give(world, "老尹", matter, made.FAIR)

    made.judged(world, matter)

    assert matter.stage == "evaluating"
    said = parsed(LogEntry.objects.get(verb="evaluation.conclude"))["data"]
    assert (said["answers"], said["satisfied"], said["percent"], said["short"]) == (5, 800, "80.0%", "")


def test_below_the_packs_threshold_it_must_be_put_right(world: World) -> None:
    matter = made.evaluating_matter(world)
    for name in ("王阿姨", "丁奶奶", "小谷"):
        made.give(world, name, matter)
    made.give(world, "老尹", matter, made.FAIR)

    made.judged(world, matter)

    opened = Rectification.objects.get()
    assert opened.trigger == "满意率 75.0%（3/4），低于 80%"
    assert matter.stage == "carrying_out"
    told = set(Message.objects.filter(template="rectification.opened").values_list("person", flat=True))
    assert {world.people[name].pk for name in ("周书记", "督查老丁", "孙副主任")} <= told


def test_one_reasoned_complaint_is_enough(world: World) -> None:
    matter = made.evaluating_matter(world)
    for name in ("王阿姨", "丁奶奶", "小谷", "小范", "葛阿姨"):
        made.give(world, name, matter)

    made.give(world, "老尹", matter, made.BAD)

    # Everybody asked has answered: it is judged without waiting for the last day.
    assert Rectification.objects.get().trigger == "1 人不满意并说明了理由"


def test_it_is_not_judged_before_everybody_answered_or_the_days_are_over(world: World) -> None:
    matter = made.evaluating_matter(world)

    made.give(world, "老尹", matter, made.BAD)
    with clock.at(clock.beijing(2026, 3, 9, 23, 59)):
        due.settle_all()

    assert not Rectification.objects.exists()


def test_silence_does_not_keep_a_matter_open(world: World) -> None:
    matter = made.judged(world, made.evaluating_matter(world))

    assert Round.objects.get(matter=matter).judged_at is not None
    assert matter.stage == "evaluating"


def test_what_was_put_right_is_asked_again_in_a_second_round(world: World) -> None:
    matter = made.evaluating_matter(world)
    made.give(world, "老尹", matter, made.BAD)
    made.judged(world, matter)
    opened = Rectification.objects.get()
    with clock.at(clock.beijing(2026, 3, 11)):
        order = ordering.issue_for(actor=world.actor("周书记"), rectification=opened, measure=_measure(world))
        assert (order.number, order.duty, order.rectification) == ("槐安督〔2026〕第2号", None, opened)
        made.reported(world, order)
        inspecting.verify(actor=world.actor("督查老丁"), order=order, finding="已落实", photos=[])
        matter.refresh_from_db()
        assert (matter.stage, matter.rounds.count()) == ("evaluating", 2)
        for name in ("王阿姨", "丁奶奶", "小谷", "小范", "老尹", "葛阿姨"):
            made.give(world, name, matter)

    opened.refresh_from_db()
    assert opened.closed_at is not None
    assert opened.outcome == "第 2 轮：6 人评价，满意率 100.0%"
    assert Round.objects.get(matter=matter, number=2).judged_at is not None


def test_a_second_bad_round_opens_a_second_rectification(world: World) -> None:
    matter = made.evaluating_matter(world)
    made.give(world, "老尹", matter, made.BAD)
    made.judged(world, matter)
    with clock.at(clock.beijing(2026, 3, 11)):
        order = ordering.issue_for(
            actor=world.actor("周书记"),
            rectification=Rectification.objects.get(),
            measure=_measure(world),
        )
        made.verified(world, order)
        matter.refresh_from_db()
        made.give(world, "老尹", matter, made.BAD)
        made.judged(world, matter)

    first, second = Rectification.objects.order_by("opened_at")
    assert (first.closed_at is None, second.closed_at is None) == (False, True)


def test_an_order_for_what_is_put_right_already_is_refused(world: World) -> None:
    matter = made.evaluating_matter(world)
    made.give(world, "老尹", matter, made.BAD)
    made.judged(world, matter)
    opened = Rectification.objects.get()
    Rectification.objects.update(closed_at=clock.now())
    opened.refresh_from_db()

    with refused("may_be_carried_out"):
        ordering.issue_for(actor=world.actor("周书记"), rectification=opened, measure=_measure(world))

    assert Order.objects.count() == 1


@pytest.mark.database
def test_the_database_keeps_one_rectification_open(world: World) -> None:
    matter = made.evaluating_matter(world)
    made.give(world, "老尹", matter, made.BAD)
    made.judged(world, matter)
    another = Round.objects.create(
        matter=matter, number=2, opened_at=clock.now(), until=clock.today(), judged_at=clock.now()
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Rectification.objects.create(matter=matter, round=another, trigger="又", opened_at=clock.now())


def test_what_was_settled_on_the_spot_is_judged_too(world: World) -> None:
    matter = steps.with_grid(world)

    photo = made.photo(world, "网格员小唐")
    handling.handle(actor=world.actor("网格员小唐"), matter=matter, result="已换好玻璃", photos=[photo.pk])

    assert (matter.stage, matter.rounds.get().number) == ("evaluating", 1)


def test_who_is_asked_is_one_of_each_home_touched(world: World) -> None:
    """Not the whole household: its representative, or its adults where it has named none."""
    home = world.homes[0]
    world.person("王叔", home=home)
    world.person("小王", home=home, of_age_on=date(2030, 1, 1))
    matter = before.matter(world, proposer=world.people["老秦"])

    assert world.people["王叔"] not in asked(matter)
    home.representative = None
    home.save(update_fields=["representative"])

    names = set(asked(matter).values_list("name", flat=True))
    assert {"王阿姨", "王叔", "老秦"} <= names
    assert "小王" not in names


def _measure(world: World) -> ordering.Measure:
    return ordering.Measure(
        what="楼道加装监督岗",
        owner_name="",
        owner=world.people["孙副主任"].pk,
        deadline=date(2026, 4, 30),
        standard="一个月无堆物",
    )
