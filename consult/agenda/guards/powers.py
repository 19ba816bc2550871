"""Who may decide what: the form and the matter, what the law reserves, what may not be voted at all."""

from __future__ import annotations

from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal

from .. import rules, rules_motion
from ..standing import authorized_subject, form_of, owners_decide, takes


@guard(
    "这种会议不适合这件事项现在所处的阶段",
    "This form of session does not fit the matter at its present stage",
    next_zh="大事先经议题审核立项；小事由网格或楼栋召集；征集会以外的会议须指明事项",
    next_en="A large matter must first be admitted; small ones are convened by the grid or building; every form but a "
    "collection session names its matter",
)
def form_fits_matter(a: Act) -> bool:
    """The form takes matters at this stage; a grid or building takes its own; a restricted matter is no meeting's."""
    form, matter = form_of(a.on), a.given.get("matter")
    return takes(a.on, matter) if matter is not None else not form.needs_matter


_RESERVED_NEXT = (
    "请改开居民会议，或先由居民会议作出授权并登记授权记录",
    "Convene a residents' meeting, or have one authorize this first and file the authorization",
)


def _owners_refusal(code: str) -> Refusal:
    return Refusal(
        code,
        "业主共同决定的事项由业主本人表决，居民代表会议不能代替（民法典第二百七十八条）",
        "What the owners decide together is voted by the owners themselves; representatives cannot do it for them (Civil "
        "Code §278)",
        next_zh="请召集业主大会或作业主意向征询；不涉及共有部分的内容可单列动议",
        next_en="Ask the owners; a part that leaves common property alone may be moved apart",
    )


@guard(
    "这是法律交给居民会议决定的事项，居民代表会议没有授权不能决定（居委会组织法第三十条）",
    "The law reserves this to the residents' meeting; representatives may not decide it without authorization (§30)",
    next_zh=_RESERVED_NEXT[0],
    next_en=_RESERVED_NEXT[1],
)
def authorized(a: Act) -> bool | Refusal:
    """§30, §2.17. A meeting that enough people called for is held in any case; what it may vote on is asked again there."""
    matter = a.given.get("matter")
    if a.on.form != "representatives_meeting" or matter is None or a.given.get("obliged"):
        return True
    if owners_decide(matter):
        return _owners_refusal("authorized")
    item, subject = authorized_subject(
        session=a.on,
        delegation=a.given.get("delegation"),
        matter=matter,
        claimed=a.given.get("subject", ""),
    )
    return item is None or subject is not None


@guard(
    "这是法律交给居民会议决定的事项，居民代表会议没有授权不能表决（居委会组织法第三十条）",
    "The law reserves this to the residents' meeting; without authorization representatives may not vote on it (§30)",
    next_zh=_RESERVED_NEXT[0],
    next_en=_RESERVED_NEXT[1],
)
def not_reserved_or_authorized(a: Act) -> bool | Refusal:
    """§2.17 授权: asked of every motion by itself, as drafted and as amended. An ordering only advises, so representatives
    may give it anywhere."""
    motion = a.on
    deciding = motion.then_rule or motion.rule
    if motion.session.form != "representatives_meeting" or deciding in rules.ORDERINGS:
        return True
    if owners_decide(motion.matter) and not motion.apart_reason:
        return _owners_refusal("not_reserved_or_authorized")
    item, subject = authorized_subject(
        session=motion.session,
        delegation=motion.session.statutory.delegation,
        matter=motion.matter,
        text=f"{a.given.get('title') or motion.title}\n{a.given.get('what') or motion.what}",
        claimed=a.given.get("subject") or motion.subject,
    )
    return item is None or subject is not None


@guard(
    "这个动议不得付表决（居委会组织法第三十一条第二款）",
    "This motion may not be put to a vote (§31, second paragraph)",
    next_zh="请修改动议文字，或出具不同意付表决的意见",
    next_en="Reword the motion, or give an opinion against putting it",
    needs="favourable",
)
def may_be_voted(a: Act) -> bool | Refusal:
    """违法、违背公序良俗、侵犯居民人身、民主或财产权利的,紧急安全事件,不得付表决: no favourable opinion makes it so."""
    if not a.given.get("favourable"):
        return True
    motion = a.on
    ground = rules_motion.forbidden(f"{motion.title}\n{motion.what}")
    if ground:
        return Refusal(
            "may_be_voted",
            f"这个动议不得付表决：{ground.zh}（居委会组织法第三十一条第二款）",
            f"This motion may not be put to a vote: {ground.en} (§31, second paragraph)",
            next_zh="请修改动议文字，或出具不同意付表决的意见",
            next_en="Reword the motion, or give an opinion against putting it",
        )
    return not motion.matter.urgent
