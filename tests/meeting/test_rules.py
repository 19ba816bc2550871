"""Who speaks next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.meeting.rules import INTERJECTIONS, SIDES, Asking, seconds_left, speaking_order, turns_left


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


def test_turns_and_seconds_never_go_below_nothing() -> None:
    assert turns_left(1, 2, "for")
    assert not turns_left(2, 2, "for")
    assert turns_left(9, 2, "point_of_order")
    assert seconds_left(allotted=120, spoken=30, running=40) == 50
    assert seconds_left(allotted=120, spoken=100, running=40) == 0
