"""Roles: given with a scope and a term, refused where the law forbids them, ended at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from consult.kernel import clock
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people import appointing, organizing
from consult.people.models import Holding, Kinship, Person, Role
from consult.people.permits import grid_worker_here
from consult.people.rules import clash, committee_size_usual, representatives_usual
from consult.people.signals import roles_changed
from tests.expect import refused
from tests.world import World

TODAY = date(2026, 3, 2)


@pytest.fixture
def admin(world: World) -> World:
    """With an administrator of the subdistrict."""
    world.person("管理员老秦")
    world.hold("管理员老秦", Role.ADMINISTRATOR, community=None)
    return world


def give(world: World, name: str, role: Role, *, by: str = "管理员老秦", **given: Any) -> Holding:
    term = {key: given.pop(key) for key in ("starts", "ends", "category") if key in given}
    given.setdefault("community", None if role in appointing.ABOVE else world.community)
    return appointing.give(
        actor=world.actor(by),
        person=world.people[name],
        role=role,
        subdistrict=world.community.subdistrict,
        scope=appointing.Scope(**given),
        **term,
    )


def test_an_administrator_appoints_and_the_role_is_held_at_once(admin: World) -> None:
    holding = give(admin, "小谷", Role.GRID_WORKER, grid=admin.grids[0])
    assert (holding.starts, holding.ends) == (TODAY, None)
    assert grid_worker_here(admin.actor("小谷"), admin.homes[0])
    message = Message.objects.get(template="role.given")
    assert message.facts == {"role": "网格员", "role_en": "Grid worker", "scope": "槐安里第1网格"}
    entry = LogEntry.objects.get(verb="role.give")
    assert '"scope":"槐安里第1网格"' in entry.body


def test_a_term_begins_and_ends_by_its_dates(admin: World) -> None:
    give(admin, "小谷", Role.GRID_WORKER, grid=admin.grids[0], starts=date(2026, 3, 5), ends=date(2026, 3, 9))
    held = []
    for day in (4, 5, 8, 9):
        with clock.at(clock.beijing(2026, 3, day)):
            held.append(grid_worker_here(admin.actor("小谷"), admin.homes[0]))
    assert held == [False, True, True, False]


def test_ending_takes_the_role_away_the_same_day(
    admin: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    heard = []

    def hear(sender: object, person: object, **_: Any) -> None:
        heard.append(person)

    roles_changed.connect(hear)
    holding = give(admin, "小谷", Role.GRID_WORKER, grid=admin.grids[0])
    with django_capture_on_commit_callbacks(execute=True):
        appointing.end(actor=admin.actor("管理员老秦"), holding=holding)
    roles_changed.disconnect(hear)
    assert not grid_worker_here(admin.actor("小谷"), admin.homes[0])
    assert heard == [admin.people["小谷"].pk]
    assert Message.objects.filter(template="role.ended").exists()
    with refused("invalid"):
        appointing.end(actor=admin.actor("管理员老秦"), holding=holding)


def test_an_end_cannot_be_set_in_the_past(admin: World) -> None:
    holding = Holding.objects.get(person=admin.people["网格员小唐"])
    with refused("invalid"):
        appointing.end(actor=admin.actor("管理员老秦"), holding=holding, on=date(2026, 3, 1))


@pytest.mark.parametrize(
    ("role", "own", "of_kin", "found"),
    [
        ("supervisor", {"committee_member"}, set(), "supervises_itself"),
        ("supervisor", {"committee_deputy"}, set(), "supervises_itself"),
        ("supervisor", {"committee_director"}, set(), "supervises_itself"),
        ("supervisor", {"committee_staff"}, set(), None),
        ("supervisor", set(), {"committee_member"}, "supervises_kin"),
        ("supervisor", set(), {"supervisor"}, None),
        ("committee_member", {"supervisor"}, set(), "supervises_itself"),
        ("committee_director", set(), {"supervisor"}, "supervises_kin"),
        ("committee_member", set(), {"committee_director"}, "kin_in_committee"),
        ("committee_director", {"party_secretary"}, set(), None),
        ("party_secretary", {"committee_director"}, {"supervisor"}, None),
        ("resident_rep", {"supervisor"}, {"committee_member"}, None),
    ],
)
def test_which_offices_exclude_each_other(
    role: str, own: set[str], of_kin: set[str], found: str | None
) -> None:
    assert clash(role, own=own, of_kin=of_kin) == found


@pytest.mark.parametrize(("members", "usual"), [(4, False), (5, True), (9, True), (10, False)])
def test_five_to_nine_members_are_usual(members: int, usual: bool) -> None:
    assert committee_size_usual(members) is usual


@pytest.mark.parametrize(
    ("representatives", "households", "usual"),
    [
        (35, 1308, True),
        (48, 1850, True),
        (0, 100, False),
        (10, 199, False),
        (10, 200, True),
        (10, 501, False),
    ],
)
def test_a_representative_for_twenty_to_fifty_households_is_usual(
    representatives: int, households: int, usual: bool
) -> None:
    assert representatives_usual(representatives, households) is usual


class TestProhibitions:
    def test_a_committee_member_does_not_supervise_the_committee(self, admin: World) -> None:
        with refused("supervises_itself"):
            give(admin, "孙副主任", Role.SUPERVISOR)
        with refused("supervises_itself"):
            give(admin, "吕监督", Role.COMMITTEE_MEMBER)

    def test_nor_do_their_close_kin_whichever_way_they_are_on_file(self, admin: World) -> None:
        for name in ("小谷", "小范"):
            first, second = sorted((admin.people["孙副主任"], admin.people[name]), key=lambda p: p.pk)
            Kinship.objects.create(one=first, other=second)
            with refused("supervises_kin"):
                give(admin, name, Role.SUPERVISOR)

    def test_close_kin_do_not_sit_on_one_committee(self, admin: World) -> None:
        organizing.record_kinship(
            actor=admin.actor("管理员老秦"),
            community=admin.community,
            one=admin.people["孙副主任"],
            other=admin.people["小谷"],
        )
        with refused("kin_in_committee"):
            give(admin, "小谷", Role.COMMITTEE_MEMBER)

    def test_once_the_term_is_over_they_may(self, admin: World) -> None:
        Holding.objects.filter(person=admin.people["孙副主任"]).update(ends=TODAY)
        assert give(admin, "孙副主任", Role.SUPERVISOR).role == "supervisor"

    def test_a_future_term_counts_against_a_present_one(self, admin: World) -> None:
        give(admin, "小谷", Role.COMMITTEE_MEMBER, starts=date(2026, 6, 1))
        with refused("supervises_itself"):
            give(admin, "小谷", Role.SUPERVISOR)
        assert give(admin, "小谷", Role.SUPERVISOR, ends=date(2026, 6, 1))

    def test_secretary_and_director_may_be_one_person(self, admin: World) -> None:
        Holding.objects.filter(person=admin.people["何主任"]).update(ends=TODAY)
        assert give(admin, "周书记", Role.COMMITTEE_DIRECTOR)

    def test_a_community_has_one_secretary_and_one_director(self, admin: World) -> None:
        for role in (Role.PARTY_SECRETARY, Role.COMMITTEE_DIRECTOR):
            with refused("office_taken"):
                give(admin, "小谷", role)

    def test_nobody_appoints_themselves(self, admin: World) -> None:
        with refused("own_role"):
            give(admin, "管理员老秦", Role.PARTY_SECRETARY)

    def test_a_role_is_held_once_in_a_place(self, admin: World) -> None:
        with refused("holds_already"):
            give(admin, "网格员小唐", Role.GRID_WORKER, grid=admin.grids[0])
        assert give(admin, "网格员小唐", Role.GRID_WORKER, grid=admin.grids[1])

    def test_a_representative_is_eighteen(self, admin: World) -> None:
        admin.person("孩子", of_age_on=date(2030, 1, 1))
        with refused("under_age"):
            give(admin, "孩子", Role.RESIDENT_REP)

    def test_the_size_of_the_committee_is_a_figure_to_warn_by(self, admin: World) -> None:
        assert appointing.committee_figures(admin.community) == {"members": 2, "unusual": True}
        for name in ("小谷", "小范", "老尹"):
            give(admin, name, Role.COMMITTEE_MEMBER)
        assert appointing.committee_figures(admin.community) == {"members": 5, "unusual": False}

    def test_so_is_the_number_of_representatives(self, admin: World) -> None:
        households = len(admin.homes)
        before = appointing.representatives_figures(admin.community)
        assert before == {"representatives": 0, "households": households, "unusual": True}
        for name in ("小谷", "小范"):
            give(admin, name, Role.RESIDENT_REP)
        after = appointing.figures(admin.community)["representatives"]
        assert after == {"representatives": 2, "households": households, "unusual": households < 40}


@pytest.mark.parametrize(
    ("role", "scope", "field"),
    [
        (Role.GRID_WORKER, {}, "grid"),
        (Role.GRID_LEAD, {}, "grid"),
        (Role.BUILDING_LEAD, {}, "building"),
        (Role.COMMITTEE_STAFF, {"community": None}, "community"),
        (Role.SUBDISTRICT_OFFICER, {"community": "here"}, "community"),
        (Role.GRID_WORKER, {"community": "other", "grid": "here"}, "grid"),
    ],
)
def test_a_role_has_the_scope_that_belongs_to_it(
    admin: World, role: Role, scope: dict[str, Any], field: str
) -> None:
    known = {"here": admin.community, "other": admin.other}
    given = {key: known.get(value) for key, value in scope.items()}
    if scope.get("grid"):
        given["grid"] = admin.grids[0]
    with pytest.raises(Exception, match="invalid") as caught:
        give(admin, "小谷", role, **given)
    assert caught.value.facts == {"field": field}  # type: ignore[attr-defined]


def test_a_term_ends_after_it_starts(admin: World) -> None:
    with refused("invalid"):
        give(admin, "小谷", Role.COUNCIL_MEMBER, starts=TODAY, ends=TODAY)


@pytest.mark.parametrize(
    ("role", "allowed"), [(Role.RESIDENT_REP, True), (Role.PARTY_SECRETARY, False), (Role.GRID_WORKER, False)]
)
def test_the_communitys_workers_enter_whom_residents_elect_and_no_office(
    admin: World, role: Role, allowed: bool
) -> None:
    if allowed:
        assert give(admin, "小谷", role, by="社工小李")
    else:
        with refused("not_permitted"):
            give(admin, "小谷", role, by="社工小李", grid=admin.grids[0])


@pytest.mark.parametrize("by", ["周书记", "何主任", "网格员小唐", "王阿姨", "街道小高"])
def test_nobody_else_appoints(admin: World, by: str) -> None:
    with refused("not_permitted"):
        give(admin, "小谷", Role.RESIDENT_REP, by=by)


def test_an_appointment_above_the_communities_stands_in_each_ledger(admin: World) -> None:
    give(admin, "小谷", Role.SUBDISTRICT_OFFICER)
    communities = {entry.log.community for entry in LogEntry.objects.filter(verb="role.give")}
    assert communities == {admin.community.pk, admin.other.pk}


@pytest.mark.database
@pytest.mark.parametrize("role", [Role.PARTY_SECRETARY, Role.COMMITTEE_DIRECTOR])
def test_the_database_too_keeps_one_head_of_each_kind(world: World, role: Role) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        world.hold("小谷", role)


def test_kinship_is_recorded_without_saying_between_whom(admin: World) -> None:
    one, other = admin.people["小谷"], admin.people["小范"]
    organizing.record_kinship(actor=admin.actor("社工小李"), community=admin.community, one=one, other=other)
    body = LogEntry.objects.get(verb="kinship.record").body
    assert str(one.pk) not in body
    assert str(other.pk) not in body
    with refused("invalid"):
        organizing.record_kinship(
            actor=admin.actor("社工小李"), community=admin.community, one=other, other=one
        )
    with refused("invalid"):
        organizing.record_kinship(
            actor=admin.actor("社工小李"), community=admin.community, one=one, other=one
        )
    assert Person.objects.filter(pk__in=appointing.kin_of(one)).get() == other
