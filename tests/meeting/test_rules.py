"""Who speaks next."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.meeting.rules import (
    INTERJECTIONS,
    SIDES,
    Asking,
    debate_exhausted,
    interrupts,
    next_call,
    speaking_order,
    turns_left,
    uncivil,
)


def ids(order: list[Asking]) -> list[str]:
    return [asking.id for asking in order]


def asking(number: int, stance: str, person: str | None = None) -> Asking:
    return Asking(id=str(number), person=person or f"p{number}", stance=stance, asked=number)


def test_sides_take_turns_then_order_of_asking() -> None:
    queue = [asking(1, "for"), asking(2, "for"), asking(3, "against"), asking(4, "against")]
    assert ids(speaking_order(queue, {}, None)) == ["1", "3", "2", "4"]
    assert ids(speaking_order(queue, {}, "for")) == ["3", "1", "4", "2"]


def test_who_has_not_spoken_goes_before_who_has_even_out_of_turn() -> None:
    queue = [asking(1, "against"), asking(2, "for")]
    assert ids(speaking_order(queue, {"p1": 1}, "for")) == ["2", "1"]


def test_a_point_of_order_goes_before_everything() -> None:
    queue = [asking(1, "for"), asking(2, "question_to_chair"), asking(3, "point_of_order")]
    assert ids(speaking_order(queue, {"p3": 5}, None)) == ["3", "2", "1"]


def test_a_form_without_sides_goes_by_order_of_asking() -> None:
    queue = [asking(2, "add"), asking(1, "speak"), asking(3, "question")]
    assert ids(speaking_order(queue, {}, None)) == ["1", "2", "3"]


STANCES = st.sampled_from([*SIDES, "question", *INTERJECTIONS])
QUEUES = st.lists(st.tuples(STANCES, st.integers(0, 3)), max_size=12)


@given(QUEUES, st.dictionaries(st.sampled_from([f"p{n}" for n in range(12)]), st.integers(0, 3)))
def test_everybody_is_called_once_and_nobody_new_waits_behind_somebody_who_spoke(
    queue: list[tuple[str, int]], taken: dict[str, int]
) -> None:
    waiting = [asking(n, stance) for n, (stance, _) in enumerate(queue)]
    order = speaking_order(waiting, taken, None)
    assert sorted(ids(order)) == sorted(ids(waiting))
    plain = [a for a in order if a.stance not in INTERJECTIONS]
    spoken = [taken.get(a.person, 0) > 0 for a in plain]
    assert spoken == sorted(spoken)
    assert speaking_order(list(reversed(waiting)), taken, None) == order


SIDED = st.lists(st.sampled_from(["for", "against"]), max_size=12)


@given(SIDED, st.sampled_from(["for", "against", None]))
def test_sides_alternate_as_long_as_both_wait_and_each_side_keeps_its_order(
    stances: list[str], last: str | None
) -> None:
    order = speaking_order([asking(n, stance) for n, stance in enumerate(stances)], {}, last)
    waits, before = Counter(stances), last
    for asked in order:
        if before and waits[SIDES[before]]:
            assert asked.stance == SIDES[before]
        waits[asked.stance] -= 1
        before = asked.stance
    for side in ("for", "against"):
        places = [asked.asked for asked in order if asked.stance == side]
        assert places == sorted(places)


@given(QUEUES)
def test_interjections_come_first_in_their_rank(queue: list[tuple[str, int]]) -> None:
    order = speaking_order([asking(n, stance) for n, (stance, _) in enumerate(queue)], {}, None)
    ranks = [
        INTERJECTIONS.index(asked.stance) if asked.stance in INTERJECTIONS else len(INTERJECTIONS)
        for asked in order
    ]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("first", "interrupted", "called"),
    [
        (None, False, None),
        ("for", False, "first"),
        (None, True, "interrupted"),
        ("for", True, "interrupted"),
        ("point_of_order", True, "first"),
        ("question_to_chair", False, "first"),
    ],
)
def test_who_was_interrupted_goes_on_before_anybody_new_and_after_every_interjection(
    first: str | None, interrupted: bool, called: str | None
) -> None:
    assert next_call(first, interrupted=interrupted) == called


def test_an_interjection_breaks_into_a_turn_and_not_into_another_interjection() -> None:
    assert interrupts("point_of_order", "for")
    assert not interrupts("point_of_order", "question_to_chair")
    assert not interrupts("for", "against")


@pytest.mark.parametrize(
    ("speaking", "waiting", "taken", "exhausted"),
    [
        (False, [], {}, True),
        (True, [], {}, False),
        (False, [asking(1, "for")], {}, False),
        (False, [asking(1, "for")], {"p1": 1}, False),
        (False, [asking(1, "for")], {"p1": 2}, True),
        (False, [asking(1, "for"), asking(2, "against")], {"p1": 2}, False),
        (False, [asking(1, "point_of_order")], {"p1": 9}, False),
    ],
)
def test_the_question_is_put_when_nobody_speaks_and_nobody_asks_who_has_a_turn_left(
    speaking: bool, waiting: list[Asking], taken: dict[str, int], exhausted: bool
) -> None:
    assert debate_exhausted(speaking=speaking, waiting=waiting, taken=taken, each=2) is exhausted


def test_words_that_attack_are_named_in_the_order_of_the_list() -> None:
    assert uncivil("闭嘴，你居心何在", ["居心", "闭嘴", "闭嘴"]) == ["居心", "闭嘴"]
    assert uncivil("油烟怎么办", ["居心", "闭嘴"]) == []


def test_turns_are_counted_but_not_for_interjections() -> None:
    assert turns_left(1, 2, "for")
    assert not turns_left(2, 2, "for")
    assert turns_left(9, 2, "point_of_order")
