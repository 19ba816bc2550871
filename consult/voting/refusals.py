"""What a voter is told when a cast is refused: what happened, what it means, what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from consult.kernel import log
from consult.kernel.errors import Refusal
from consult.paper import written

from .models import Cast, VotingRight


def already_used(before: Cast | None) -> Refusal:
    """409, with when and how the right was used and never what was chosen. None: in the same batch, a moment ago."""
    told = ("", "")
    if before is not None:
        when = written.moment(before.at)
        how, how_en = before.get_channel_display(), str(before.channel)
        if before.proxy_id is not None:
            how, how_en = f"{how}，由受托人投", f"{how_en}, by the agent"
        told = f"（{when}，{how}）", f" ({when}, {how_en})"
    return Refusal(
        "already_voted",
        f"这一票已经投过{told[0]}",
        f"This right has been used{told[1]}",
        next_zh="一票只能投一次；如非本人所投，请立即告诉监票人",
        next_en="Each right is used once; if this was not you, tell a scrutineer at once",
        facts={"channel": before.channel, "at": log.stamp(before.at)} if before else {},
    )


def key_reused() -> Refusal:
    return Refusal(
        "key_reused",
        "这个请求编号已用于另一次投票",
        "This key was used for another vote",
        next_zh="请刷新页面后重试",
        next_en="Reload the page and try again",
    )


def closed() -> Refusal:
    return Refusal(
        "poll_closed",
        "表决已截止，这一票没有计入",
        "Voting has closed; this ballot was not counted",
        next_zh="可查看结果",
        next_en="See the result",
    )


def no_right(struck: VotingRight | None) -> Refusal:
    if struck is not None:
        return Refusal(
            "right_struck",
            f"这一票已从名册上删去：{struck.struck}",
            f"This right was struck from the roll: {struck.struck}",
            status=403,
            next_zh="如有异议，请告诉监票人",
            next_en="If you object, tell a scrutineer",
        )
    return Refusal(
        "no_right",
        "您不在这次表决的名册上",
        "You are not on this poll's roll",
        status=403,
        next_zh="如认为有误，请联系工作人员更正名册",
        next_en="If you think this is wrong, ask the staff",
    )


def which_right(rights: Sequence[VotingRight]) -> Refusal:
    return Refusal(
        "which_right",
        "您名下有几票，请选定用哪一票",
        "You hold several rights; say which one",
        status=422,
        next_zh="每一票分别投",
        next_en="Cast each of them by itself",
        facts={"rights": [{"id": str(right.pk), "label": right.label} for right in rights]},
    )


def paper_issued() -> Refusal:
    return Refusal(
        "paper_issued",
        "这一票已领取纸质选票",
        "A paper ballot was issued on this right",
        next_zh="请填写纸票并交回；没有领过纸票的，请立即告诉监票人",
        next_en="Fill in the paper and hand it in; if you never had one, tell a scrutineer at once",
    )


def not_present() -> Refusal:
    return Refusal(
        "not_present",
        "提请表决时您还没有签到，这一票不能投",
        "You had not signed in when the question was put: this right cannot be used",
        next_zh="到会人数在提请表决时已确定；请等下一项表决",
        next_en="Who is present was fixed when the question was put; wait for the next vote",
    )


def sealed_instead(*, sealed: bool) -> Refusal:
    """An open choice sent to a sealed box (it goes no further than this), or an envelope to an open one."""
    if sealed:
        zh, en = (
            "这次是密封票箱，选票须先在您的手机上加密",
            "This box is sealed: a ballot is encrypted on your phone first",
        )
    else:
        zh, en = "这次表决不收密封的选票", "This poll takes no sealed ballots"
    return Refusal(
        "sealed_instead",
        zh,
        en,
        status=422,
        next_zh="请刷新页面后重新投票",
        next_en="Reload the page and cast it again",
    )


def not_sealed_to_fit() -> Refusal:
    return Refusal(
        "not_sealed_to_fit",
        "密封的选票长短不对，没有收下",
        "The sealed ballot has the wrong length and was not taken",
        status=422,
        next_zh="请刷新页面后重新投票",
        next_en="Reload the page and cast it again",
    )


def seen_envelope() -> Refusal:
    return Refusal(
        "envelope_seen",
        "同一个密封信封已经在票箱里，不能再投一次",
        "This very envelope is in the box already and cannot be cast again",
        status=422,
        next_zh="请刷新页面后重新投票",
        next_en="Reload the page and cast it again",
    )


def not_on_roll() -> Refusal:
    return Refusal(
        "not_on_roll",
        "名册上没有其中的票",
        "Some of these rights are not on the roll",
        status=422,
        next_zh="请刷新名册后重选",
        next_en="Reload the roll and choose again",
    )
