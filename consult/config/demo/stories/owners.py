"""业主共同决定的事: the community deliberates, owners are asked for their intent; what binds is the city's own vote."""

from __future__ import annotations

from datetime import datetime

from consult.agenda import motions
from consult.agenda.models import Session
from consult.kernel.errors import Refusal
from consult.voting import preparing
from consult.voting.casting import Wish, cast_together
from consult.voting.models import Poll

from ..town import Town

PAGE = {
    "what": "征求业主意向：{what}",
    "if_passed": "意向达到比例后，通过城市的业主表决系统正式表决；这里的结果不是法定表决。",
    "if_failed": "维持现状，可有新方案时再提。",
    "who_touched": "{who}",
    "whose_money": "{money}",
    "how_to_vote": "业主在期限内用手机或纸票表达意向，人数和面积分别计算。",
    "how_to_object": "可在公示页提出异议，或在征询期内提交书面意见。",
}


def page(what: str, who: str, money: str) -> dict[str, str]:
    return {key: text.format(what=what, who=who, money=money) for key, text in PAGE.items()}


def checked(town: Town, session: Session, *, by: str) -> None:
    """合法性核查: the system asks for intent; what binds is the city's own vote."""
    motions.check_legality(
        actor=town.actor(by),
        motion=town.motion(session),
        favourable=True,
        opinion="属民法典第278条第（八）项，系统内只作意向征询。",
    )


def ask_owners(town: Town, session: Session, *, by: str, until: datetime) -> Poll:
    """意向征询 over days, by phone and paper, of the owners of the place the matter touches."""
    chair = town.actor(by)
    poll = preparing.prepare(actor=chair, motion=town.motion(session), closes_at=until, force="advisory")
    return preparing.open_poll(actor=chair, poll=poll)


def answer(town: Town, poll: Poll, *, yes: int, no: int, abstain: int = 0, by_area: bool = False) -> None:
    """Owners answer in the order of the roll (or the smaller flats first), as far as they can be reached."""
    choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
    reached = poll.rights.filter(party__voter__isnull=False).select_related("party__voter")
    rights = list(reached.order_by("area_cm2" if by_area else "number", "number"))
    wishes = [
        Wish(
            poll=poll.pk,
            actor=town.as_actor(right.party.voter),
            key=f"demo-{poll.pk.hex[:8]}-{right.number}",
            choice=choice,
            right=right.pk,
        )
        for right, choice in zip(rights, choices, strict=False)
        if right.party and right.party.voter
    ]
    refused = [one for one in cast_together(wishes) if isinstance(one, Refusal)]
    assert not refused, refused[0]
