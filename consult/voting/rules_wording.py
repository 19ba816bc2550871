"""The sentence that explains a verdict with its numbers, in Chinese and English.

"42 人应到，28 人到会，赞成 14，须超过 14：不通过". An advisory vote never reads like a decision: it begins with
意向 and names the article it was counted under. A consensus is never called 全体一致.
"""

from typing import Literal

from consult.voting.rules import BallotKind, Base, Force, Outcome, Unit, Verdict
from consult.voting.rules_error import Words
from consult.voting.rules_share import Inequality

Lang = Literal["zh", "en"]

_CM2_IN_M2 = 10_000

_COUNTED_IN = {
    Unit.HOUSEHOLD: Words("户", "households"),
    Unit.STAKEHOLDER: Words("方", "parties"),
}
_PEOPLE = Words("人", "")

_BASE = {
    Base.ENTITLED: Words("应到", "those entitled"),
    Base.PRESENT: Words("到会", "those present"),
    Base.TOOK_PART: Words("参与", "those taking part"),
    Base.VALID: Words("有效票", "the valid votes"),
    Base.YES_AND_NO: Words("赞成反对之和", "yes and no"),
}


def explain(outcome: Outcome, lang: Lang) -> str:
    """One sentence; where the vote does not bind, its force comes first and the verdict right after it."""
    ending, numbers = _verdict(outcome, lang), _numbers(outcome, lang)
    clause = outcome.rule.clause or Words("本规则", "this rule")
    if outcome.force is Force.BINDING:
        return f"{numbers}：{ending}" if lang == "zh" else f"{numbers}: {ending}"
    if lang == "zh":
        force = "意向；如按" if outcome.force is Force.ADVISORY else "录入的官方结果；按"
        return f"{force}{clause.zh}计算：{ending}——{numbers}"
    force = "Advisory; counted by" if outcome.force is Force.ADVISORY else "Official result as entered; by"
    return f"{force} {clause.en}: {ending} — {numbers}"


def threshold(inequality: Inequality, lang: Lang) -> str:
    """须超过 14 · 须达到 28 人: what the part had to reach, as an integer; areas in m²."""
    if inequality.share is None:
        raise ValueError(f"{inequality.name} has no share")
    bar = _amount(inequality, inequality.share.bar(inequality.whole), lang)
    strict = inequality.share.strict
    if lang == "zh":
        return f"须{'超过' if strict else '达到'} {bar}"
    return f"{'more than' if strict else 'at least'} {bar} needed"


def square_metres(area_cm2: int) -> str:
    """Exact, without trailing zeros: 1164000000 cm² is "116400", 12345 cm² is "1.2345"."""
    whole, rest = divmod(area_cm2, _CM2_IN_M2)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def _verdict(outcome: Outcome, lang: Lang) -> str:
    zh = lang == "zh"
    if outcome.rule.ballot is BallotKind.CONSENSUS:
        words = {
            Verdict.PASSED: Words("到场各方无反对", "no objection among the parties present"),
            Verdict.FAILED: Words("有反对，未形成共识", "there are objections, no consensus"),
            Verdict.INQUORATE: Words("利益相关方未到齐", "not every party was there"),
        }[outcome.verdict]
        return words.zh if zh else words.en
    if outcome.verdict is Verdict.PASSED:
        return "通过" if zh else "passed"
    if outcome.verdict is Verdict.INQUORATE:
        if _by_participation(outcome):
            return "未达参与要求" if zh else "participation not reached"
        return "未达法定人数" if zh else "no quorum"
    if not outcome.could_pass:
        return (
            "不通过（到会者全部赞成也不足）"
            if zh
            else "not passed (all those present would not have been enough)"
        )
    return "不通过" if zh else "not passed"


def _numbers(outcome: Outcome, lang: Lang) -> str:
    if outcome.rule.ballot is BallotKind.CONSENSUS:
        return _consensus(outcome, lang)
    if outcome.rule.counts_presence:
        return _meeting(outcome, lang)
    if _by_participation(outcome):
        return _participation(outcome, lang)
    return _yes_against_no(outcome, lang)


def _meeting(outcome: Outcome, lang: Lang) -> str:
    counts, (passing,) = outcome.counts, outcome.passing
    if lang == "zh":
        unit = _unit(outcome).zh
        there = f"{counts.entitled} {unit}应到，{counts.present} {unit}到会"
        if outcome.verdict is Verdict.INQUORATE:
            return f"{there}，{threshold(outcome.quorum[0], lang)}"
        return f"{there}，赞成 {counts.yes}，{threshold(passing, lang)}{_of_which(outcome, lang)}"
    unit = _unit(outcome).en
    there = f"{counts.entitled}{' ' + unit if unit else ''} entitled, {counts.present} present"
    if outcome.verdict is Verdict.INQUORATE:
        return f"{there}, {threshold(outcome.quorum[0], lang)}"
    return f"{there}, {counts.yes} in favour, {threshold(passing, lang)}{_of_which(outcome, lang)}"


def _participation(outcome: Outcome, lang: Lang) -> str:
    """Owners: who took part; then, if enough did, who agreed. Heads and area each beside its own bar."""
    whole = _together([(each, each.whole) for each in outcome.quorum], lang)
    if lang == "zh":
        parts = [f"{outcome.rule.electorate.zh} {whole}"]
    else:
        parts = [f"{outcome.rule.electorate.en}: {whole}"]
    if outcome.verdict is Verdict.INQUORATE:
        parts += [_measured(each, Words("参与", "took part"), lang) for each in outcome.quorum]
    else:
        took = _together([(each, each.part) for each in outcome.quorum], lang)
        parts.append(f"参与 {took}" if lang == "zh" else f"{took} took part")
        parts += [_measured(each, Words("赞成", "in favour"), lang) for each in outcome.passing]
    return ("；" if lang == "zh" else "; ").join(parts)


def _together(amounts: list[tuple[Inequality, int]], lang: Lang) -> str:
    if lang == "en":
        return " with ".join(_amount(each, number, lang) for each, number in amounts)
    return "、".join(
        _amount(each, number, lang) + ("" if each.name.endswith("_area") else " 人")
        for each, number in amounts
    )


def _measured(each: Inequality, what: Words, lang: Lang) -> str:
    if each.between is not None:
        return _between(each, each.between, what, lang)
    amount = _amount(each, each.part, lang)
    if lang == "en":
        return f"{amount} {what.en}, {threshold(each, lang)}"
    return f"{what.zh}{'面积' if each.name.endswith('_area') else '人数'} {amount}，{threshold(each, lang)}"


def _between(each: Inequality, between: tuple[int, int], what: Words, lang: Lang) -> str:
    low, high = between
    assert each.share is not None
    bar = f"{each.share.num}/{each.share.den}"
    if lang == "en":
        least = "more than" if each.share.strict else "at least"
        return f"{low}–{high}% of the area {what.en}, {least} {bar} needed"
    return f"{what.zh}面积占 {low}%–{high}%，须{'超过' if each.share.strict else '达到'} {bar}"


def _consensus(outcome: Outcome, lang: Lang) -> str:
    counts, unit = outcome.counts, _unit(outcome)
    if lang == "zh":
        parts = [f"{counts.entitled} {unit.zh}应到", f"{counts.present} {unit.zh}到会"]
        if counts.absent_served:
            parts.append(f"{counts.absent_served} {unit.zh}经两次送达缺席未表态")
        if outcome.verdict is not Verdict.INQUORATE:
            parts.append(f"反对 {counts.no}")
            if counts.abstain:
                parts.append(f"保留意见 {counts.abstain}")
        return "，".join(parts)
    parts = [f"{counts.entitled} {unit.en} entitled", f"{counts.present} present"]
    if counts.absent_served:
        parts.append(f"{counts.absent_served} absent after two services and silent")
    if outcome.verdict is not Verdict.INQUORATE:
        parts.append(f"{counts.no} objecting")
        if counts.abstain:
            parts.append(f"{counts.abstain} with reservations")
    return ", ".join(parts)


def _yes_against_no(outcome: Outcome, lang: Lang) -> str:
    """Nobody counted who is there; "more than half of yes and no" is said as 赞成多于反对."""
    counts, (passing,) = outcome.counts, outcome.passing
    share = passing.share
    half = share is not None and share.strict and (share.num, share.den) == (1, 2)
    plain = half and outcome.rule.passes is not None and outcome.rule.passes.base is Base.YES_AND_NO
    bar = threshold(passing, lang) + _of_which(outcome, lang)
    if lang == "zh":
        bar = "赞成须多于反对" if plain else bar
        return f"赞成 {counts.yes}，反对 {counts.no}，弃权 {counts.abstain}，{bar}"
    bar = "more in favour than against needed" if plain else bar
    return f"{counts.yes} in favour, {counts.no} against, {counts.abstain} abstaining, {bar}"


def _of_which(outcome: Outcome, lang: Lang) -> str:
    """Names the denominator where it is not the usual one (those present), and the fraction with it."""
    passes = outcome.rule.passes
    assert passes is not None  # only yes/no outcomes come here
    share = passes.share
    if passes.base is Base.PRESENT and (share.num, share.den) == (1, 2):
        return ""
    fraction = f"{share.num}/{share.den}"
    if lang == "zh":
        return f"（{_BASE[passes.base].zh}的 {fraction}）"
    return f" ({fraction} of {_BASE[passes.base].en})"


def _amount(inequality: Inequality, number: int, lang: Lang) -> str:
    if inequality.name.endswith("_area"):
        return f"{square_metres(number)} {'㎡' if lang == 'zh' else 'm²'}"
    return str(number)


def _by_participation(outcome: Outcome) -> bool:
    return outcome.rule.quorum is not None and outcome.rule.quorum.of_whom is Base.TOOK_PART


def _unit(outcome: Outcome) -> Words:
    return _COUNTED_IN.get(outcome.rule.units[0], _PEOPLE)
