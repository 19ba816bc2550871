"""举手表决: exclusive for a poll: the recorder enters counts, or ticks names on the roll; never both, never phones."""

from __future__ import annotations

from secrets import token_hex
from uuid import UUID

from consult.kernel import clock, log
from consult.kernel.act import act
from consult.kernel.errors import Refusal, invalid
from consult.kernel.permits import Actor
from consult.people.who import person_id

from .casting import Wish, cast_together
from .models import Cast, HandCount, Poll


def count_hands(*, actor: Actor, poll: Poll, yes: int, no: int, abstain: int) -> Poll:
    """hands.count as numbers: each at most those present, together at most those present. Entered again, it corrects."""
    with act("hands.count", actor=actor, on=poll, given={"means": Poll.Means.HANDS_COUNTED}) as a:
        for field, figure in (("yes", yes), ("no", no), ("abstain", abstain)):
            if not 0 <= figure <= a.on.present:
                raise invalid(
                    field,
                    f"到会 {a.on.present} 人，这里不能是 {figure}",
                    f"{a.on.present} are present; this cannot be {figure}",
                )
        if yes + no + abstain > a.on.present:
            raise invalid(
                "abstain",
                f"三项合计 {yes + no + abstain}，多于到会 {a.on.present} 人",
                f"Together {yes + no + abstain}, more than the {a.on.present} present",
            )
        counted = {"yes": yes, "no": no, "abstain": abstain}
        HandCount.objects.update_or_create(
            poll=a.on, defaults={**counted, "by_id": person_id(actor), "at": clock.now()}
        )
        log.append(a.on.log_id, [log.Draft(verb="HANDS", actor=actor.person, data=counted)])
        a.entry(data={"motion": a.on.motion.title}, about=[a.on.motion_id, a.on.motion.matter_id])
    return poll


def tick_names(*, actor: Actor, poll: Poll, ticked: dict[UUID, str]) -> Poll:
    """hands.count by name: {right: yes|no|abstain}; all of them or none. Further names may be ticked after."""
    if not ticked:
        raise invalid("ticked", "请在名册上勾选", "Tick at least one name on the roll")
    with act("hands.count", actor=actor, on=poll, given={"means": Poll.Means.HANDS_NAMED}) as a:
        answers = cast_together(
            [
                Wish(
                    poll=a.on.pk,
                    actor=actor,
                    key=token_hex(16),
                    choice=choice,
                    channel=Cast.Channel.HANDS,
                    right=right,
                )
                for right, choice in ticked.items()
            ]
        )
        for answer in answers:
            if isinstance(answer, Refusal):
                raise answer
        a.entry(
            data={"motion": a.on.motion.title, "ticked": len(ticked)},
            about=[a.on.motion_id, a.on.motion.matter_id],
        )
    return poll
