"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from datetime import timedelta

from consult.agenda.forms import FORMS
from consult.agenda.standing import obliged
from consult.kernel import clock
from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal

from . import rules
from .models import Resolution
from .reads import duty_rows, objections_hold, publication_is_over, study_day


@guard(
    "文稿还不完整，不能送合法性审查",
    "The text is not complete yet and cannot be checked",
    next_zh="写明决定的内容，并填齐责任清单六列",
    next_en="Say what was decided and fill in the six columns of the responsibility list",
)
def text_complete(a: Act) -> bool | Refusal:
    """What the lawyer checks is the final text: a list filled in afterwards would be signed unchecked."""
    if not (a.on.motion_id or a.on.consensus):
        return False
    return duties_complete.test(a)


@guard(
    "责任清单还没有一行",
    "The responsibility list has no row yet",
    next_zh="每件要办的事写一行，六列都要填",
    next_en="Write one row for each thing to be done, all six columns filled",
)
def duties_complete(a: Act) -> bool | Refusal:
    duties = duty_rows(a.on)
    empty = rules.empty_columns(duties)
    if not empty:
        return bool(duties)
    row, column = empty[0]
    return Refusal(
        "duties_complete",
        f"责任清单第 {row} 行的“{rules.COLUMN_NAMES[column]}”还空着，六列缺一不可签",
        f"Row {row} of the responsibility list lacks its {column.replace('_', ' ')}: all six columns are needed",
        next_zh="请补齐后再办",
        next_en="Fill it in first",
        facts={"empty": [{"row": number, "column": name} for number, name in empty]},
    )


@guard(
    "还没有律师对定稿的同意意见",
    "The legal adviser has not found the final text lawful",
    next_zh="先请社区律师对定稿作合法性审查",
    next_en="Ask the legal adviser to check the final text first",
)
def legality_favourable(a: Act) -> bool:
    """A grid's own settlement needs no check; everything else is signed as it was checked (rules.md §2.15)."""
    return a.on.kind == "grid" or (a.on.stage == "checked" and a.on.legality_favourable is True)


@guard(
    "重要事项由会议决定前，应当先经社区党组织研究讨论；卷中没有会前的研究讨论记录",
    "Important matters are studied by the Party organization before a meeting decides; no record from before the meeting is on file",
    next_zh="请补录会前的研究讨论记录（《城市居民委员会组织法》第三十条）",
    next_en="File the record of the study held before the meeting (art. 30)",
)
def study_recorded(a: Act) -> bool:
    """What enough people called a meeting for is signed without it too: nobody's silence may hold it up (§2.17)."""
    session = a.on.session
    if a.on.kind != "decision" or session is None or not FORMS[session.form].needs_study:
        return True
    return study_day(a.on) is not None or bool(obliged([a.on.matter], session.form))


@guard(
    "签字前须重新作二次验证（五分钟内有效）",
    "Show your second factor again before signing; it is good for five minutes",
    next_zh="用动态口令或通行密钥验证后再签",
    next_en="Verify with your authenticator or passkey, then sign",
)
def second_factor_fresh(a: Act) -> bool:
    shown = a.actor.factor_at
    if shown is None:
        return False
    age = clock.now() - shown
    return timedelta(0) <= age <= timedelta(minutes=rules.FACTOR_MINUTES)


@guard(
    "只有会议的决定可以书面提出异议；协商意见和网格议定请修改后再签",
    "Only a meeting's decision can be objected to; amend an opinion and sign it instead",
    next_zh="请退回修改文稿",
    next_en="Send the text back to be amended",
)
def is_meeting_decision(a: Act) -> bool:
    return bool(a.on.kind == "decision")


@guard(
    "书记和主任不是同一人，不需要复核",
    "Secretary and director are two people: no countersignature is needed",
    next_zh="可以直接公示",
    next_en="It can be posted as it is",
)
def needs_countersign(a: Act) -> bool:
    return bool(a.on.needs_countersign)


@guard(
    "签发人不能复核自己签发的文书",
    "Who signed cannot countersign",
    next_zh="请另一位居务监督委员会成员复核",
    next_en="Ask another member of the supervisory committee",
)
def countersigner_did_not_sign(a: Act) -> bool:
    return not _signed_by(a.on, a)


@guard(
    "书记、主任一肩挑，须先经居务监督委员会成员复核",
    "Secretary and director are one person: a member of the supervisory committee must countersign first",
    next_zh="请居务监督委员会成员复核后再公示",
    next_en="Have it countersigned, then post it",
)
def countersigned_if_needed(a: Act) -> bool:
    return bool(not a.on.needs_countersign or a.on.stage == "countersigned")


@guard(
    "公示期已过，不能再提异议",
    "The publication period is over; objections can no longer be raised",
    next_zh="对落实情况有意见，可在评价时提出或另行提出事项",
    next_en="Speak up when it is evaluated, or raise a new matter",
)
def publication_running(a: Act) -> bool:
    return bool(a.on.publish_until is not None and clock.today() <= a.on.publish_until)


@guard("这份决议不需要备案，或者已经备案", "This resolution needs no filing, or has been filed")
def needs_filing(a: Act) -> bool:
    return bool(a.on.needs_filing and a.on.filed_on is None)


@guard(
    "没有经复核成立的异议，不能重新协商",
    "No objection has been upheld: the resolution cannot be reopened",
    next_zh="先由居务监督委员会复核异议",
    next_en="Have the objection reviewed by the supervisory committee first",
)
def objection_upheld(a: Act) -> bool:
    return any(objection.stage == "upheld" for objection in a.on.objections.all())


@guard(
    "公示期未满，不能撤下",
    "The publication period is still running",
    next_zh="公示不少于十五日，自张贴次日起算，末日遇休息日顺延",
    next_en="It runs for at least fifteen days from the day after posting, to a working day",
)
def publication_over(a: Act) -> bool:
    return publication_is_over(a.on)


@guard(
    "还有异议没有了结",
    "An objection is not settled yet",
    next_zh="先答复异议；居民申请复核的，等复核结果",
    next_en="Answer it first; where a review was asked, await it",
)
def objections_settled(a: Act) -> bool:
    return not objections_hold(a.on)


@guard(
    "签发人和复核人不能答复对自己签发文书的异议",
    "Who signed or countersigned cannot answer an objection to it",
    next_zh="请其他工作人员答复",
    next_en="Ask a colleague who did not sign",
)
def answerer_is_not_signer(a: Act) -> bool:
    return not _signed_by(a.on.resolution, a)


@guard(
    "异议人没有申请复核",
    "The objector has not asked for a review",
    next_zh="等异议人申请复核，或由其确认接受答复",
    next_en="Wait for the objector to ask for one or to accept the answer",
)
def review_asked(a: Act) -> bool:
    return bool(a.on.review_asked)


@guard(
    "签发、复核或答复过这件事的人不能复核异议",
    "Who signed, countersigned or answered cannot review the objection",
    next_zh="请另一位居务监督委员会成员复核",
    next_en="Ask another member of the supervisory committee",
)
def reviewer_is_another(a: Act) -> bool:
    return not _signed_by(a.on.resolution, a) and not a.actor.among([a.on.answered_by_id])


@guard(
    "提出异议的人不能答复或复核自己的异议",
    "Who raised the objection neither answers nor reviews it",
    next_zh="请另一位工作人员或居务监督委员会成员办理",
    next_en="Ask a colleague, or another member of the supervisory committee",
)
def not_own_objection(a: Act) -> bool:
    """Nobody judges in their own cause: a supervisor's own objection could otherwise reopen a resolution single-handed."""
    return not a.actor.among([a.on.person_id])


@guard(
    "您上一次提的异议还没有答复",
    "Your last objection has not been answered yet",
    next_zh="要补充的，请在答复后申请复核时写明",
    next_en="Add to it when you ask for a review of the answer",
)
def no_objection_waiting(a: Act) -> bool:
    """Each obliges an answer and holds up the carrying out: one at a time from one person."""
    return not any(
        each.person_id == a.actor.person and each.stage == "raised" for each in a.on.objections.all()
    )


@guard(
    "复核已经申请过，或者决议已经撤下、重议",
    "A review was asked for already, or the resolution is no longer posted",
    next_zh="请等待复核结果；对落实情况有意见，可在评价时提出",
    next_en="Await the review; speak up when the work is evaluated",
)
def review_may_be_asked(a: Act) -> bool:
    return bool(not a.on.review_asked and a.on.resolution.stage == "published")


def _signed_by(resolution: Resolution, a: Act) -> bool:
    # Read whole and not filtered: a page has them at hand, and asks for each of its objections.
    return a.actor.among({signature.person_id for signature in resolution.signatures.all()})
