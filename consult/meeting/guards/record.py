"""What is kept: points, remarks, minutes."""

from __future__ import annotations

from consult.agenda.forms import FORMS
from consult.kernel.act import Act, guard

from ..models import Minutes, Remark


@guard(
    "这种会议不记这一类",
    "This form of session does not record points of this kind",
    next_zh="请从所列的类别里选",
    next_en="Choose one of the kinds listed",
    needs="kind",
)
def point_fits_form(a: Act) -> bool:
    return a.given["kind"] in FORMS[a.on.session.form].points


@guard(
    "会议记录已经定稿",
    "The minutes are frozen",
    next_zh="定稿后的更正请在下次会议提出",
    next_en="Raise corrections at the next session",
)
def minutes_unfrozen(a: Act) -> bool:
    return not Minutes.objects.filter(session=a.on, frozen_at__isnull=False).exists()


@guard("会议记录已经定稿", "The minutes are frozen")
def minutes_open(a: Act) -> bool:
    return not Minutes.objects.filter(session_id=a.on.session_id, frozen_at__isnull=False).exists()


@guard(
    "会议记录还是空的", "The minutes are empty", next_zh="先整理会议记录", next_en="Write the minutes first"
)
def minutes_written(a: Act) -> bool:
    return Minutes.objects.filter(session=a.on).exclude(text="").exists()


@guard(
    "请把照片里的人脸都框上，或确认照片里没有可以认出的人",
    "Draw a box over every face, or confirm that nobody can be recognized",
    next_zh="在照片上拖出方框；框住的部分会被永久遮盖",
    next_en="Drag boxes on the photo; what they cover is gone for good",
    needs="boxes",
)
def faces_covered(a: Act) -> bool:
    return bool(a.given["boxes"] or a.given["nobody"])


@guard("自己的发言不用举报", "There is no need to report your own remark", needs="remark")
def not_own_remark(a: Act) -> bool:
    return bool(a.given["remark"].person_id != a.actor.person)


@guard("这条发言没有显示", "This remark is not shown", needs="remark")
def remark_is_shown(a: Act) -> bool:
    return bool(a.given["remark"].state == Remark.State.SHOWN)
