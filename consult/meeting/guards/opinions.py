"""书面意见: until when they are taken, and what stands in the way of closing the record."""

from __future__ import annotations

from consult.kernel import clock
from consult.kernel.act import Act, guard

from ..models import Minutes, Opinion
from ..opinions import AFTER, taken_until, window


@guard(
    f"散会 {AFTER.days} 天后、或会议记录定稿后，不再收书面意见",
    f"Written opinions are taken until {AFTER.days} days after the session, and until its minutes are frozen",
    next_zh="可以作为新的事项提出",
    next_en="Raise it as a matter of its own",
)
def opinions_taken(a: Act) -> bool:
    until = taken_until(a.on.session)
    frozen = Minutes.objects.filter(session_id=a.on.session_id, frozen_at__isnull=False).exists()
    return not frozen and (until is None or clock.now() < until)


@guard(
    "这份书面意见已经答复，不能再改",
    "This written opinion has been answered; it stands as it is",
    next_zh="散会以后还可以写一份会后意见",
    next_en="After the session another one can be written",
    needs="speaker",
)
def opinion_not_answered(a: Act) -> bool:
    own = Opinion.objects.filter(room=a.on, person_id=a.given["speaker"], window=window(a.on.session))
    return not own.exclude(answer="").exists()


@guard(
    "还有书面意见没有答复，会议记录不能定稿",
    "A written opinion has no answer yet: the minutes cannot be frozen",
    next_zh="请逐条答复书面意见，再定稿",
    next_en="Answer each written opinion first",
)
def opinions_answered(a: Act) -> bool:
    """Those who could not come are answered in the minutes (办理反馈, practices B55)."""
    without = Opinion.objects.filter(room__session=a.on, answer="").exists()
    return not without and not a.on.invitations.exclude(written_opinion="").filter(opinion_answer="").exists()
