"""How days, areas and shares are written."""

from datetime import UTC, date, datetime

import pytest

from consult.paper import written


@pytest.mark.parametrize(
    ("cm2", "said"),
    [
        (623_500, "62.35 ㎡"),
        (970_000, "97.00 ㎡"),
        (1, "0.0001 ㎡"),
        (1_164_000_000, "116,400.00 ㎡"),
        (623_550, "62.3550 ㎡"),
    ],
)
def test_an_area_is_written_without_loss(cm2: int, said: str) -> None:
    assert written.area(cm2) == said


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(91, 100, "91.00%"), (2, 3, "66.66%"), (74_996, 100_000, "74.99%"), (3, 4, "75.00%"), (0, 0, "—")],
)
def test_a_share_is_cut_off_and_never_reaches_a_threshold_by_rounding(
    part: int, whole: int, said: str
) -> None:
    assert written.share(part, whole) == said


def test_moments_are_written_in_chinese_time() -> None:
    late = datetime(2026, 4, 1, 16, 30, tzinfo=UTC)
    assert written.moment(late) == "2026年4月2日 00:30"
    assert written.day(late) == "2026年4月2日"
    assert written.day(date(2026, 4, 1)) == "2026年4月1日"
    with pytest.raises(ValueError, match="time zone"):
        written.moment(datetime(2026, 4, 1))  # noqa: DTZ001 - the mistake this is about
