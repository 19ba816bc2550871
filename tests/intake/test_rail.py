"""The rail and the sentence: every path a matter takes shows where it stands, what it passed, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult import flow
from consult.intake import handling, reads, referrals, triage
from consult.intake.models import Matter
from consult.intake.rail import NAMES, Rail, rails
from consult.intake.standing import day, sentence
from consult.kernel import clock, ledger
from consult.kernel.log import Draft
from consult.kernel.words import sentences
from tests.intake import steps
from tests.intake.test_petition import gathering, sign
from tests.world import START, World


def rail_of(matter: Matter) -> Rail:
    matter.refresh_from_db()
    return rails([matter])[matter.pk]


def states(matter: Matter) -> str:
    """One letter a station: done, current, to come, passed by (-)."""
    letters = {"done": "d", "current": "c", "to_come": ".", "passed_by": "-"}
    return "".join(letters[stop["state"]] for stop in rail_of(matter).stops)


def said(matter: Matter, language: str = "zh") -> str:
    found = Matter.objects.select_related("grid", "merged_into").get(pk=matter.pk)
    return sentence(found, rails([found])[found.pk])[language]


#                raise accept review notice discuss vote resolve publish carry evaluate archive
PATHS: list[tuple[str, Any, str]] = [
    ("submitted", steps.raised, "c.........."),
    ("accepted", steps.accepted, "dc........."),
    ("with_grid", steps.with_grid, "dd--c-....."),
    ("in_review", steps.in_review, "ddc........"),
    ("returned", steps.returned, "ddc........"),
    ("not_listed", steps.declined, "ddc--------"),
    ("listed", steps.listed, "dddc......."),
    ("referred", lambda w: steps.routed(w, "private"), "dc---------"),
    ("transferred", lambda w: steps.routed(w, "government"), "dc---------"),
    ("rejected", lambda w: steps.routed(w, "reject"), "dc---------"),
]


@pytest.mark.parametrize(("stage", "make", "line"), PATHS, ids=[path[0] for path in PATHS])
def test_the_rail_of_each_path(world: World, stage: str, make: Any, line: str) -> None:
    matter = make(world)
    assert matter.stage == stage
    assert states(matter) == line


def test_what_is_passed_by_says_why_in_both_languages(world: World) -> None:
    for _, make, _ in PATHS:
        for stop in rail_of(make(world)).stops:
            if stop["state"] == "passed_by":
                assert stop["reason"] not in ("", None)
                assert stop["reason_en"] != stop["reason"]
                assert not stop["reason"].startswith("rail.")
            else:
                assert stop["reason"] is stop["reason_en"] is None


def test_stations_carry_their_dates_and_the_present_one_its_clock(world: World) -> None:
    matter = steps.raised(world)
    with clock.at(START + timedelta(hours=3)):
        from consult.intake import accepting

        accepting.accept(actor=world.actor("网格员小唐"), matter=matter)
        triage.route(
            actor=world.actor("社工小李"),
            matter=matter,
            route="large",
            reason="别的楼也有",
            owners_common=True,
        )
    line = rail_of(matter)
    stops = {stop["station"]: stop for stop in line.stops}
    assert (stops["raise"]["at"], stops["accept"]["at"]) == (START, START + timedelta(hours=3))
    assert stops["review"]["due"] == line.due == clock.beijing(2026, 3, 9, 23, 59)
    assert stops["notice"]["at"] is stops["notice"]["due"] is None


def test_a_small_matter_settled_on_the_spot_passes_by_sessions_and_papers(world: World) -> None:
    matter = steps.with_grid(world)
    handling.handle(
        actor=world.actor("网格员小唐"),
        matter=matter,
        result="换好了",
        photos=[steps.photo(world, "网格员小唐")],
    )
    assert states(matter) == "dd--d----c."


def test_a_petitioned_matter_passes_by_the_review_that_declined_it(world: World) -> None:
    petition, names = gathering(world, steps.in_review(world))
    sign(world, petition, *names[1:3])
    assert states(petition.matter) == "dddc......."


def test_what_agreed_without_a_vote_passes_it_by(world: World) -> None:
    matter = steps.listed(world)
    for verb in ("session.publish", "session.open", "resolution.draft"):
        ledger.write(
            community=world.community.pk, draft=Draft(verb=verb, about=[world.community.pk, matter.pk])
        )
    steps.at(matter, "resolving")
    assert states(matter) == "ddddd-c...."
    assert rail_of(matter).stops[5]["reason"] == "协商一致，未付表决"


def test_what_happened_to_a_matter_merged_into_this_one_is_not_its_own(world: World) -> None:
    first, second = steps.accepted(world), steps.accepted(world, "老尹")
    triage.route(actor=world.actor("社工小李"), matter=second, route="merge", reason="一样", merge_into=first)
    assert states(first) == "dc........."
    assert rail_of(first).since == START


def test_an_answered_matter_that_is_archived_kept_away_from_the_middle(world: World) -> None:
    matter = steps.routed(world, "government")
    referrals.answer(actor=world.actor("社工小李"), matter=matter, text="修好了")
    assert states(matter) == "dc---------"
    steps.at(matter, "archived")
    assert states(matter) == "dd--------c"


@pytest.mark.parametrize("number", [1, 12])
def test_rails_take_two_statements_however_many_matters(world: World, number: int) -> None:
    made = [steps.accepted(world, title=f"第{n}件", text=f"各不相同的事{n}") for n in range(number)]
    with CaptureQueriesContext(connection) as asked:
        rails(made)
    assert len(asked) == 2


# --- the sentence ---


@pytest.mark.parametrize("stage", sorted({stage for _, stages in flow.STATIONS for stage in stages.split()}))
def test_every_stage_has_a_sentence_in_both_languages(stage: str) -> None:
    kept = sentences()[f"state.{stage}"]
    assert kept["zh"]
    assert kept["en"]


def test_every_stage_stands_at_a_station() -> None:
    stages = {stage for row in flow.MATTER for stage in (*row.stages, *row.to)}
    assert stages == {stage for _, names in flow.STATIONS for stage in names.split()}
    assert len(NAMES) == 11


def test_it_says_by_when_something_happens(world: World) -> None:
    matter = steps.raised(world)
    assert said(matter) == "3 月 2 日提出，3 月 4 日前给出首次答复"
    assert said(matter, "en") == "Raised on 2 March; a first answer by 4 March"
    assert said(steps.in_review(world)) == "党组织 3 月 9 日前审核完"
    assert said(steps.with_grid(world)) == "3 月 2 日交槐安里第1网格办理"
    assert said(steps.routed(world, "government")) == "3 月 2 日转政府部门办理，等待答复"


def test_and_that_it_is_overdue_when_it_is(world: World) -> None:
    from consult.kernel import due

    matter = steps.raised(world)
    with clock.at(START + timedelta(hours=49)):
        assert said(matter) == "3 月 2 日提出，首次答复应在 3 月 4 日前，已经逾期"
        due.settle_all()
        assert said(matter) == "3 月 2 日提出，首次答复应在 3 月 4 日前，已经逾期"
    assert rail_of(matter).due == START + timedelta(hours=48)


def test_a_merged_matter_names_the_other(world: World) -> None:
    first, second = steps.raised(world), steps.accepted(world, "老尹")
    triage.route(actor=world.actor("社工小李"), matter=second, route="merge", reason="一样", merge_into=first)
    assert said(second) == "3 月 2 日并入 QY-HA-2026-0001"


def test_another_years_date_carries_its_year(world: World) -> None:
    assert day(clock.beijing(2025, 12, 31), "zh") == "2025 年 12 月 31 日"
    assert day(clock.beijing(2027, 1, 1), "en") == "1 January 2027"
    assert day(None, "zh") == "—"


def test_a_list_row_carries_both_languages(world: World) -> None:
    steps.raised(world)
    row = reads.matters(world.actor("老尹"))[0][0]
    assert (row["sentence"], row["sentence_en"]) == (
        "3 月 2 日提出，3 月 4 日前给出首次答复",
        "Raised on 2 March; a first answer by 4 March",
    )
