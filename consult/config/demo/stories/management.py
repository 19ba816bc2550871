"""物业: a fee to be raised where there is a manager (M09), a manager to be had where there is none (M10)."""

from __future__ import annotations

from datetime import date, timedelta

from consult.intake import referrals, review, triage
from consult.people.models import Body

from ..clockwork import Story
from ..town import Town
from . import steps
from .raised import common
from .reviewed import admitted, to_review
from .steps import at


def m09(town: Town, *, today: date) -> Story:
    """The property fee: a hearing is called for next week, its papers are out."""
    first = today - timedelta(days=13)
    yield from to_review(town, "M09", by="老裴", on=first, worker="网格员小纪", staff="社工小倪")
    yield from admitted(
        town,
        "M09",
        on=first + timedelta(days=4),
        forms=["hearing"],
        reason="社区只组织听证，调价由业主决定；收支和整改清单先公开。",
        opinion=("委员老邢", "先公开近两年收支"),
    )
    yield at(today - timedelta(days=2), 10)
    hearing = steps.convene(
        town,
        form="hearing",
        title="物业服务费调整听证会",
        starts=at(today + timedelta(days=5), 14),
        place="新澜社区议事厅",
        matter=town.matters["M09"],
        by="社工小倪",
        chair="尚副主任",
        recorder="社工小佟",
        material=("近两年收支和服务整改清单", "新澜苑物业服务公司", "收入、支出、结余和二十一项整改的进度。"),
    )
    steps.publish(town, hearing, by="社工小倪")


def m10(town: Town, *, today: date) -> Story:
    """Property service for an old compound: whose subsidy is it? Up to the subdistrict, and down again with its answer;
    now before the Party organization, with opinions on file."""
    yield from to_review(
        town, "M10", by="老耿", on=today - timedelta(days=4), worker="网格员小唐", staff="社工小李"
    )
    matter = town.matters["M10"]
    yield at(today - timedelta(days=3), 16)
    referrals.refer_up(
        actor=town.actor("周书记"),
        matter=matter,
        reason="补贴两年是街道出钱，补多少、停了以后怎么办，要街道先说清。",
        body=Body.objects.get(subdistrict=town.community.subdistrict_id, kind=Body.Kind.FEDERATION),
        due=today + timedelta(days=2),
    )
    yield at(today - timedelta(days=2), 9, 30)
    referrals.hand_down(
        actor=town.actor("街道小高"),
        matter=matter,
        reason="联合会议过：补贴按每户每月十元、满两年为止，书面说明已交社区；引不引入由业主商量，社区可以自己议。",
    )
    yield at(today - timedelta(days=2), 11)
    triage.route(actor=town.actor("社工小李"), matter=matter, route="large", owners_common=common("M10"))
    yield at(today - timedelta(days=2), 16)
    review.opine(
        actor=town.actor("委员老陈"),
        matter=matter,
        favours=True,
        text="补贴停止以后怎么办要先说清。",
    )
    review.opine(
        actor=town.actor("兼职委员吴校长"),
        matter=matter,
        favours=True,
        text="可与自管小组方案一并比较。",
    )
