"""What was counted, and whether it can have been.

Impossible counts are a mistake in counting or in typing and never a verdict.
"""

from dataclasses import dataclass

from consult.voting.rules_error import CountsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """In heads (persons, households, owners' parties); `area_cm2` is the same for owners, in integer cm².

    Not cast is what is missing to `present`, or to `entitled` where nobody signs in (owners).
    `absent_served` (consensus only): parties absent after two services of notice, 缺席未表态.
    """

    entitled: int
    present: int = 0
    yes: int = 0
    no: int = 0
    abstain: int = 0  # in a consensus: 保留意见
    invalid: int = 0
    absent_served: int = 0
    area_cm2: "Counts | None" = None

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain + self.invalid


def check_counts(counts: Counts, *, presence: bool, area: bool, absent_served: bool) -> None:
    """Raise CountsError unless such a count is possible.

    `presence`: only those present may cast; `area`: the rule measures cm² too; `absent_served`: a consensus.
    """
    if counts.absent_served and not absent_served:
        raise CountsError(
            "absent_served_without_consensus",
            "只有寻求共识的事项才登记“缺席未表态”；请删去该数。",
            "Parties absent after two services are counted for a consensus only; leave the number out.",
        )
    _check_sizes(counts, presence=presence)
    if (counts.area_cm2 is not None) != area:
        raise CountsError(
            "area_missing" if area else "area_not_used",
            "业主双口径表决须同时有人数和面积，其他表决只计人数或户数；请改正后再计票。",
            "An owners' vote by heads and area needs both, any other vote heads only; correct the counts.",
        )
    if counts.area_cm2 is not None:
        _check_sizes(counts.area_cm2, presence=presence)
        _check_area(counts, counts.area_cm2)


def _check_sizes(counts: Counts, *, presence: bool) -> None:
    numbers = (
        counts.entitled,
        counts.present,
        counts.yes,
        counts.no,
        counts.abstain,
        counts.invalid,
        counts.absent_served,
    )
    if min(numbers) < 0:
        raise CountsError(
            "negative", "票数不能为负；请核对录入。", "A count is negative; check what was entered."
        )
    if counts.present + counts.absent_served > counts.entitled:
        raise CountsError(
            "more_present_than_entitled",
            f"到会与缺席合计 {counts.present + counts.absent_served}，多于应到 {counts.entitled}；请核对签到和名册。",
            f"{counts.present + counts.absent_served} present or absent but only {counts.entitled} entitled; "
            "check the sign-in and the roll.",
        )
    limit = counts.present if presence else counts.entitled
    if counts.cast > limit:
        # Election Law art. 44, taken over for every vote: more votes than voters void the whole count.
        raise CountsError(
            "more_votes_than_voters",
            f"收到 {counts.cast} 票，多于可投的 {limit} 票；此次计票无效，请重新清点。",
            f"{counts.cast} votes but only {limit} who could cast one; the count is void, count again.",
        )


def _check_area(heads: Counts, area: Counts) -> None:
    """Every exclusive unit has an area, so votes without area, or area without votes, were mistyped."""
    pairs = (
        (heads.entitled, area.entitled),
        (heads.yes, area.yes),
        (heads.no, area.no),
        (heads.abstain, area.abstain),
        (heads.invalid, area.invalid),
    )
    if area.area_cm2 is not None or any((head > 0) != (cm2 > 0) for head, cm2 in pairs):
        raise CountsError(
            "heads_and_area_disagree",
            "有人数而无面积，或有面积而无人数；请核对录入。",
            "There are heads without area or area without heads; check what was entered.",
        )
