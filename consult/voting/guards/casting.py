"""By whom and how a right may be used, and when the count may begin."""

from __future__ import annotations

from consult.kernel import clock
from consult.kernel.act import Act, guard
from consult.people.models import Person, Role
from consult.voting.holding import held
from consult.voting.models import HandCount, PaperBatch, Poll


@guard(
    "按规定须回避，不能在这项表决中投票",
    "There is a conflict of interest on record: this right may not vote on this motion",
    next_zh="回避的情形和理由写入计票单",
    next_en="It is shown with its reason in the count",
    needs="right",
)
def not_in_conflict(a: Act) -> bool:
    right = a.given.get("right")
    return right is None or not right.conflict


@guard("这次表决不是这样举手的", "This poll is not by that show of hands", needs="means")
def by_show_of_hands(a: Act) -> bool:
    return bool(a.on.means == a.given["means"])


@guard(
    "这次是举手表决，不发票、不用手机",
    "This poll is by show of hands: no ballots, no phones",
)
def not_by_hands(a: Act) -> bool:
    return bool(a.on.means == Poll.Means.BALLOTS)


@guard(
    "协助投票须另有一人在场见证；楼门组长、提出动议的人和本人不能协助或见证",
    "Helping somebody vote takes a second person as witness; building leads, the mover and the voter cannot be either",
    next_zh="请另一位工作人员到场",
    next_en="Let another member of staff come along",
    needs="witness",
)
def helpers_are_fit(a: Act) -> bool:
    poll, today = a.on, clock.today()
    both = {person for person in (a.actor.person, a.given["witness"]) if person is not None}
    people = list(Person.objects.filter(pk__in=both, community_id=poll.community_id))
    if len(people) < 2 or poll.motion.mover_id in both or a.actor.among([a.given["witness"]]):
        return False
    for person in people:
        roles = person.holdings.filter(starts__lte=today).exclude(ends__lte=today)
        if roles.filter(role=Role.BUILDING_LEAD).exists():
            return False
        if any(right.pk == a.given["right"].pk for right in held(poll, person.pk)):
            return False
    return True


@guard(
    "纸票还没有对上账",
    "The paper ballots are not reconciled",
    next_zh="每一批都要录入并由另一人确认",
    next_en="Every batch must be entered and confirmed by another person",
)
def paper_reconciled(a: Act) -> bool:
    """Asked when the paper has been counted: of a sealed poll that is after the voting, before the box is opened."""
    if a.on.sealed and a.on.stage == "open":
        return True
    return not PaperBatch.objects.filter(poll=a.on).exclude(state=PaperBatch.State.CONFIRMED).exists()


@guard(
    "举手的票数还没有录入",
    "The hands have not been counted yet",
    next_zh="请记录人录入赞成、反对、弃权的人数",
    next_en="Let the recorder enter how many are for, against and abstaining",
)
def hands_entered(a: Act) -> bool:
    return a.on.means != Poll.Means.HANDS_COUNTED or HandCount.objects.filter(poll=a.on).exists()
