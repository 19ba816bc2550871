"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from consult.kernel import clock, workdays
from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal
from consult.kernel.packs import load
from consult.people.models import Role

from . import rules, rules_motion
from .models import Participant, PartyStudy, Session
from .permits import session_of, session_staff
from .standing import (
    authorized_subject,
    form_of,
    interested,
    live_motions,
    matters_of,
    obliged,
    owners_decide,
    takes,
)


def _refusal(code: str, zh: str, en: str, next_zh: str, next_en: str) -> Refusal:
    return Refusal(code, zh, en, next_zh=next_zh, next_en=next_en)


# convene ---------------------------------------------------------------------------------------------------------------


@guard(
    "这种会议不适合这件事项现在所处的阶段",
    "This form of session does not fit the matter at its present stage",
    next_zh="大事先经议题审核立项;小事由网格或楼栋召集;征集会以外的会议须指明事项",
    next_en="A large matter must first be admitted; small ones are convened by the grid or building; every form but a "
    "collection session names its matter",
)
def form_fits_matter(a: Act) -> bool:
    """The form takes matters at this stage; a grid or building takes its own; a restricted matter is no meeting's."""
    form, matter = form_of(a.on), a.given.get("matter")
    return takes(a.on, matter) if matter is not None else not form.needs_matter


_RESERVED_NEXT = (
    "请改开居民会议,或先由居民会议作出授权并登记授权记录",
    "Convene a residents' meeting, or have one authorize this first and file the authorization",
)


def _owners_refusal(code: str) -> Refusal:
    return _refusal(
        code,
        "业主共同决定的事项由业主本人表决,居民代表会议不能代替(民法典第二百七十八条)",
        "What the owners decide together is voted by the owners themselves; representatives cannot do it for them (Civil "
        "Code §278)",
        "请召集业主大会或作业主意向征询;不涉及共有部分的内容可单列动议",
        "Ask the owners; a part that leaves common property alone may be moved apart",
    )


@guard(
    "这是法律交给居民会议决定的事项,居民代表会议没有授权不能决定(居委会组织法第三十条)",
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


# agenda ----------------------------------------------------------------------------------------------------------------


@guard(
    "议程已经公布并锁定:没有公布的议题不得表决",
    "The agenda is published and locked: nothing unpublished may be put to the vote",
    next_zh="新的议题可以讨论,要表决请列入下次会议",
    next_en="A new question may be discussed; to vote on it, put it on the next session's agenda",
)
def agenda_unlocked(a: Act) -> bool:
    """不得就未公示的议题表决 (rules.md §0.8)."""
    return session_of(a.on).stage == "drafted"


@guard(
    "这件事项还没有立项,或不归这里议",
    "This matter is not admitted yet, or is not for this session",
    next_zh="大事先经议题审核立项;小事列入本网格、本楼栋的会议",
    next_en="A large matter must first be admitted; a small one goes on its own grid's or building's agenda",
    needs="matter",
)
def topic_listed(a: Act) -> bool:
    matter = a.given.get("matter")
    return matter is None or takes(a.on, matter)


_NOT_NEUTRAL = {
    "reviewer": (
        "审核过这个议题的人不能主持议它的会",
        "Who admitted this topic may not chair the session on it",
    ),
    "proposer": (
        "提出这件事项的人不能主持议它的会",
        "Who raised this matter may not chair the session on it",
    ),
    "mover": ("提出动议的人不能主持表决它的会", "Who moves a motion may not chair the session on it"),
}


@guard(
    "主持人和监票人须与议题没有牵连",
    "The chair and the scrutineers must have no part in what is deliberated",
    next_zh="请另请一位没有审核、提出或动议过的人",
    next_en="Appoint somebody who has neither admitted, raised nor moved it",
    needs="chair",
)
def chair_is_neutral(a: Act) -> bool | Refusal:
    """主持中立 (§2.5, §2.16): neither reviewer, proposer nor mover chairs; scrutineers are no proposer and no mover."""
    chair, scrutineers = a.given.get("chair"), a.given.get("scrutineers") or []
    bound = interested(a.on)
    if any(person.pk in bound.movers | bound.proposers for person in scrutineers):
        return False
    return chair is None or (_not_neutral(a.on, chair.pk, "chair_is_neutral") or True)


def _not_neutral(session: Session, chair: object, code: str) -> Refusal | None:
    bound = interested(session)
    problem = rules.chair_problem(
        chair=chair,  # type: ignore[arg-type]
        reviewers=bound.reviewers,
        proposers=bound.proposers,
        movers=bound.movers,
    )
    if problem is None:
        return None
    zh, en = _NOT_NEUTRAL[problem]
    return _refusal(
        code, zh, en, "请另请一位中立的主持人(例如副主任)", "Appoint a neutral chair, a deputy for example"
    )


# publish ---------------------------------------------------------------------------------------------------------------


@guard(
    "议程还是空的",
    "The agenda is empty",
    next_zh="请至少列入一项议程",
    next_en="Put at least one item on it",
)
def has_items(a: Act) -> bool:
    return bool(a.on.items.exists())


@guard(
    "还没有会前材料:没有公布材料不得开会",
    "There is no material yet: no session without its material published beforehand",
    next_zh="请添加议题的背景、方案、预算或意见等材料,并注明来源",
    next_en="Add the background, options, budget or opinions, each with its source",
)
def has_materials(a: Act) -> bool:
    """材料未发布不得开会 (§2.15, E14)."""
    return not form_of(a.on).needs_materials or bool(a.on.materials.exists())


@guard(
    "没有利益相关方(X)不得开会",
    "No session without stakeholders (X)",
    next_zh="请先编排参会人;如受影响范围没有填写,请在事项里补上",
    next_en="Compose the participants; if nobody is touched by the matter as entered, complete the matter first",
)
def stakeholders_present(a: Act) -> bool:
    """无 X 类利益相关方不得开会 (B25). A meeting of every household has them all at the table already."""
    if not form_of(a.on).needs_stakeholders:
        return True
    invited = Participant.objects.filter(session=a.on)
    if not matters_of(a.on):
        return not form_of(a.on).needs_matter and bool(invited.exists())
    return bool(invited.filter(household__isnull=False).exists() or invited.filter(part="X").exists())


@guard(
    "会议的组成不符合法律规定",
    "The meeting is not composed as the law requires",
    next_zh="居民代表须占居民代表会议组成人员的五分之四以上(居委会组织法第二十八条);请核对居民代表名册后重新编排",
    next_en="Representatives must be four fifths or more of a representatives' meeting (§28); check their roll and "
    "compose again",
)
def composed_lawfully(a: Act) -> bool:
    """法 §28: ≥ 4/5 representatives. Other meetings of members need members."""
    form = form_of(a.on)
    if not form.members:
        return True
    members = a.on.participants.filter(part=Participant.Part.ONE).exclude(person=None, household=None)
    if form.members != "representatives":
        return bool(members.exists())
    total = members.count()
    representatives = members.filter(role=Role.RESIDENT_REP).count()
    return rules.enough_representatives(representatives=representatives, members=total)


@guard(
    "有动议还没有写好明白纸",
    "A motion's plain page is not complete",
    next_zh="每个付表决的动议都要写清七项:决定什么、通过与不通过会怎样、谁受影响、花谁的钱、怎么投、怎么反对",
    next_en="Each motion needs all seven: what is decided, if it passes, if it fails, who is touched, whose money, how to "
    "vote, how to object",
)
def pages_written(a: Act) -> bool:
    return not any(rules_motion.missing_of_page(motion.page) for motion in live_motions(a.on))


@guard(
    "还没有指定主持人和记录人",
    "Chair and recorder are not appointed yet",
    next_zh="请先指定主持人和记录人",
    next_en="Appoint both first",
)
def chair_appointed(a: Act) -> bool | Refusal:
    """Appointed, and still neutral: items and motions may have come since."""
    if a.on.chair_id is None or a.on.recorder_id is None:
        return False
    return _not_neutral(a.on, a.on.chair_id, "chair_appointed") or True


@guard(
    "离开会的日子太近,通知期不够",
    "The session is too near: the notice period is not kept",
    next_zh="请取消后另定开会时间;居民会议遇特殊情况可临时通知,须写明理由",
    next_en="Cancel it and set a later time; a residents' meeting may be called at short notice with its special reason "
    "recorded",
)
def notice_long_enough(a: Act) -> bool:
    """Whole days between today and the session, by the pack it was convened under (法 §26: 提前十日;业主大会十五日)."""
    if a.on.starts_at <= clock.now():
        return False
    form = form_of(a.on)
    day = a.on.starts_at.astimezone(clock.BEIJING).date()
    given = rules.notice_given(workdays.full_days_between(clock.today(), day))
    special = form.short_notice and bool(a.on.short_notice_reason)
    return special or given >= load(a.on.pack).number(form.notice)


@guard(
    "付居民会议或居民代表会议决定的重要事项,应当先经社区党组织研究讨论(居委会组织法第三十条)",
    "What a residents' or representatives' meeting is to decide must first be studied by the Party organization (§30)",
    next_zh="请书记登记研究讨论记录",
    next_en="The Party secretary records the study first",
)
def studied_first(a: Act) -> bool:
    """It cannot hold up a meeting that enough people called for (§2.17): there it may only add its opinion."""
    if not form_of(a.on).needs_study:
        return True
    matters = {motion.matter_id: motion.matter for motion in live_motions(a.on)}
    waiting = set(matters) - set(
        PartyStudy.objects.filter(matter__in=matters, held_on__lte=clock.today()).values_list(
            "matter_id", flat=True
        )
    )
    return not waiting - obliged(list(matters.values()), a.on.form)


# after publishing ------------------------------------------------------------------------------------------------------


@guard(
    "这份邀约书不是您的,也不归您送达",
    "This invitation is neither yours nor yours to serve",
    next_zh="本人回复自己的邀约;楼门组长只办本楼的;其他请交社区工作人员",
    next_en="Answer your own; building leads act for their own building; leave others to the community office",
    needs="invitations",
)
def invitation_is_yours(a: Act) -> bool:
    """Whoever is invited answers; the session's staff and the lead of the building serve, and type in what is on paper."""
    return (
        a.given.get("own", False)
        or session_staff(a.actor, a.on)
        or all(_leads_door(a, invitation.participant) for invitation in a.given["invitations"])
    )


def _leads_door(a: Act, participant: Participant) -> bool:
    home = participant.household
    return home is not None and any(
        held.role == Role.BUILDING_LEAD and held.building == home.building_id for held in a.actor.held
    )


@guard(
    "这种会议的参会人须亲自到会,不能委派他人",
    "Members of this meeting attend in person and may send nobody",
    next_zh="不能到会时可以提交书面意见",
    next_en="If you cannot come you may send a written opinion",
    needs="reply",
)
def may_delegate(a: Act) -> bool:
    """居民代表不得委托他人 (§2.16); members of council, Party branch and committee vote for themselves."""
    return a.given.get("reply") != "delegate" or form_of(a.on).may_delegate


@guard(
    "这次会议是联名要求召集的,不能不开",
    "Enough people signed for this meeting: it has to be held",
    next_zh="要改期,请先就同一事项另行召集,再取消这一次",
    next_en="To move it, convene it anew for the same matter first, then cancel this one",
)
def obliged_elsewhere(a: Act) -> bool:
    """§26, §28: 应当召集. A meeting called by petition is put off only by another in its place."""
    bound = obliged(matters_of(a.on), a.on.form)
    if not bound:
        return True
    others = Session.objects.filter(
        form=a.on.form, stage__in=["drafted", "published"], items__matter__in=bound
    ).exclude(pk=a.on.pk)
    return bound <= set(others.values_list("items__matter_id", flat=True))


# motions ---------------------------------------------------------------------------------------------------------------


@guard(
    "这是法律交给居民会议决定的事项,居民代表会议没有授权不能表决(居委会组织法第三十条)",
    "The law reserves this to the residents' meeting; without authorization representatives may not vote on it (§30)",
    next_zh=_RESERVED_NEXT[0],
    next_en=_RESERVED_NEXT[1],
)
def not_reserved_or_authorized(a: Act) -> bool | Refusal:
    """§2.17 授权: asked of every motion by itself, as drafted and as amended. An ordering only advises, so representatives
    may give it anywhere."""
    motion = a.on
    if motion.session.form != "representatives_meeting" or motion.rule in rules.ORDERINGS:
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
    "这个动议不得付表决(居委会组织法第三十一条第二款)",
    "This motion may not be put to a vote (§31, second paragraph)",
    next_zh="请修改动议文字,或出具不同意付表决的意见",
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
        return _refusal(
            "may_be_voted",
            f"这个动议不得付表决:{ground.zh}(居委会组织法第三十一条第二款)",
            f"This motion may not be put to a vote: {ground.en} (§31, second paragraph)",
            "请修改动议文字,或出具不同意付表决的意见",
            "Reword the motion, or give an opinion against putting it",
        )
    return not motion.matter.urgent
