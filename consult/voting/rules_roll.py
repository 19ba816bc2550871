"""Who holds how much of a vote, and whether a roll is large enough for a secret one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from consult.voting.rules import VoteRule
from consult.voting.rules_error import RuleError, SecrecyError

# Below five rights a result tells who voted how, whatever the box.
SECRET_MIN_RIGHTS: Final = 5


@dataclass(frozen=True, slots=True)
class OwnersRoll:
    """Ownership parties with their areas in cm², sorted by party: one party is one head."""

    parties: tuple[tuple[str, int], ...]

    @property
    def heads(self) -> int:
        return len(self.parties)

    @property
    def area_cm2(self) -> int:
        return sum(area for _, area in self.parties)


def fold_owners(units: Iterable[tuple[str, int]]) -> OwnersRoll:
    """Fold (party, area in cm²) of every exclusive unit into parties.

    One exclusive unit is one head, but all units of one buyer, and all those the developer has not sold or
    handed over, are together one head; their areas add up (最高法建筑物区分所有权解释 §§8–9 [V:L4]). Co-owners of a unit
    are one party. The caller names the party; a unit without positive area is refused.
    """
    areas: dict[str, int] = {}
    for party, area in units:
        if area <= 0:
            raise RuleError(
                "unit_without_area",
                f"“{party}”名下有专有部分没有面积；请按登记簿、测绘、合同的次序补录。",
                f"An exclusive unit of '{party}' has no area; enter it from register, survey or contract.",
            )
        areas[party] = areas.get(party, 0) + area
    return OwnersRoll(tuple(sorted(areas.items())))


def check_secrecy(rule: VoteRule, *, rights: int) -> None:
    """Raise SecrecyError unless `rule` allows a secret ballot and the roll has at least five rights."""
    if not rule.secrecy:
        raise SecrecyError(
            "named_only",
            f"“{rule.title.zh}”须记名；请改用记名投票。",
            f"'{rule.title.en}' is voted by name; choose a named ballot.",
        )
    if rights < SECRET_MIN_RIGHTS:
        raise SecrecyError(
            "too_few_for_secrecy",
            f"名册只有 {rights} 票，不足 {SECRET_MIN_RIGHTS} 票，结果会暴露各人的选择；请改用记名投票。",
            f"With {rights} rights, fewer than {SECRET_MIN_RIGHTS}, the result would show how each one voted; "
            "choose a named ballot.",
        )
