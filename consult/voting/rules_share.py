"""How much of a whole is enough: 过半数, 三分之二以上, 超过三分之二.

Civil Code §1259 [V:L2]: "以上" includes the number itself, "超过" does not. Everything is compared by
multiplying crosswise in integers; there is no float in this file or in any that uses it.
"""

import re
from dataclasses import dataclass
from math import gcd
from typing import Literal, Self

from consult.voting.rules_error import PackError

Op = Literal[">", ">=", "="]

_WRITTEN = re.compile(r"\s*(>=|>)?\s*([0-9]{1,6})\s*/\s*([0-9]{1,6})\s*")


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction in lowest terms, 0 < num/den <= 1; `strict` is 超过 (">"), otherwise 以上 (">=")."""

    num: int
    den: int
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.num <= self.den or gcd(self.num, self.den) != 1:
            raise ValueError(f"not a share in lowest terms: {self.num}/{self.den}")
        if self.strict and self.num == self.den:
            raise ValueError("nothing is more than the whole")

    @classmethod
    def parse(cls, text: str) -> Self:
        """ ">1/2" is more than half (过半数); "2/3" and ">=2/3" are two thirds or more (三分之二以上)."""
        match = _WRITTEN.fullmatch(text)
        if match is not None:
            num, den = int(match[2]), int(match[3])
            strict = match[1] == ">"
            if 0 < num <= den and not (strict and num == den):
                common = gcd(num, den)
                return cls(num // common, den // common, strict)
        raise PackError(
            "bad_share",
            f"“{text}”不是可用的比例；请写成 >1/2（过半数）或 2/3（三分之二以上），大于零且不超过全体。",
            f"'{text}' is not a usable share; write >1/2 (more than half) or 2/3 (two thirds or more), "
            "above zero and no more than the whole.",
        )

    def __str__(self) -> str:
        return f"{self.op}{self.num}/{self.den}"

    @property
    def op(self) -> Literal[">", ">="]:
        return ">" if self.strict else ">="

    def met(self, part: int, whole: int) -> bool:
        """Of an empty whole no share is ever met: nobody decides nothing."""
        left, right = part * self.den, whole * self.num
        return whole > 0 and (left > right if self.strict else left >= right)

    def bar(self, whole: int) -> int:
        """The number printed after 须超过 (strict) or 须达到: of 28, more than half is "more than 14"."""
        product = whole * self.num
        return product // self.den if self.strict else -(-product // self.den)

    def least(self, whole: int) -> int:
        """The smallest part of `whole` that is enough."""
        return self.bar(whole) + 1 if self.strict else self.bar(whole)

    def at_least_as_strict_as(self, other: Self) -> bool:
        """Compared exactly; at the same fraction ">" is stricter than ">="."""
        mine, theirs = self.num * other.den, other.num * self.den
        return mine > theirs or (mine == theirs and (self.strict or not other.strict))


@dataclass(frozen=True, slots=True)
class Inequality:
    """One condition as it was measured: `left op right` is `part` against `whole`, multiplied crosswise.

    `name`: quorum_heads, quorum_area, pass_heads, pass_area, anyone_present, no_objection, turnout, elected.
    Areas are in cm². `share` is None where the condition is not a fraction ("no objection"). `between` is set where a
    secret vote is weighed by area: the per cents the part lies between, in place of `part` and `left`, which are then 0.
    """

    name: str
    part: int
    whole: int
    share: Share | None
    left: int
    op: Op
    right: int
    holds: bool
    between: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The inequality with its numbers, the same in every language: "14×2 > 28×1"."""
        if self.share is None:
            return f"{self.left} {self.op} {self.right}"
        return f"{self.part}×{self.share.den} {self.op} {self.whole}×{self.share.num}"


def measure(name: str, part: int, whole: int, share: Share) -> Inequality:
    return Inequality(
        name=name,
        part=part,
        whole=whole,
        share=share,
        left=part * share.den,
        op=share.op,
        right=whole * share.num,
        holds=share.met(part, whole),
    )
