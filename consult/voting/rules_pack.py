"""A community's own thresholds: a pack may be stricter than the law and never laxer.

A pack writes, for a rule, any of
    quorum    "3/4"        how many must be there
    pass      ">2/3"       how many must agree
    pass_of   "entitled"   of whom
    secrecy   false        no secret ballots
    proxies   false        no proxies
A bare fraction means 以上, like ">=". Rules without a law behind them may be set freely, "none" as a quorum
included, but what counts as agreement is always more than half of something: a tie never passes.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from consult.voting.rules import Base, PassCondition, Quorum, VoteRule
from consult.voting.rules_error import PackError
from consult.voting.rules_share import Share

_MORE_THAN_HALF: Final = Share(1, 2, strict=True)
# Each base includes the next one, so the same share of an earlier base is at least as hard to reach.
_WIDEST_FIRST: Final = tuple(Base)


class LaxerThanLawError(PackError):
    """The pack asks less than the law; `article` is the law's."""

    def __init__(self, rule: VoteRule, key: str, asked: str, required: str) -> None:
        super().__init__(
            "laxer_than_law",
            f"规则包把“{rule.title.zh}”的 {key} 定为 {asked}，低于{rule.article}的要求（{required}）；"
            "请改为不低于法定。",
            f"The pack sets {key} of {rule.code} to {asked}, laxer than {rule.article} ({required}); "
            "set it no lower than the law.",
        )
        self.article = rule.article


def tighten(rule: VoteRule, changes: Mapping[str, object]) -> VoteRule:
    """`rule` with a pack's changes; raises LaxerThanLawError, or PackError for what cannot be applied."""
    tightened = rule
    for key in sorted(changes):
        value = changes[key]
        match key:
            case "quorum":
                tightened = replace(tightened, quorum=_quorum(rule, value))
            case "pass" | "pass_of":
                tightened = replace(tightened, passes=_passes(rule, changes))
            case "secrecy" | "proxies":
                tightened = _permission(tightened, key, value)
            case _:
                raise PackError(
                    "unknown_key",
                    f"规则包里的 {key} 不是可设的项；可设 quorum、pass、pass_of、secrecy、proxies。",
                    f"{key} cannot be set in a pack; quorum, pass, pass_of, secrecy and proxies can.",
                )
    return tightened


def _quorum(rule: VoteRule, value: object) -> Quorum | None:
    _majority(rule)
    if value == "none":
        if rule.statutory:
            raise LaxerThanLawError(rule, "quorum", "none", str(rule.quorum and rule.quorum.share))
        return None
    share = _share("quorum", value)
    if rule.quorum is None:
        return Quorum(Base.PRESENT, share)
    if rule.statutory and not share.at_least_as_strict_as(rule.quorum.share):
        raise LaxerThanLawError(rule, "quorum", str(share), str(rule.quorum.share))
    return Quorum(rule.quorum.of_whom, share)


def _passes(rule: VoteRule, changes: Mapping[str, object]) -> PassCondition:
    required = _majority(rule)
    share = _share("pass", changes["pass"]) if "pass" in changes else required.share
    base = _base(changes["pass_of"]) if "pass_of" in changes else required.base
    if not rule.statutory:
        if not share.at_least_as_strict_as(_MORE_THAN_HALF):
            raise PackError(
                "below_half",
                f"“{rule.title.zh}”的通过比例 {share} 不到过半数；平局不算通过，请设为 >1/2 或更高。",
                f"{share} for {rule.code} is not a majority; a tie never passes, set >1/2 or more.",
            )
        return PassCondition(base, share)
    if not share.at_least_as_strict_as(required.share):
        raise LaxerThanLawError(rule, "pass", str(share), str(required.share))
    if _WIDEST_FIRST.index(base) > _WIDEST_FIRST.index(required.base):
        raise LaxerThanLawError(rule, "pass_of", base, required.base)
    if base is Base.PRESENT and not rule.counts_presence:
        raise PackError(
            "nobody_signs_in",
            f"“{rule.title.zh}”不签到，不能按到会计票；pass_of 可用 entitled。",
            f"Nobody signs in for {rule.code}, so it cannot be counted of those present; use entitled.",
        )
    return PassCondition(base, share)


def _permission(rule: VoteRule, key: str, value: object) -> VoteRule:
    if not isinstance(value, bool):
        raise PackError(
            "not_a_switch",
            f"规则包的 {key} 只能写 true 或 false。",
            f"{key} in a pack is either true or false.",
        )
    permitted = rule.secrecy if key == "secrecy" else rule.proxies
    if value and rule.statutory and not permitted:
        raise LaxerThanLawError(rule, key, "true", "false")
    return replace(rule, secrecy=value) if key == "secrecy" else replace(rule, proxies=value)


def _majority(rule: VoteRule) -> PassCondition:
    if rule.passes is None:
        raise PackError(
            "nothing_to_tighten",
            f"“{rule.title.zh}”没有到会和通过比例可设；请删去这一项。",
            f"{rule.code} has no quorum or majority to set; leave it out.",
        )
    return rule.passes


def _share(key: str, value: object) -> Share:
    if not isinstance(value, str):
        raise PackError(
            "bad_share",
            f'规则包的 {key} 要写成分数，如 "2/3" 或 ">1/2"；小数不能精确比较。',
            f'{key} in a pack is a fraction such as "2/3" or ">1/2"; decimals cannot be compared exactly.',
        )
    return Share.parse(value)


def _base(value: object) -> Base:
    if value not in list(Base):
        raise PackError(
            "bad_base",
            f"pass_of 只能是 {'、'.join(Base)} 之一。",
            f"pass_of is one of {', '.join(Base)}.",
        )
    return Base(str(value))
