"""What must be there before an agenda is published."""

from __future__ import annotations

from consult.kernel import clock, workdays
from consult.kernel.act import Act, guard
from consult.kernel.packs import load
from consult.people.models import Role

from .. import rules, rules_motion
from ..models import Participant, PartyStudy
from ..standing import form_of, live_motions, matters_of, obliged


@guard(
    "议程还是空的",
    "The agenda is empty",
    next_zh="请至少列入一项议程",
    next_en="Put at least one item on it",
)
def has_items(a: Act) -> bool:
    return bool(a.on.items.exists())


@guard(
    "还没有会前材料：没有公布材料不得开会",
    "There is no material yet: no session without its material published beforehand",
    next_zh="请添加议题的背景、方案、预算或意见等材料，并注明来源",
    next_en="Add the background, options, budget or opinions, each with its source",
)
def has_materials(a: Act) -> bool:
    """材料未发布不得开会 (§2.15, E14)."""
    return not form_of(a.on).needs_materials or bool(a.on.materials.exists())


@guard(
    "没有利益相关方（X）不得开会",
    "No session without stakeholders (X)",
    next_zh="请先编排参会人；如受影响范围没有填写，请在事项里补上",
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
    next_zh="居民代表须占居民代表会议组成人员的五分之四以上（居委会组织法第二十八条）；请核对居民代表名册后重新编排",
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
    next_zh="每个付表决的动议都要写清七项：决定什么、通过与不通过会怎样、谁受影响、花谁的钱、怎么投、怎么反对",
    next_en="Each motion needs all seven: what is decided, if it passes, if it fails, who is touched, whose money, how to "
    "vote, how to object",
)
def pages_written(a: Act) -> bool:
    return not any(rules_motion.missing_of_page(motion.page) for motion in live_motions(a.on))


@guard(
    "离开会的日子太近，通知期不够",
    "The session is too near: the notice period is not kept",
    next_zh="请取消后另定开会时间；居民会议遇特殊情况可临时通知，须写明理由",
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
    "付居民会议或居民代表会议决定的重要事项，应当先经社区党组织研究讨论（居委会组织法第三十条）",
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
