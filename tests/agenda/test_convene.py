"""session.convene: who calls whom together, in which form, for which matter, and who may not be refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from consult.agenda.convening import convene
from consult.agenda.forms import FORMS
from consult.agenda.models import Session
from consult.intake.models import Petition
from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.people.models import Body, Role
from tests.agenda import scene
from tests.expect import guards, refused
from tests.world import START, World


def call(world: World, form: str, by: str = "社工小李", **fields: Any) -> Session:
    return convene(
        actor=world.actor(by),
        community=world.community,
        form=form,
        title="说事",
        starts_at=scene.day(20),
        place="议事厅",
        **fields,
    )


def test_staff_convene_a_round_table_on_an_admitted_matter(world: World) -> None:
    it = scene.matter(world)

    session = call(world, "round_table", matter=it, link="https://meet.example/1", minutes=120)

    assert (session.stage, session.form, session.pack) == ("drafted", "round_table", "cn-2026")
    assert session.number == "", "a number is given when it is published"
    assert [item.matter for item in session.items.all()] == [it]
    assert session.consultation.led_by == world.bodies["party"]
    entry = parsed(LogEntry.objects.get(verb="session.convene"))
    assert entry["about"] == [str(session.pk), str(it.pk)]
    assert entry["data"]["form_zh"] == "圆桌会"


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_form_is_convened_by_those_it_names_and_nobody_else(world: World, form: str) -> None:
    it = scene.fitting(world, form)
    for name, role in {
        "社工小李": "committee_staff",
        "何主任": "committee_director",
        "周书记": "party_secretary",
        "网格长老柏": "grid_lead",
        "网格长小井": "grid_lead elsewhere",
        "楼长刘姐": "building_lead",
        "吕监督": "supervisor",
        "王阿姨": "",
        "街道小高": "subdistrict_officer",
    }.items():
        if role in FORMS[form].conveners:
            assert call(world, form, by=name, matter=it).stage == "drafted", name
        else:
            with refused("not_permitted"):
                call(world, form, by=name, matter=it)


def test_a_statutory_meeting_is_another_table_than_a_consultation(world: World) -> None:
    meeting = call(world, "residents_meeting", by="何主任", matter=scene.matter(world))

    assert meeting.statutory.petition_obliged is False
    assert not hasattr(meeting, "consultation")


def test_a_grid_session_takes_its_place_from_the_matter(world: World) -> None:
    session = call(world, "grid_session", by="网格长老柏", matter=scene.small(world))

    assert (session.grid, session.building) == (world.grids[0], None)


def test_a_building_session_belongs_to_its_building_and_its_grid(world: World) -> None:
    session = call(world, "building_session", by="楼长刘姐", matter=scene.small(world))

    assert (session.grid, session.building) == (world.grids[0], world.buildings[0])


@pytest.mark.parametrize(
    ("form", "stage", "fits"),
    [
        ("round_table", "listed", True),
        ("round_table", "discussing", True),
        ("round_table", "resolving", True),
        ("round_table", "accepted", False),
        ("round_table", "in_review", False),
        ("round_table", "returned", False),
        ("round_table", "not_listed", False),
        ("round_table", "with_grid", False),
        ("round_table", "transferred", False),
        ("coordination", "transferred", True),
        ("joint_meeting", "referred", True),
        ("appraisal", "evaluating", True),
        ("appraisal", "listed", False),
        ("committee_meeting", "in_review", True),
        ("residents_meeting", "in_review", False),
        ("residents_meeting", "closed", False),
    ],
)
def test_a_form_takes_matters_at_its_own_stages(world: World, form: str, stage: str, fits: bool) -> None:
    it = scene.matter(world, stage=stage)
    by = scene.CONVENERS.get(form, "社工小李")
    if fits:
        assert call(world, form, by=by, matter=it).stage == "drafted"
    else:
        with refused("form_fits_matter"):
            call(world, form, by=by, matter=it)


@guards("session.convene", "agenda.guards.form_fits_matter")
def test_a_large_matter_waits_for_its_admission(world: World) -> None:
    it = scene.matter(world, stage="in_review")
    with refused("form_fits_matter"):
        call(world, "hearing", matter=it)
    assert not Session.objects.exists()


def test_a_form_that_needs_a_matter_is_not_convened_without(world: World) -> None:
    with refused("form_fits_matter"):
        call(world, "hearing")
    assert call(world, "collection").stage == "drafted"


def test_a_grid_does_not_take_another_grids_matter(world: World) -> None:
    it = scene.small(world)
    it.grid = world.grids[1]
    it.save()
    with refused("form_fits_matter"):
        call(world, "grid_session", by="网格长老柏", matter=it, grid=world.grids[0])


def test_a_building_does_not_take_another_buildings_matter(world: World) -> None:
    it = scene.small(world)
    it.building = world.buildings[1]
    it.save()
    with refused("form_fits_matter"):
        call(world, "building_session", by="楼长刘姐", matter=it, building=world.buildings[0])


def test_a_restricted_matter_is_no_meetings(world: World) -> None:
    with refused("form_fits_matter"):
        call(world, "coordination", matter=scene.matter(world, stage="transferred", restricted=True))


EVERYBODY = {"kind": "community", "ids": []}


@guards("session.convene", "agenda.guards.authorized")
def test_representatives_do_not_take_up_what_is_all_residents_without_authorization(world: World) -> None:
    it = scene.matter(world, affected=EVERYBODY)
    with refused("authorized"):
        call(world, "representatives_meeting", by="何主任", matter=it)


@pytest.mark.parametrize(
    ("fields", "subject", "allowed"),
    [
        ({"affected": EVERYBODY}, "社区用房", True),
        ({"affected": EVERYBODY}, "", False),
        ({"affected": EVERYBODY}, "停车管理", False),
        ({"affected": EVERYBODY, "category": "民生项目"}, "", True),
        ({"affected": EVERYBODY, "title": "垃圾分类投放点撤桶并点"}, "", True),
        ({"affected": EVERYBODY, "title": "制定文明养犬公约"}, "社区用房", False),
        ({"title": "制定文明养犬公约"}, "社区用房", False),
        ({"owners_decision": True}, "社区用房", False),
        ({"owners_common": True}, "社区用房", False),
    ],
)
def test_what_an_authorization_lets_representatives_take_up(
    world: World, fields: dict[str, Any], subject: str, allowed: bool
) -> None:
    given = {
        "by": "何主任",
        "matter": scene.matter(world, **fields),
        "delegation": scene.delegation(world),
        "subject": subject,
    }
    if allowed:
        session = call(world, "representatives_meeting", **given)
        assert session.statutory.delegation == scene.delegation(world)
        assert parsed(LogEntry.objects.get(verb="session.convene"))["data"]["subject"]
    else:
        with refused("authorized"):
            call(world, "representatives_meeting", **given)


def test_a_matter_of_two_grids_needs_no_authorization(world: World) -> None:
    it = scene.matter(world, affected={"kind": "grid", "ids": [str(grid.pk) for grid in world.grids]})
    assert call(world, "representatives_meeting", by="何主任", matter=it).stage == "drafted"


@pytest.mark.parametrize(
    ("decided", "until", "holds"),
    [
        (date(2026, 3, 22), date(2026, 12, 31), True),
        (date(2026, 3, 23), date(2026, 12, 31), False),
        (date(2025, 1, 1), date(2026, 3, 22), True),
        (date(2025, 1, 1), date(2026, 3, 21), False),
    ],
)
def test_an_authorization_must_be_in_force_on_the_day_of_the_meeting(
    world: World, decided: date, until: date, holds: bool
) -> None:
    delegation = scene.delegation(world)
    delegation.decided_on, delegation.valid_until = decided, until
    delegation.save()
    given = {"by": "何主任", "matter": scene.matter(world, affected=EVERYBODY), "delegation": delegation}
    if holds:
        assert call(world, "representatives_meeting", subject="社区用房", **given).stage == "drafted"
    else:
        with refused("authorized"):
            call(world, "representatives_meeting", subject="社区用房", **given)


@pytest.mark.parametrize(
    ("form", "kind", "bound"),
    [
        ("residents_meeting", Petition.Kind.ADULTS, True),
        ("residents_meeting", Petition.Kind.HOUSEHOLDS, True),
        ("residents_meeting", Petition.Kind.REPRESENTATIVES, True),
        ("residents_meeting", Petition.Kind.REPRESENTATIVES_MEETING, False),
        ("representatives_meeting", Petition.Kind.REPRESENTATIVES_MEETING, True),
        ("representatives_meeting", Petition.Kind.REPRESENTATIVES, False),
    ],
)
def test_a_meeting_records_that_enough_people_called_for_it(
    world: World, form: str, kind: str, bound: bool
) -> None:
    it = scene.matter(world)
    scene.petitioned(world, it, kind)

    assert call(world, form, by="何主任", matter=it).statutory.petition_obliged is bound


@pytest.mark.parametrize("stage", ["published", "carrying_out", "evaluating", "closed"])
def test_a_meeting_called_by_enough_people_is_held_on_what_is_posted_already(
    world: World, stage: str
) -> None:
    it = scene.matter(world, stage=stage)
    with refused("form_fits_matter"):
        call(world, "residents_meeting", by="何主任", matter=it)
    scene.petitioned(world, it, Petition.Kind.HOUSEHOLDS)

    called = call(world, "residents_meeting", by="何主任", matter=it)
    assert called.statutory.petition_obliged
    with refused("form_fits_matter"):
        call(world, "representatives_meeting", by="何主任", matter=it)

    Session.objects.filter(pk=called.pk).update(opened_at=called.starts_at, stage="open", published_at=START)
    with refused("form_fits_matter"):
        call(world, "residents_meeting", by="何主任", matter=it)


def test_a_petition_obliges_even_what_representatives_may_not_vote(world: World) -> None:
    it = scene.matter(world, affected=EVERYBODY, owners_decision=True)
    scene.petitioned(world, it, Petition.Kind.REPRESENTATIVES_MEETING)

    assert call(world, "representatives_meeting", by="何主任", matter=it).stage == "drafted"


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("form", {"form": "picnic"}),
        ("title", {"title": " "}),
        ("title", {"title": "会" * 81}),
        ("place", {"place": "<b></b>"}),
        ("minutes", {"minutes": 14}),
        ("minutes", {"minutes": 481}),
        ("link", {"link": "javascript:alert(1)"}),
        ("link", {"link": "会议号 123"}),
        ("starts_at", {"starts_at": clock.beijing(2026, 3, 2, 9)}),
        ("starts_at", {"starts_at": clock.beijing(2027, 3, 4, 9)}),
        ("starts_at", {"starts_at": clock.beijing(2026, 3, 9).replace(tzinfo=None)}),
    ],
)
def test_bad_values_are_named_and_nothing_is_made(world: World, field: str, fields: dict[str, Any]) -> None:
    given = {"form": "collection", "title": "说事", "starts_at": scene.day(20), "place": "议事厅", **fields}
    with pytest.raises(Refusal) as caught:
        convene(actor=world.actor("社工小李"), community=world.community, **given)
    assert (caught.value.code, caught.value.facts["field"]) == ("invalid", field)
    assert not Session.objects.exists()


def test_places_and_sessions_of_another_community_are_not_found(world: World) -> None:
    theirs = Body.objects.create(
        subdistrict=world.community.subdistrict,
        community=world.other,
        kind=Body.Kind.COUNCIL,
        name="新澜议事会",
    )
    with refused("not_found"):
        call(world, "collection", body=theirs)
    with refused("not_found"):
        call(world, "collection", matter=scene.matter(world, community=world.other))


def test_a_body_above_the_communities_may_be_named(world: World) -> None:
    federation = Body.objects.create(
        subdistrict=world.community.subdistrict, kind=Body.Kind.FEDERATION, name="青榆社区发展联合会"
    )
    assert call(world, "joint_meeting", matter=scene.matter(world), body=federation).body == federation


def test_a_role_that_has_ended_convenes_nothing(world: World) -> None:
    held = world.people["社工小李"].holdings.get(role=Role.COMMITTEE_STAFF)
    held.ends = clock.today() - timedelta(days=1)
    held.save()
    with refused("not_permitted"):
        call(world, "collection")


def test_a_second_round_follows_the_first(world: World) -> None:
    it = scene.matter(world)
    first = call(world, "hearing", matter=it)

    assert call(world, "round_table", matter=it, follows=first).follows == first
