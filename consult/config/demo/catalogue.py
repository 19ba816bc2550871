"""Which stories the demo plays, and when: their present stages cover the whole line."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from consult.kernel import clock

from .clockwork import Story
from .stories import gathering, m01, m03, m18, m20, m24, management, meetings, referred, small, traffic
from .town import Town


def stories(towns: dict[str, Town], *, now: datetime) -> list[tuple[str, Story]]:
    """Every story by its matter's code, dated relative to `now`; and a session that gathers matters, by what it does."""
    today = now.astimezone(clock.BEIJING).date()
    ha, xl = towns["HA"], towns["XL"]

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    return [
        ("M01", m01.story(ha, today=today)),
        ("M02", traffic.m02(xl, first=ago(92))),
        ("M03", m03.story(ha, today=today)),
        (
            "M04",
            small.handled(
                ha,
                "M04",
                first=ago(12),
                by="王阿姨",
                worker="网格员小唐",
                lead="网格长老董",
                result="已拆除飞线并搬走纸箱，车推到充电点，楼长每日查看。",
            ),
        ),
        ("M05", meetings.m05(xl, today=today)),
        ("M06", small.m06(ha, today=today)),
        ("M07", meetings.m07(ha, today=today)),
        ("M08", small.m08(ha, today=today)),
        ("M09", management.m09(xl, today=today)),
        ("M10", management.m10(ha, today=today)),
        ("M11", meetings.m11(ha, today=today)),
        ("M12", small.m12(ha, today=today)),
        ("M13", referred.m13(ha, today=today)),
        ("M14", referred.m14(ha, today=today)),
        ("M15", referred.m15(xl, today=today)),
        ("M16", referred.m16(xl, today=today)),
        ("M17", small.m17(xl, today=today)),
        ("M18", m18.story(ha, first=ago(160))),
        (
            "M19",
            small.handled(
                xl,
                "M19",
                first=ago(5),
                by="小艾",
                worker="网格员小纪",
                lead="网格长纪姐",
                result="滑梯已封闭，物业换扶手。",
                judged=False,
            ),
        ),
        ("M20", m20.story(xl, now=now)),
        ("M21", meetings.m21(ha, today=today)),
        ("M22", referred.m22(xl, today=today)),
        ("M23", small.m23(ha, today=today)),
        ("M24", m24.story(ha, first=ago(90))),
        ("M25", traffic.m25(xl, today=today)),
        ("征集", gathering.story(ha, now=now)),
    ]
