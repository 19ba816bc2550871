"""When a written power of attorney (委托书) may be recorded, and who may be the agent (受托人)."""

from __future__ import annotations

from consult.kernel import clock
from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal
from consult.kernel.packs import load
from consult.kernel.permits import PREDICATES
from consult.people.models import Person
from consult.people.who import actor_of
from consult.voting.holding import own
from consult.voting.models import Poll, Proxy
from consult.voting.roll import conflicted

AT_WORK = ("session_staff", "session_recorder", "session_chair")


@guard(
    "这条表决规则不许委托他人投票",
    "This rule allows no proxies",
    next_zh="请本人投票；行动不便的，可由工作人员协助投票或送纸票上门",
    next_en="The voter votes in person; who cannot come is helped to vote or brought a paper ballot",
)
def proxies_allowed(a: Act) -> bool:
    """Owners alone may name somebody in writing (上海 §18); a community's pack may forbid it."""
    return bool(a.on.rule_text.get("proxies"))


@guard(
    "还没有核对委托人和受托人的身份、签名",
    "Identity and signatures of owner and agent have not been checked",
    next_zh="当面核对身份证件和委托书上的签名，再登记",
    next_en="Check both identity papers and the signatures on the letter, then record it",
    needs="checked",
)
def letter_checked(a: Act) -> bool:
    return bool(a.given["checked"])


@guard(
    "这个人不能受托",
    "This person cannot be the agent",
    needs="agent",
)
def agent_is_fit(a: Act) -> bool | Refusal:
    """Somebody of age who is known here, has no stake that bars them, and does not handle the vote."""
    poll: Poll = a.on
    agent = Person.objects.filter(
        pk=a.given["agent"], community_id=poll.community_id, erased_at__isnull=True
    ).first()
    if agent is None or agent.of_age_on is None or agent.of_age_on > clock.today():
        return _unfit(
            "受托人须是在本社区登记的成年人",
            "The agent must be an adult registered in this community",
        )
    if any(right.pk == a.given["right"].pk for right in own(poll, agent.pk)):
        return _unfit("这一票本来就由这个人投", "This right is that person's own")
    if conflicted(poll, agent.pk):
        return _unfit(
            "这个人在这项表决中须回避，不能受托",
            "This person has a conflict of interest in this motion",
        )
    if a.actor.among([agent.pk]) or any(PREDICATES[name](actor_of(agent), poll) for name in AT_WORK):
        return _unfit(
            "办理这次会议和表决的人（工作人员、主持人、记录人、楼门组长）不能受托",
            "Who conducts this session and vote (staff, chair, recorder, building lead) cannot be an agent",
        )
    return True


def _unfit(zh: str, en: str) -> Refusal:
    return Refusal(
        "agent_is_fit",
        zh,
        en,
        next_zh="请委托人另找一位，或本人投票",
        next_en="Let the owner name somebody else, or vote in person",
    )


@guard(
    "这个人受托的票数已满",
    "This person holds as many proxies as one may",
    needs="agent",
)
def agent_has_room(a: Act) -> bool | Refusal:
    """So many an agent as the community's pack says; the poll's row is held, so nobody else adds one meanwhile."""
    poll: Poll = a.on
    most = load(poll.session.pack).number("proxies_each")
    held = Proxy.objects.filter(poll=poll, agent=a.given["agent"], revoked_at__isnull=True).count()
    if held < most:
        return True
    return Refusal(
        "agent_has_room",
        f"一个人最多受托 {most} 票，这个人已受托 {held} 票",
        f"One person holds at most {most} proxies; this one has {held}",
        next_zh="请委托人另找一位，或本人投票",
        next_en="Let the owner name somebody else, or vote in person",
        facts={"most": most},
    )
