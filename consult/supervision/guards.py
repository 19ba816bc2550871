"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from consult.agenda.models import Invitation
from consult.agenda.standing import owed
from consult.kernel import clock
from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal
from consult.notice.models import Message
from consult.resolution.reads import objections_hold, publication_is_over

from . import rules
from .models import Evaluation, Extension, Progress, Rectification
from .reads import (
    figures_of,
    handled_by,
    inspected_by,
    latest_round,
    percent_of,
    still_to_do,
    unanswered_objection,
    unfiled,
    unfinished_publication,
)

# By which message its proposer learned how a matter ended.
FEEDBACK = {
    "closed": ("matter.closed",),
    "answered": ("matter.answered",),
    "rejected": ("matter.rejected", "matter.reheard", "matter.reheard_not"),
    "merged": ("matter.merged", "matter.reheard", "matter.reheard_not"),
}


# Orders.
@guard(
    "这份决议还不能实施",
    "This resolution cannot be carried out yet",
    next_zh="先公示",
    next_en="Post it first",
)
def may_be_carried_out(a: Act) -> bool | Refusal:
    """公示期满方可实施 where the pack says so (rules.md §2.17); what a grid settled is posted and done side by side."""
    order = a.on
    if order.rectification_id:
        return bool(order.rectification.closed_at is None)
    resolution = order.resolution
    if resolution.stage not in ("published", "in_force"):
        return False
    if not resolution.waits or resolution.stage == "in_force":
        return True
    if not publication_is_over(resolution):
        until = resolution.publish_until
        return Refusal(
            "may_be_carried_out",
            f"公示到 {until} 为止，次日起方可实施",
            f"It is posted until {until} and may be carried out from the day after",
            next_zh="公示期满后再派督办单",
            next_en="Issue the orders once it has been posted for its full period",
            facts={"until": until.isoformat() if until else ""},
        )
    if objections_hold(resolution):
        return Refusal(
            "may_be_carried_out",
            "还有异议没有了结，不能实施",
            "An objection is not settled yet",
            next_zh="先答复异议；申请复核的，等复核结果",
            next_en="Answer it first; where a review was asked, await it",
        )
    return True


@guard(
    "已经有一份延期申请在等批准",
    "An extension is already waiting for a decision",
    next_zh="请等书记批准",
    next_en="Wait for the secretary's decision",
)
def no_extension_pending(a: Act) -> bool:
    return not Extension.objects.filter(order=a.on, granted__isnull=True).exists()


@guard("没有待批准的延期申请", "No extension is waiting for a decision")
def extension_pending(a: Act) -> bool:
    return Extension.objects.filter(order=a.on, granted__isnull=True).exists()


@guard(
    "还没有填写办理进展",
    "No progress has been reported",
    next_zh="先写明办了什么，最好附照片",
    next_en="Say what was done first, with photos if you can",
)
def progress_shown(a: Act) -> bool:
    return Progress.objects.filter(order=a.on).exists()


@guard(
    "承办人不能核查自己办的事",
    "Who carries an order out cannot inspect it",
    next_zh="请另一位督查组成员核查",
    next_en="Ask another inspector",
)
def inspector_is_not_owner(a: Act) -> bool:
    return not a.actor.among(handled_by(a.on))


@guard(
    "核查的人不能销号",
    "Who verified an order cannot close it",
    next_zh="办结确认须由另一人办理",
    next_en="Another person must close it",
)
def closer_is_not_inspector_of_order(a: Act) -> bool:
    return not a.actor.among([a.on.verified_by_id])


# Evaluation.
@guard(
    "您这一轮已经评价过，或者评价已经截止",
    "You have evaluated in this round, or the round is over",
    next_zh="整改后会再请您评价",
    next_en="You will be asked again after anything is put right",
)
def not_evaluated_yet(a: Act) -> bool:
    round_ = latest_round(a.on)
    return (
        round_ is not None
        and round_.judged_at is None
        and clock.today() <= round_.until
        and not Evaluation.objects.filter(round=round_, person=a.actor.person).exists()
    )


# Closing.
@guard(
    "居民已依法联名要求开会，会还没有开，不能办结",
    "Enough residents called for a meeting on this, and it has not been held",
    next_zh="先召集居民会议或居民代表会议",
    next_en="Convene the residents' or representatives' meeting first",
)
def called_meeting_held(a: Act) -> bool:
    """法 §§26, 28: 应当召集, also where the decision was posted before there were enough signatures."""
    return not owed(a.on)


@guard(
    "公示期未满，不能办结",
    "The publication period is still running",
    next_zh="公示期满后再办",
    next_en="Close it once everything has been posted for its full period",
)
def publication_over(a: Act) -> bool:
    return not unfinished_publication(a.on)


@guard(
    "还有异议没有了结，不能办结",
    "An objection is not settled yet",
    next_zh="先答复异议；申请复核的，等复核结果",
    next_en="Answer it first; where a review was asked, await it",
)
def objections_answered(a: Act) -> bool:
    return not unanswered_objection(a.on)


@guard(
    "章程、公约还没有报街道备案，不能办结",
    "The charter or convention has not been filed with the subdistrict yet",
    next_zh="报备后登记备案号（居委会组织法第三十一条）",
    next_en="File it and record the number it was given (§31)",
)
def filed_where_the_law_asks(a: Act) -> bool:
    return not unfiled(a.on)


@guard(
    "还有督办单没有核查通过",
    "An order has not been verified yet",
    next_zh="请督查组核查后再办",
    next_en="Have it inspected first",
)
def all_verified(a: Act) -> bool:
    return not still_to_do(a.on)


@guard(
    "参加核查的人不能作办结确认",
    "Who inspected cannot close the matter",
    next_zh="书记与督查员不得为同一人；请由没有参加核查的人办理",
    next_en="Somebody who did not inspect must close it",
)
def closer_is_not_inspector(a: Act) -> bool:
    return not a.actor.among(inspected_by(a.on))


@guard(
    "评价还没有结束，或者满意率没有达到要求",
    "The evaluation is not finished, or too few are satisfied",
    next_zh="等评价截止；低于要求的先整改",
    next_en="Wait until it is over; below the threshold, put things right first",
)
def evaluated_well_enough(a: Act) -> bool:
    round_ = latest_round(a.on)
    return (
        round_ is not None
        and round_.judged_at is not None
        and rules.well_enough(figures_of(round_), percent=percent_of(a.on))
    )


@guard(
    "还有整改没有完成",
    "Something is still being put right",
    next_zh="整改办结并复评后再办",
    next_en="Finish it and have it evaluated again first",
)
def no_open_rectification(a: Act) -> bool:
    return not Rectification.objects.filter(matter=a.on, closed_at__isnull=True).exists()


# Archiving.
@guard(
    "办理结果还没有反馈，不能归档",
    "The outcome has not been fed back yet",
    next_zh="先把结果告诉提出人，并逐条答复会上的书面意见",
    next_en="Tell the proposer the outcome, and answer each written opinion, first",
)
def feedback_given(a: Act) -> bool:
    """未反馈不得归档 (practices B55, D12): the proposer was told, and every written opinion got its answer."""
    templates = FEEDBACK.get(a.on.stage)
    told = (
        templates is None
        or Message.objects.filter(about=a.on.pk, person=a.on.proposer_id, template__in=templates).exists()
    )
    unanswered = Invitation.objects.filter(
        session__items__matter=a.on, session__stage="closed", opinion_answer=""
    ).exclude(written_opinion="")
    return told and not unanswered.exists()
