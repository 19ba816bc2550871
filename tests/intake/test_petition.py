"""petition.start, petition.sign, petition.withdraw, petition.oblige (法 §§26, 28): exact thresholds; nobody can block one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from consult.intake import petitions
from consult.intake.models import Matter, Petition, PetitionSignature
from consult.kernel.models import Due, LogEntry
from consult.people.models import Residency, Role
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import START, World


def start(world: World, matter: Matter, by: str, kind: str, text: str = "请召集会议") -> Petition:
    return petitions.start(actor=world.actor(by), matter=matter, kind=kind, text=text)


def sign(world: World, petition: Petition, *names: str) -> Petition:
    for name in names:
        petitions.sign(actor=world.actor(name), petition=petition)
    return petition


def gathering(world: World, matter: Matter | None = None) -> tuple[Petition, list[str]]:
    """A petition of seven representatives, of whom three are a third or more; the first has signed."""
    names = steps.representatives(world, 7)
    return start(world, matter or steps.declined(world), names[0], "representatives"), names


def households(world: World, number: int) -> list[str]:
    """Representatives of so many households of the 36."""
    names = ["王阿姨", "丁奶奶", "小谷", "小范", "老尹", "葛阿姨", "小辛", "老秦"]
    return names[:number]


def test_a_representative_starts_one_and_is_the_first_to_sign(world: World) -> None:
    petition, names = gathering(world)
    assert (petition.stage, petition.base, petition.needed) == ("gathering", 7, 3)
    assert [s.person.name for s in petition.signatures.all()] == [names[0]]
    assert "petition.start" in steps.entries(petition.matter)


def test_who_does_not_count_may_start_one_without_signing(world: World) -> None:
    steps.representatives(world, 4)
    petition = start(world, steps.declined(world), "老尹", "representatives")
    assert (petition.needed, petition.signatures.count()) == (2, 0)


# --- each side of each threshold ---


def test_a_third_of_the_representatives_oblige_a_residents_meeting(world: World) -> None:
    petition, names = gathering(world)
    sign(world, petition, names[1])
    assert (petition.stage, petition.matter.stage) == ("gathering", "not_listed")
    sign(world, petition, names[2])
    petition.matter.refresh_from_db()
    assert (petition.stage, petition.obliged_at) == ("obliged", START)
    assert (petition.matter.stage, petition.matter.petition_obliged) == ("listed", True)


def test_a_fifth_of_them_oblige_a_representatives_meeting(world: World) -> None:
    names = steps.representatives(world, 6)
    petition = start(world, steps.declined(world), names[0], "reps_meeting")
    assert (petition.base, petition.needed, petition.stage) == (6, 2, "gathering")
    assert sign(world, petition, names[1]).stage == "obliged"


def test_of_five_representatives_one_is_a_fifth(world: World) -> None:
    names = steps.representatives(world, 5)
    petition = start(world, steps.declined(world), names[0], "reps_meeting")
    assert (petition.needed, petition.stage) == (1, "obliged")


def test_a_tenth_of_the_households_oblige_a_meeting(world: World) -> None:
    names = households(world, 4)
    petition = start(world, steps.declined(world), names[0], "households")
    assert (petition.base, petition.needed) == (36, 4)
    assert sign(world, petition, *names[1:3]).stage == "gathering"
    assert sign(world, petition, names[3]).stage == "obliged"


@pytest.mark.parametrize(("adults", "needed"), [(20, 2), (21, 3)])
def test_a_tenth_of_the_adults_oblige_a_meeting(world: World, adults: int, needed: int) -> None:
    for n in range(adults - 8):
        world.person(f"居民{n}", home=world.homes[10 + n])
    petition = start(world, steps.declined(world), "王阿姨", "adults")
    assert (petition.base, petition.needed, petition.stage) == (adults, needed, "gathering")
    sign(world, petition, *["丁奶奶", "小谷"][: needed - 2])
    assert petition.stage == "gathering"
    assert sign(world, petition, "小范").stage == "obliged"


def test_the_young_and_the_unconfirmed_are_not_counted(world: World) -> None:
    young = world.person("小学生", home=world.homes[0])
    young.of_age_on = None
    young.save()
    claimed = world.person("刚搬来", home=world.homes[1])
    Residency.objects.filter(person=claimed).update(state="claimed")
    assert petitions.base_of("adults", world.community) == 8


# --- who signs ---


@pytest.mark.parametrize(
    ("kind", "starter", "outsider"),
    [
        ("representatives", "代表1", "王阿姨"),
        ("reps_meeting", "代表1", "王阿姨"),
        ("households", "王阿姨", "代表1"),
        ("adults", "王阿姨", "社工小李"),
    ],
)
def test_only_those_it_is_by_sign(world: World, kind: str, starter: str, outsider: str) -> None:
    steps.representatives(world, 12)
    petition = start(world, steps.declined(world), starter, kind)
    assert petition.stage == "gathering"
    with refused("not_permitted"):
        sign(world, petition, outsider)


@guards("petition.sign", "intake.guards.not_signed_yet")
def test_nobody_signs_twice(world: World) -> None:
    petition, names = gathering(world)
    with refused("not_signed_yet"):
        sign(world, petition, names[0])


@guards("petition.sign", "intake.guards.not_signed_yet")
def test_a_household_signs_once_also_by_another_representative(world: World) -> None:
    petition = start(world, steps.declined(world), "王阿姨", "households")
    home = world.homes[0]
    home.representative = world.person("王叔叔", home=home)
    home.save()
    with refused("not_signed_yet"):
        sign(world, petition, "王叔叔")


@pytest.mark.database
def test_the_database_holds_one_signature_a_person(world: World) -> None:
    petition, names = gathering(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        PetitionSignature.objects.create(petition=petition, person=world.people[names[0]], at=START)


def test_who_signed_is_not_on_the_matters_timeline(world: World) -> None:
    petition, names = gathering(world)
    sign(world, petition, names[1])
    assert "petition.sign" not in steps.entries(petition.matter)
    assert "petition.sign" in steps.entries(petition)


# --- starting and withdrawing ---


@guards("petition.start", "intake.guards.no_petition_yet")
def test_one_of_a_kind_at_a_time(world: World) -> None:
    petition, names = gathering(world)
    with refused("no_petition_yet"):
        start(world, petition.matter, names[1], "representatives")


@guards("petition.start", "intake.guards.no_petition_yet")
def test_none_where_one_has_succeeded(world: World) -> None:
    petition, names = gathering(world)
    sign(world, petition, *names[1:3])
    petition.matter.refresh_from_db()
    with refused("no_petition_yet"):
        start(world, petition.matter, "王阿姨", "households")


def test_a_representatives_meeting_called_for_takes_the_residents_own_from_nobody(world: World) -> None:
    """§28 obliges one meeting, §26 the other."""
    names = steps.representatives(world, 6)
    called = sign(world, start(world, steps.declined(world), names[0], "reps_meeting"), names[1])
    called.matter.refresh_from_db()
    assert called.matter.petition_obliged
    assert start(world, called.matter, "王阿姨", "households").stage == "gathering"
    with refused("no_petition_yet"):
        start(world, called.matter, names[0], "reps_meeting")


def test_another_kind_may_run_beside_it(world: World) -> None:
    petition, _ = gathering(world)
    assert start(world, petition.matter, "王阿姨", "households").stage == "gathering"


def test_who_started_it_withdraws_it_and_another_may_begin(world: World) -> None:
    petition, names = gathering(world)
    with refused("not_permitted"):
        petitions.withdraw(actor=world.actor(names[1]), petition=petition)
    petitions.withdraw(actor=world.actor(names[0]), petition=petition)
    assert petition.stage == "withdrawn"
    assert start(world, petition.matter, names[1], "representatives").stage == "gathering"


@pytest.mark.parametrize(
    ("kind", "text"), [("everybody", "请召集"), ("households", ""), ("households", "长" * 501)]
)
def test_it_says_who_and_why(world: World, kind: str, text: str) -> None:
    with refused("invalid"):
        start(world, steps.declined(world), "王阿姨", kind, text)


def test_strangers_start_none(world: World) -> None:
    outsider = world.person("外来的人")
    outsider.community = world.other
    outsider.save()
    with refused("not_permitted"):
        start(world, steps.declined(world), "外来的人", "households")


def test_nobody_obliges_by_a_button(world: World) -> None:
    petition, _ = gathering(world)
    from consult.kernel.act import allowed

    for name in ("周书记", "何主任", "社工小李", "代表1"):
        assert "petition.oblige" not in allowed(petition, world.actor(name))
        assert "petition.oblige" not in allowed(petition.matter, world.actor(name))


# --- whatever the stage ---


@pytest.mark.parametrize(
    "stage",
    [
        "submitted",
        "accepted",
        "with_grid",
        "in_review",
        "returned",
        "not_listed",
        "failed",
        "rejected",
        "referred",
        "transferred",
        "answered",
        "withdrawn",
    ],
)
def test_what_was_turned_down_or_not_decided_is_listed(world: World, stage: str) -> None:
    petition, names = gathering(world, steps.in_review(world))
    steps.at(petition.matter, stage)
    sign(world, petition, *names[1:3])
    petition.matter.refresh_from_db()
    assert (petition.matter.stage, petition.matter.route) == ("listed", "large")
    assert not Due.objects.filter(subject=petition.matter.pk, settled_at=None).exists()


@pytest.mark.parametrize(
    "stage",
    ["listed", "convened", "discussing", "voting", "resolving", "published", "carrying_out", "closed"],
)
def test_what_is_under_way_stays_where_it_is_and_is_flagged(world: World, stage: str) -> None:
    petition, names = gathering(world, steps.listed(world))
    steps.at(petition.matter, stage)
    sign(world, petition, *names[1:3])
    petition.matter.refresh_from_db()
    assert (petition.stage, petition.matter.stage) == ("obliged", stage)
    assert petition.matter.petition_obliged


def test_a_matter_merged_away_stands_on_its_own_again(world: World) -> None:
    other = steps.raised(world, "老尹", title="别的事", text="和这件完全不同")
    petition, names = gathering(world, steps.in_review(world))
    Matter.objects.filter(pk=petition.matter.pk).update(stage="merged", merged_into=other)
    sign(world, petition, *names[1:3])
    petition.matter.refresh_from_db()
    assert (petition.matter.stage, petition.matter.merged_into) == ("listed", None)


def test_it_is_said_publicly_and_to_those_who_must_convene(world: World) -> None:
    petition, names = gathering(world)
    sign(world, petition, *names[1:3])
    entry = LogEntry.objects.get(verb="petition.oblige")
    assert entry.actor is None
    assert '"base":7' in entry.body
    for name in ("周书记", "社工小李", "王阿姨"):
        assert "petition.obliged" in steps.messages(world, name)


def test_more_signatures_are_not_taken_once_it_has_succeeded(world: World) -> None:
    petition, names = gathering(world)
    sign(world, petition, *names[1:3])
    with refused("wrong_stage"):
        sign(world, petition, names[3])


def test_a_term_that_is_over_does_not_count(world: World) -> None:
    names = steps.representatives(world, 6)
    world.people[names[5]].holdings.filter(role=Role.RESIDENT_REP).update(ends=START.date())
    petition = start(world, steps.declined(world), names[0], "representatives")
    assert (petition.base, petition.needed) == (5, 2)
    with refused("not_permitted"):
        sign(world, petition, names[5])


def test_petitions_of_what_neighbours_may_not_see_are_not_started(world: World) -> None:
    matter = steps.routed(world, "reject", title="公布名单", text="某户有精神病史")
    with refused("not_permitted"):
        start(world, matter, "老尹", "households")


@guards("petition.start", "intake.guards.home_confirmed")
def test_who_is_not_confirmed_to_live_here_starts_none(world: World) -> None:
    """Of each kind a matter has one at a time: a stranger would hold its place with words of their own."""
    world.person("刚介绍自己的人")
    with refused("home_confirmed"):
        start(world, steps.declined(world), "刚介绍自己的人", "adults")
