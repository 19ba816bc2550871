"""剧本甲、乙、丙: whole matters with their dates, as the ledger tells them afterwards."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from django.db.models import Count

from consult.agenda.models import Session
from consult.config.demo.town import Town
from consult.intake.models import Matter
from consult.kernel import clock, ledger, log, merkle
from consult.kernel.models import Log, LogEntry
from consult.people.models import ExclusiveUnit
from consult.resolution.models import Resolution
from consult.supervision.models import ArchiveFile, Evaluation
from consult.voting.models import Poll

from .conftest import NOW

JIA = [
    (date(2026, 3, 2), "matter.raise"),
    (date(2026, 3, 3), "matter.accept"),
    (date(2026, 3, 5), "matter.route"),
    (date(2026, 3, 6), "topic.opine"),
    (date(2026, 3, 6), "topic.opine"),
    (date(2026, 3, 6), "topic.admit"),
    (date(2026, 3, 9), "session.publish"),
    (date(2026, 3, 14), "session.open"),
    (date(2026, 3, 21), "session.open"),
    (date(2026, 3, 22), "motion.check_legality"),
    (date(2026, 3, 23), "study.record"),
    (date(2026, 3, 25), "session.publish"),
    (date(2026, 4, 1), "session.open"),
    (date(2026, 4, 1), "poll.open"),
    (date(2026, 4, 1), "poll.close"),
    (date(2026, 4, 2), "resolution.check_legality"),
    (date(2026, 4, 2), "resolution.sign"),
    (date(2026, 4, 2), "resolution.countersign"),
    (date(2026, 4, 3), "resolution.publish"),
    (date(2026, 4, 6), "objection.raise"),
    (date(2026, 4, 8), "objection.answer"),
    (date(2026, 4, 21), "resolution.take_down"),
    (date(2026, 4, 21), "order.issue"),
    (date(2026, 7, 20), "evaluation.give"),
    (date(2026, 7, 29), "matter.close"),
    (date(2026, 7, 30), "matter.archive"),
]


def told(town: Town, code: str) -> list[tuple[date, str]]:
    """The matter's entries by their Beijing date, in the ledger's order."""
    entries = LogEntry.objects.filter(abouts__subject=town.matters[code].pk).order_by("seq")
    return [(entry.at.astimezone(clock.BEIJING).date(), entry.verb) for entry in entries]


def in_order(wanted: list[tuple[date, str]], found: list[tuple[date, str]]) -> list[tuple[date, str]]:
    """What of `wanted` does not stand in `found` in this order."""
    rest = iter(found)
    return [step for step in wanted if step not in rest]


def test_script_jia_runs_on_its_dates_from_raising_to_the_archive(story_db: dict[str, Town]) -> None:
    assert in_order(JIA, told(story_db["HA"], "M18")) == []


def test_script_jia_is_decided_by_29_of_36_and_posted_until_the_next_working_day(
    story_db: dict[str, Town],
) -> None:
    matter = story_db["HA"].matters["M18"]
    poll = Poll.objects.get(motion__matter=matter)
    assert (poll.entitled, poll.present, poll.verdict) == (42, 36, "PASSED")
    assert poll.sentence == "42 人应到，36 人到会，赞成 29，须超过 18：通过"
    resolution = Resolution.objects.get(matter=matter)
    # Fifteen days from the day after 3 April end on Saturday the 18th, so on Monday the 20th.
    assert (resolution.published_on, resolution.publish_until) == (date(2026, 4, 3), date(2026, 4, 20))
    assert [s.act for s in resolution.signatures.order_by("at")] == ["sign", "countersign"]
    assert resolution.duties.count() == 6


def test_script_jia_is_judged_well_enough_and_archived(story_db: dict[str, Town]) -> None:
    matter = story_db["HA"].matters["M18"]
    matter.refresh_from_db()
    assert matter.stage == "archived"
    given = Evaluation.objects.filter(round__matter=matter)
    assert 1000 * given.filter(satisfied__gte=4).count() // given.count() == 916
    assert ArchiveFile.objects.filter(matter=matter).exists()


def test_script_yi_moves_up_by_itself_after_the_second_failed_grid_session(story_db: dict[str, Town]) -> None:
    found = told(story_db["HA"], "M24")
    assert (
        in_order(
            [
                (date(2026, 4, 1), "session.fail"),
                (date(2026, 4, 10), "session.close"),
                (date(2026, 4, 11), "session.fail"),
                (date(2026, 4, 11), "matter.escalate"),
                (date(2026, 4, 15), "topic.admit"),
                (date(2026, 4, 25), "session.open"),
                (date(2026, 4, 26), "poll.open"),
                (date(2026, 5, 10), "poll.close"),
            ],
            found,
        )
        == []
    )
    poll = Poll.objects.get(motion__matter=story_db["HA"].matters["M24"])
    assert (poll.force, poll.verdict) == ("advisory", "PASSED")
    assert poll.sentence.startswith("意向；如按第278条计算：通过")


def test_script_yi_asks_the_owners_of_both_grids(story_db: dict[str, Town]) -> None:
    """672 households: building 8 is of the second grid, and the green is every owner's."""
    town = story_db["HA"]
    poll = Poll.objects.get(motion__matter=town.matters["M24"])
    compound = town.homes(building__compound__name="槐安里")
    assert len(compound) == 672
    assert (
        poll.entitled
        == ExclusiveUnit.objects.filter(household__in=compound).values("party").distinct().count()
    )
    assert 3 * poll.casts.count() >= 2 * poll.entitled


def test_script_bing_fails_twice_and_the_part_without_owners_passes(story_db: dict[str, Town]) -> None:
    town = story_db["XL"]
    polls = list(Poll.objects.filter(motion__matter=town.matters["M02"]).order_by("opened_at"))
    assert [poll.verdict for poll in polls] == ["INQUORATE", "FAILED", "PASSED"]
    closed = [poll.closed_at.astimezone(clock.BEIJING).date() for poll in polls if poll.closed_at]
    assert closed == [date(2026, 5, 6), date(2026, 6, 8), date(2026, 6, 24)]
    heads = 1000 * polls[1].counts["counts"]["yes"] // 820
    area = polls[1].counts["counts"]["area_cm2"]
    assert heads >= 750
    assert 4 * area["yes"] < 3 * (area["yes"] + area["no"] + area["abstain"])
    assert polls[1].sentence.startswith("意向；如按第278条计算：不通过")
    assert polls[2].force == "binding"


def test_a_grid_gathers_its_households_opinions_by_phone_and_slip_over_three_days(
    story_db: dict[str, Town],
) -> None:
    matter = story_db["XL"].matters["M17"]
    poll = Poll.objects.get(motion__matter=matter)
    assert (poll.opened_at, poll.closed_at) == (clock.beijing(2026, 7, 7, 20), clock.beijing(2026, 7, 10, 18))
    assert dict(poll.casts.values_list("channel").annotate(Count("pk"))) == {"phone": 219, "paper": 5}
    assert poll.verdict == "PASSED", poll.sentence
    resolution = Resolution.objects.get(poll=poll)
    # The grid lead signs what the grid settled, and it is carried out while it is posted.
    assert (resolution.kind, resolution.stage, resolution.waits) == ("grid", "published", False)


def test_the_demo_has_its_25_matters_over_all_stages_and_two_sessions_that_sit(
    story_db: dict[str, Town],
) -> None:
    stages = dict(Matter.objects.values_list("stage").annotate(Count("pk")))
    assert sum(len(town.matters) for town in story_db.values()) == sum(stages.values()) == 25
    line = "accepted with_grid in_review returned convened discussing voting resolving carrying_out evaluating archived"
    assert set(line.split()) - stages.keys() == set()
    sitting = Session.objects.filter(stage="open").order_by("form").values_list("form", flat=True)
    assert list(sitting) == ["collection", "round_table"]


def test_the_demo_refers_a_matter_up_to_the_subdistricts_body_and_gets_it_back(
    story_db: dict[str, Town],
) -> None:
    town = story_db["HA"]
    way = [
        (date(2026, 8, 12), "matter.route"),
        (date(2026, 8, 12), "matter.refer_up"),
        (date(2026, 8, 13), "matter.hand_down"),
        (date(2026, 8, 13), "matter.route"),
        (date(2026, 8, 13), "topic.opine"),
    ]
    assert in_order(way, told(town, "M10")) == []
    referral = town.matters["M10"].referrals.get()
    assert (referral.to, referral.answered_at is not None) == ("青榆街道社区发展联合会", True)
    town.matters["M10"].refresh_from_db()
    assert town.matters["M10"].stage == "in_review"


@pytest.mark.parametrize("code", ["HA", "XL"])
def test_the_whole_ledger_verifies_and_its_time_never_runs_backwards(
    story_db: dict[str, Town], code: str
) -> None:
    stored = Log.objects.get(community=story_db[code].community.pk, kind=Log.Kind.LEDGER)
    entries = list(stored.entries.order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(stored.size))
    leaves = [merkle.leaf_hash(entry.body.encode()) for entry in entries]
    assert leaves == [bytes(entry.leaf) for entry in entries]
    assert merkle.root(leaves) == log.root(stored)
    assert all(one.at <= other.at for one, other in itertools.pairwise(entries))
    with clock.at(NOW):
        assert ledger.verify_head(ledger.head_json(ledger.sign_head(stored.pk)))
