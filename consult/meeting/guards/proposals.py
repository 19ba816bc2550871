"""提案评议: when proposals are taken, changed, merged and scored, and when the list is drawn and decided."""

from __future__ import annotations

from consult.kernel import clock
from consult.kernel.act import Act, guard
from consult.kernel.found import only
from consult.people.models import Holding, Residency

from ..models import Proposal, ProposalCall, ProposalScore
from ..ranking_reads import amendable, proposers
from ..reads import does, speaker_of

MOST_EACH = 3


@guard(
    "只有提案评议会征集提案",
    "Only a proposal review calls for proposals",
)
def form_calls_for_proposals(a: Act) -> bool:
    return bool(a.on.form == "proposal_review")


@guard(
    "已经有人按原来的标准提出提案，征集公告不能再改",
    "Somebody has brought a proposal under the criteria as published; they stand",
    next_zh="请在评议会上说明需要调整的地方",
    next_en="Say at the session what should have been otherwise",
)
def no_proposals_yet(a: Act) -> bool:
    return not Proposal.objects.filter(session=a.on).exists()


@guard(
    "提案评议会须先公布征集公告和评分标准",
    "A proposal review publishes its call and its criteria first",
    next_zh="请写征集公告：征集什么、截止时间、评分标准",
    next_en="Write the call: what is asked for, until when, and by what it is judged",
)
def call_written(a: Act) -> bool:
    return a.on.form != "proposal_review" or ProposalCall.objects.filter(session=a.on).exists()


@guard(
    "现在不收提案",
    "No proposals are taken now",
    next_zh="请看征集公告的截止时间；现场可以向提案人提出修改、合并的意见",
    next_en="See until when proposals are taken; at the session amendments and mergers can be suggested",
)
def call_is_open(a: Act) -> bool:
    call = only(ProposalCall.objects.filter(session=a.on.session_id))
    return call is not None and a.on.session.stage == "published" and clock.now() < call.closes_at


@guard(
    f"每人最多提 {MOST_EACH} 件",
    f"{MOST_EACH} proposals each at most",
    next_zh="可以修改或撤回已经提出的",
    next_en="Amend or withdraw one you have brought",
)
def proposals_left(a: Act) -> bool:
    own = Proposal.objects.filter(session=a.on.session_id, proposer=a.on.proposer_id)
    return own.exclude(stage="withdrawn").count() < MOST_EACH


@guard(
    "提案已经开始评分，不能再改",
    "The proposals are being scored: what is scored does not change any more",
    next_zh="评分以前、提问和修改的环节可以改",
    next_en="They could be changed until the scoring began",
)
def before_scoring(a: Act) -> bool:
    return amendable(a.on.session)


@guard(
    "合并须两位提案人当场同意",
    "Both proposers must agree to a merger in the room",
    next_zh="请先征得两位提案人同意",
    next_en="Ask both of them first",
    needs="into",
)
def both_agree(a: Act) -> bool:
    return bool(a.given["agreed"])


@guard(
    "不能合并到这一件：它已经撤回、合并，或就是它自己",
    "It cannot go into that one: withdrawn, merged itself, or the same",
    needs="into",
)
def other_stands(a: Act) -> bool:
    into = a.given["into"]
    return bool(into.stage == "submitted" and into.pk != a.on.pk)


@guard(
    "现在不是评分的时候",
    "This is not the time for scoring",
    next_zh="请等主持人宣布开始评分",
    next_en="Wait until the chair opens the scoring",
)
def scoring_open(a: Act) -> bool:
    return does(a.on, "score")


@guard(
    "住户核验以后才能打分",
    "Who scores is known to live or work here",
    next_zh="请在“我的”里登记住户，或请网格员在场核验",
    next_en="Claim your home on your own page; the grid worker can confirm it in the hall",
)
def judge_is_known(a: Act) -> bool:
    """A number may introduce several people: scores count from those whose home or office here is on file."""
    judge = speaker_of(a)
    if judge is None:
        return True
    today = clock.today()
    home = Residency.objects.filter(person=judge, state=Residency.State.CONFIRMED)
    return home.exists() or (
        Holding.objects.filter(person=judge, starts__lte=today).exclude(ends__lte=today).exists()
    )


@guard(
    "提案人不给自己的提案打分",
    "Nobody scores their own proposal",
    next_zh="请给其他提案打分",
    next_en="Score the others",
    needs="proposal",
)
def not_own_proposal(a: Act) -> bool:
    """What has gone into another is its proposer's still."""
    return a.given["speaker"] not in proposers(a.given["proposal"])


@guard(
    "还没有进入评分，或名单已经排出",
    "The scoring has not begun, or the list is drawn already",
)
def scoring_running(a: Act) -> bool:
    call = only(ProposalCall.objects.filter(session=a.on, ranked_at__isnull=True))
    return call is not None and does(a.on.room, "score")


@guard(
    "有提案还没有人打分",
    "Some proposal has not been scored by anybody",
    next_zh="请评议员和居民给每一件打分",
    next_en="Have every proposal scored",
)
def all_scored(a: Act) -> bool:
    proposals = Proposal.objects.filter(session=a.on, stage="submitted")
    scored = ProposalScore.objects.filter(proposal__in=proposals).values("proposal").distinct().count()
    return 0 < proposals.count() == scored


@guard(
    "排序名单还没有提交党组织审定",
    "The ranked list has not gone to the Party organization yet",
    next_zh="评议会散会后，名单提交党组织审定",
    next_en="It goes there when the session closes",
)
def list_sent(a: Act) -> bool:
    return ProposalCall.objects.filter(session=a.on.session_id, sent_at__isnull=False).exists()
