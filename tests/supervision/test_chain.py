"""Whether entries lead from raising to an end, by the flow."""

from __future__ import annotations

from typing import Any

import pytest

from consult.supervision import chain

M = "11111111-1111-1111-1111-111111111111"
OTHER = "22222222-2222-2222-2222-222222222222"
SMALL = [
    ("matter.raise", True, None),
    ("matter.accept", True, None),
    ("matter.route", True, "with_grid"),
    ("session.publish", False, None),
    ("session.close", False, None),
    ("resolution.draft", False, "resolving"),
    ("resolution.sign", False, None),
    ("resolution.publish", False, None),
    ("order.issue", False, "carrying_out"),
    ("order.verify", False, "unmoved"),
    ("order.verify", False, "evaluating"),
    ("evaluation.give", True, None),
    ("matter.close", True, None),
]


def entries(steps: list[tuple[str, bool, str | None]]) -> list[dict[str, Any]]:
    return [
        {
            "seq": seq,
            "verb": verb,
            "about": [M] if own else [OTHER, M],
            "data": {"to": to} if to else {},
        }
        for seq, (verb, own, to) in enumerate(steps)
    ]


def test_a_whole_life_holds() -> None:
    assert chain.first_gap(entries(SMALL), M) is None


@pytest.mark.parametrize(
    ("left_out", "gap"),
    [
        ("matter.raise", 0),
        ("matter.route", 10),
        ("matter.accept", 1),
        ("resolution.draft", 10),
        ("matter.close", None),
    ],
)
def test_what_is_left_out_shows_where_the_next_step_was_not_possible(left_out: str, gap: int | None) -> None:
    rest = [step for step in SMALL if step[0] != left_out]

    found = chain.first_gap(entries(rest), M)

    assert found is not None
    assert found.seq == gap
    assert found.zh
    assert found.en


def test_an_order_that_moved_nothing_leads_nowhere() -> None:
    without = [step for step in SMALL if step != ("order.verify", False, "evaluating")]

    assert chain.first_gap(entries(without), M) is not None


def test_what_was_done_to_a_matter_merged_into_this_one_is_not_this_ones() -> None:
    merged = [*SMALL[:3], ("matter.raise", False, None), ("matter.route", False, "merged"), *SMALL[3:]]

    assert chain.first_gap(entries(merged), M) is None


@pytest.mark.parametrize(
    "steps",
    [
        [("matter.raise", True, None), ("matter.withdraw", True, None)],
        [("matter.raise", True, None), ("matter.accept", True, None), ("matter.route", True, "rejected")],
        [
            ("matter.raise", True, None),
            ("matter.accept", True, None),
            ("matter.route", True, "referred"),
            ("matter.answer", True, None),
        ],
    ],
)
def test_every_way_to_end_is_an_end(steps: list[tuple[str, bool, str | None]]) -> None:
    assert chain.first_gap(entries(steps), M) is None
