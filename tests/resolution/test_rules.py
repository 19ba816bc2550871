"""The judgement behind resolutions, from tables."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from consult.resolution import rules

ROW = {
    "what": "改造车库",
    "party": "residents_committee",
    "person_name": "何主任",
    "deadline": date(2026, 6, 30),
    "money": "公益金",
    "standard": "通过消防检查",
}


def test_every_empty_column_is_named_in_reading_order() -> None:
    rows = [ROW, {**ROW, "party": "", "standard": ""}, {**ROW, "deadline": None}]

    assert rules.empty_columns(rows) == [(2, "party"), (2, "standard"), (3, "deadline")]
    assert rules.empty_columns([ROW]) == []


@pytest.mark.parametrize(
    ("kind", "form", "article"),
    [
        ("decision", "representatives_meeting", "第三十条"),
        ("decision", "residents_meeting", "第三十一条"),
        ("decision", "owners_assembly", "第二百八十条"),
        ("committee", "committee_meeting", "第四十条"),
        ("opinion", "round_table", "第三十二条"),
        ("opinion", "owners_assembly", "第三十二条"),
        ("grid", "grid_session", "第三十二条"),
    ],
)
def test_the_rights_notice_names_the_way_by_who_decided(kind: str, form: str, article: str) -> None:
    said = rules.rights(kind=kind, form=form, days=2)

    assert any(article in line for line in said)
    assert "2 日内答复" in said[-1]
    assert "居务监督委员会" in said[-1]


def test_only_a_committees_decision_speaks_of_a_court_under_article_40() -> None:
    for kind, form in (("decision", "residents_meeting"), ("opinion", "hearing"), ("grid", "grid_session")):
        assert "第四十条" not in "".join(rules.rights(kind=kind, form=form, days=3))


@pytest.mark.parametrize(
    ("stage", "day", "late"),
    [
        ("draft", date(2026, 4, 7), False),
        ("draft", date(2026, 4, 8), True),
        ("checked", date(2026, 4, 8), True),
        ("signed", date(2026, 4, 8), False),
        ("refused", date(2026, 4, 30), False),
    ],
)
def test_unsigned_from_the_day_after_it_was_due(stage: str, day: date, late: bool) -> None:
    assert rules.unsigned(stage=stage, sign_by=date(2026, 4, 7), today=day) is late


@pytest.mark.parametrize(
    ("day", "left"), [(date(2026, 4, 4), 17), (date(2026, 4, 20), 1), (date(2026, 4, 21), 0)]
)
def test_days_left_count_today(day: date, left: int) -> None:
    assert rules.days_left(until=date(2026, 4, 20), today=day) == left


UNTIL = date(2026, 4, 20)


@pytest.mark.parametrize(
    ("stage", "asked", "answered", "today", "rests"),
    [
        ("raised", False, None, UNTIL + timedelta(days=30), False),
        ("settled", False, date(2026, 4, 10), date(2026, 4, 10), True),
        ("upheld", True, date(2026, 4, 10), UNTIL + timedelta(days=30), False),
        # Answered early: rests when publication is over, not before.
        ("answered", False, date(2026, 4, 10), UNTIL, False),
        ("answered", False, date(2026, 4, 10), UNTIL + timedelta(days=1), True),
        # Answered on the last day: three more days to ask for a review.
        ("answered", False, UNTIL, UNTIL + timedelta(days=3), False),
        ("answered", False, UNTIL, UNTIL + timedelta(days=4), True),
        # A review was asked: only the review settles it.
        ("answered", True, date(2026, 4, 10), UNTIL + timedelta(days=30), False),
    ],
)
def test_when_an_objection_no_longer_holds_anything_up(
    stage: str, asked: bool, answered: date | None, today: date, rests: bool
) -> None:
    assert (
        rules.at_rest(
            stage=stage, review_asked=asked, answered_on=answered, publish_until=UNTIL, today=today, days=3
        )
        is rests
    )
