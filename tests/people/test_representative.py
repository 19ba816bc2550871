"""Who represents a household: its adults together, nobody by default."""

from __future__ import annotations

import pytest

from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people.models import Household, Nomination, Person, Residency
from consult.people.representing import name_representative
from consult.people.rules import Naming, named_by
from tests.expect import refused
from tests.world import World


@pytest.mark.parametrize(
    ("adults", "said", "outcome", "named"),
    [
        ("a", {"a": "a"}, Naming.AGREED, "a"),
        ("ab", {"a": "b"}, Naming.AGREED, "b"),
        ("ab", {"a": "a", "b": "a"}, Naming.AGREED, "a"),
        ("ab", {"a": "a", "b": "b"}, Naming.AT_ODDS, None),
        ("abc", {"a": "a"}, Naming.TOO_FEW, None),
        ("abc", {"a": "a", "b": "a"}, Naming.AGREED, "a"),
        ("abcd", {"a": "a", "b": "a"}, Naming.AGREED, "a"),
        ("abcde", {"a": "a", "b": "a"}, Naming.TOO_FEW, None),
        ("abc", {"a": "a", "b": "a", "c": "b"}, Naming.AT_ODDS, None),
        ("ab", {}, Naming.TOO_FEW, None),
        ("", {}, Naming.TOO_FEW, None),
        # Words of those who moved out, and for those who did, do not count.
        ("ab", {"x": "a"}, Naming.TOO_FEW, None),
        ("ab", {"a": "x"}, Naming.TOO_FEW, None),
        ("ab", {"a": "a", "x": "b"}, Naming.AGREED, "a"),
        ("ab", {"a": "a", "b": "x"}, Naming.AGREED, "a"),
    ],
)
def test_the_adults_name_together(
    adults: str, said: dict[str, str], outcome: Naming, named: str | None
) -> None:
    assert named_by(set(adults), said) == (outcome, named)


@pytest.fixture
def home(world: World) -> Household:
    """A household of three adults and a child, with nobody to represent it."""
    home = world.homes[11]
    for name in ("爸爸", "妈妈", "奶奶"):
        world.person(name, home=home)
    world.person("孩子", home=home, of_age_on=None)
    return home


def say(world: World, home: Household, name: str, named: str) -> Naming:
    return name_representative(actor=world.actor(name), household=home, named=world.people[named])


def representative(home: Household) -> str | None:
    found = Household.objects.select_related("representative").get(pk=home.pk).representative
    return found.name if found else None


def told(template: str) -> set[str]:
    people = Message.objects.filter(template=template).values_list("person", flat=True)
    return set(Person.objects.filter(pk__in=list(people)).values_list("name", flat=True))


def test_half_of_the_adults_naming_the_same_one_is_enough(world: World, home: Household) -> None:
    assert representative(home) is None
    assert say(world, home, "爸爸", "奶奶") is Naming.TOO_FEW
    assert representative(home) is None
    assert say(world, home, "奶奶", "奶奶") is Naming.AGREED
    assert representative(home) == "奶奶"


def test_everybody_in_the_household_is_told(world: World, home: Household) -> None:
    say(world, home, "爸爸", "奶奶")
    assert told("household.represented") == set()
    say(world, home, "妈妈", "奶奶")
    assert told("household.represented") == {"爸爸", "妈妈", "奶奶", "孩子"}


def test_one_objection_ends_it_until_they_agree_again(world: World, home: Household) -> None:
    say(world, home, "爸爸", "奶奶")
    say(world, home, "妈妈", "奶奶")
    assert say(world, home, "奶奶", "妈妈") is Naming.AT_ODDS
    assert representative(home) is None
    assert told("household.at_odds") == {"爸爸", "妈妈", "奶奶", "孩子"}
    for name in ("爸爸", "妈妈"):
        say(world, home, name, "妈妈")
    assert representative(home) == "妈妈"


def test_too_few_words_undo_nothing_that_was_named_before(world: World, home: Household) -> None:
    Household.objects.filter(pk=home.pk).update(representative=world.people["爸爸"])
    assert say(world, home, "奶奶", "妈妈") is Naming.TOO_FEW
    assert representative(home) == "爸爸"


def test_the_entry_says_what_the_words_came_to(world: World, home: Household) -> None:
    say(world, home, "爸爸", "奶奶")
    say(world, home, "妈妈", "奶奶")
    bodies = [e.body for e in LogEntry.objects.filter(verb="household.name_representative").order_by("seq")]
    assert ['"outcome":"too_few"' in bodies[0], '"outcome":"agreed"' in bodies[1]] == [True, True]


@pytest.mark.parametrize("name", ["孩子", "王阿姨", "网格员小唐", "周书记"])
def test_nobody_but_its_adults_names(world: World, home: Household, name: str) -> None:
    with refused("not_permitted"):
        say(world, home, name, "爸爸")
    assert not Nomination.objects.exists()


@pytest.mark.parametrize("named", ["孩子", "王阿姨"])
def test_nobody_but_an_adult_of_the_household_is_named(world: World, home: Household, named: str) -> None:
    with refused("invalid"):
        say(world, home, "爸爸", named)
    assert not Nomination.objects.exists()


def test_a_claim_that_waits_names_nobody(world: World, home: Household) -> None:
    Residency.objects.filter(person=world.people["爸爸"]).update(state="claimed")
    with refused("not_permitted"):
        say(world, home, "爸爸", "妈妈")
    with refused("invalid"):
        say(world, home, "妈妈", "爸爸")


def test_one_person_represents_one_household(world: World, home: Household) -> None:
    Household.objects.filter(pk=world.homes[12].pk).update(representative=world.people["奶奶"])
    say(world, home, "爸爸", "奶奶")
    with refused("represents_another"):
        say(world, home, "妈妈", "奶奶")
    assert Nomination.objects.filter(household=home).count() == 1


@pytest.mark.database
def test_nor_does_the_database_let_one_represent_two(world: World, home: Household) -> None:
    from django.db import IntegrityError, transaction

    Household.objects.filter(pk=world.homes[12].pk).update(representative=world.people["奶奶"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.filter(pk=home.pk).update(representative=world.people["奶奶"])
