"""What is asked: the rule of the motion as the pack tightens it, whose vote counts as one, and options that can be counted."""

from __future__ import annotations

from consult.agenda.forms import FORMS
from consult.agenda.models import Motion
from consult.kernel import clock
from consult.kernel.errors import invalid
from consult.kernel.packs import load

from .models import Poll
from .rules import BallotKind, Base, Unit, VoteRule
from .rules_choices import Options
from .rules_named import RULES
from .rules_pack import tighten

WITH_OPTIONS = (
    BallotKind.SINGLE_CHOICE,
    BallotKind.APPROVAL,
    BallotKind.CHOOSE_UP_TO_K,
    BallotKind.SCORE,
    BallotKind.RANK,
    BallotKind.BUDGET,
)
# Whose meeting it is is asked, where the rule leaves it open.
ASKED_BY_FORM = {
    "households": Unit.HOUSEHOLD,
    "owners": Unit.OWNER,
    "representatives": Unit.REPRESENTATIVE,
    "council": Unit.MEMBER,
    "committee": Unit.MEMBER,
}
# 网格、楼栋的户意见可在几天内用手机、电话、纸条补交.
GATHERED_OVER_DAYS = (Unit.HOUSEHOLD, Unit.STAKEHOLDER)


def rule_for(code: str, pack_code: str) -> VoteRule:
    """A named rule as the community's pack tightens it."""
    if code not in RULES:
        raise invalid("rule", "没有这条表决规则", "There is no such rule")
    changes = load(pack_code).get("votes").get(code, {})
    return tighten(RULES[code], changes)


def usual_force(rule: VoteRule, motion: Motion) -> Poll.Force:
    """What the form of the session gives the result (协商会只作意向); else the rule's own default."""
    given = FORMS[motion.session.form].votes.get(rule.code)
    return Poll.Force(given or (str(rule.forces[0]) if rule.forces else Poll.Force.ADVISORY))


def unit_of(rule: VoteRule, unit: str, motion: Motion) -> str:
    if not rule.units:
        return ""
    if unit:
        if unit not in list(rule.units):
            raise invalid("unit", "这条规则不这样计票", "This rule does not count by that unit")
        return unit
    usual = ASKED_BY_FORM.get(FORMS[motion.session.form].members)
    return str(usual if usual in rule.units else rule.units[0])


def check_window(poll: Poll, rule: VoteRule) -> None:
    if poll.closes_at is None:
        return
    if rule.counts_presence and (rule.statutory or poll.unit not in GATHERED_OVER_DAYS):
        raise invalid(
            "closes_at",
            "这条规则按到会的人计，在会上当场结束，不设截止日期",
            "This rule counts those present: the vote ends in the hall, not on a later day",
        )
    last_day = poll.closes_at.astimezone(clock.BEIJING).date()
    if last_day <= clock.today():
        raise invalid("closes_at", "截止日期至少是明天", "The last day is tomorrow at the earliest")


def check_options(poll: Poll, rule: VoteRule) -> None:
    """What `Options` could not count is refused here, before anybody votes on it."""
    if rule.ballot not in WITH_OPTIONS:
        if poll.at_most is not None or poll.budget_fen:
            raise invalid("at_most", "这条规则没有选项", "This rule has no options")
        return
    if len(poll.options) < 2:
        raise invalid("options", "动议至少要有两个选项", "The motion needs at least two options")
    costs = [option.get("cost_fen") for option in poll.options]
    if rule.ballot is BallotKind.BUDGET and not (all(costs) and poll.budget_fen > 0):
        raise invalid(
            "budget_fen",
            "按预算选项目，须有预算总额和每个项目的金额",
            "A budget vote needs the budget and the cost of every project",
        )
    if rule.ballot is BallotKind.CHOOSE_UP_TO_K and poll.at_most is None:
        raise invalid("at_most", "请填写最多选几项", "Say how many may be chosen")
    if poll.at_most is not None and not 1 <= poll.at_most <= len(poll.options):
        raise invalid(
            "at_most",
            f"最多选几项应在 1 到 {len(poll.options)} 之间",
            f"Between 1 and {len(poll.options)} may be chosen",
        )
    options_of(poll)


def check_hands(poll: Poll, rule: VoteRule) -> None:
    """A show of hands answers yes, no or abstain, in the hall, before everybody's eyes."""
    if poll.means not in (Poll.Means.HANDS_COUNTED, Poll.Means.HANDS_NAMED):
        return
    by_area = poll.means == Poll.Means.HANDS_COUNTED and rule.by_area
    if poll.secret or not rule.decides or poll.closes_at is not None or by_area:
        raise invalid(
            "means",
            "举手表决只能当场、记名，用于赞成反对；按面积计票的不能只计人数",
            "Hands are shown in the hall, seen by all, for yes or no; votes by area cannot be counted by heads alone",
        )


def options_of(poll: Poll) -> Options | None:
    """What can be chosen, as the rules count it; None for yes or no."""
    if not poll.options:
        return None
    costs = tuple(int(option["cost_fen"]) for option in poll.options if option.get("cost_fen"))
    return Options(
        codes=tuple(option["id"] for option in poll.options),
        at_most=poll.at_most,
        costs=costs if len(costs) == len(poll.options) else (),
        budget=poll.budget_fen,
    )


def counts_those_present(poll: Poll) -> bool:
    """Whether only those vote who were present when the question was put (到会): then they are the denominator.

    Over days whoever answers takes part.
    """
    quorum, passes = poll.rule_text["quorum"], poll.rule_text["passes"]
    of_present = (quorum and quorum["of_whom"] == Base.PRESENT) or (passes and passes["base"] == Base.PRESENT)
    return bool(of_present) and not poll.over_days
