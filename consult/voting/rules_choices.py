"""What may stand on a ballot.

`validate_choice` turns what a phone, a tablet or a clerk sends into the one form that is stored and counted:

    yes/no, consensus                    "yes" | "no" | "abstain"   (in a consensus abstain is 保留意见)
    single choice                        "A" | "abstain"
    approval, choose up to k, budget     ["A", "C"] in the order of the options | "abstain"
    rank                                 ["C", "A"] best first, not necessarily all | "abstain"
    score                                {"A": 5, "C": 1} likewise in order, not necessarily all | "abstain"

A blank ballot ("blank", [] or {}) is an abstention; no answer at all (null) is a mistake of the sender.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from consult.voting.rules import BallotKind
from consult.voting.rules_error import ChoiceError, RuleError

Choice = str | list[str] | dict[str, int]

ABSTAIN: Final = "abstain"
BLANK: Final = "blank"
YES_NO: Final = ("yes", "no")
SCORES: Final = range(1, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What can be chosen. `at_most`: marks on a ballot. `costs` stand beside `codes`; money is in fen (分)."""

    codes: tuple[str, ...]
    at_most: int | None = None
    costs: tuple[int, ...] = ()
    budget: int = 0

    def __post_init__(self) -> None:
        bad_codes = len(set(self.codes)) != len(self.codes) or {"", ABSTAIN, BLANK} & set(self.codes)
        bad_limit = self.at_most is not None and not 1 <= self.at_most <= len(self.codes)
        bad_costs = bool(self.costs) and (len(self.costs) != len(self.codes) or min(self.costs) <= 0)
        if not self.codes or bad_codes or bad_limit or bad_costs or self.budget < 0:
            raise RuleError(
                "bad_options",
                "选项须各不相同且不叫 abstain 或 blank，限选数在 1 与选项数之间，每个项目的报价大于零。",
                "Options must differ and not be called abstain or blank, the limit lies between 1 and their number, "
                "and every project has a cost above zero.",
            )

    def cost(self, code: str) -> int:
        return self.costs[self.codes.index(code)]


def validate_choice(ballot: BallotKind, options: Options | None, choice: object) -> Choice:
    """The normal form of `choice`, or ChoiceError with a code. `options`: None for yes/no and consensus."""
    if ballot is BallotKind.NONE:
        raise ChoiceError(
            "no_ballot", "这一项没有选票；请勿投票。", "There is no ballot for this; nothing can be cast."
        )
    if choice is None or choice == "":
        raise ChoiceError(
            "no_choice",
            "没有收到选择；请重新选择，不想表态请选弃权。",
            "No choice arrived; choose again, or choose to abstain.",
        )
    if isinstance(choice, str) and choice in (ABSTAIN, BLANK):
        return ABSTAIN
    if ballot in (BallotKind.YES_NO, BallotKind.CONSENSUS):
        return _one_of(YES_NO, choice)
    if options is None:
        raise ValueError(f"a {ballot} ballot has options")
    match ballot:
        case BallotKind.SINGLE_CHOICE:
            return _one_of(options.codes, choice)
        case BallotKind.SCORE:
            return _scores(options, choice)
        case BallotKind.RANK:
            return _marks(options, choice) or ABSTAIN
        case _:
            marked = sorted(_marks(options, choice), key=options.codes.index)
            if ballot is BallotKind.BUDGET:
                _check_budget(options, marked)
            return marked or ABSTAIN


def _one_of(codes: tuple[str, ...], choice: object) -> str:
    if not isinstance(choice, str):
        raise _wrong_shape()
    if choice not in codes:
        raise _not_an_option(choice)
    return choice


def _marks(options: Options, choice: object) -> list[str]:
    if not isinstance(choice, list | tuple):
        raise _wrong_shape()
    marked = [_one_of(options.codes, code) for code in choice]
    if len(set(marked)) != len(marked):
        raise ChoiceError(
            "marked_twice",
            "同一选项选了两次；请每项只选一次。",
            "An option is marked twice; mark each only once.",
        )
    if options.at_most is not None and len(marked) > options.at_most:
        raise ChoiceError(
            "too_many",
            f"最多选 {options.at_most} 项，收到 {len(marked)} 项；请减去几项。",
            f"At most {options.at_most} may be chosen, {len(marked)} were; take some away.",
        )
    return marked


def _check_budget(options: Options, marked: list[str]) -> None:
    spent = sum(options.cost(code) for code in marked)
    if spent > options.budget:
        raise ChoiceError(
            "over_budget",
            f"所选合计 {yuan(spent)} 元，超出预算 {yuan(options.budget)} 元；请减去几项。",
            f"The chosen projects cost {yuan(spent)} yuan, the budget is {yuan(options.budget)}; take some away.",
        )


def _scores(options: Options, choice: object) -> Choice:
    if not isinstance(choice, Mapping):
        raise _wrong_shape()
    given: dict[str, int] = {}
    for code, score in choice.items():
        option = _one_of(options.codes, code)
        if isinstance(score, bool) or not isinstance(score, int) or score not in SCORES:
            raise ChoiceError(
                "score_out_of_range",
                "评分只能是 1 至 5 的整数；请改正，不想评的项可以空着。",
                "A score is a whole number from 1 to 5; correct it, or leave the option out.",
            )
        given[option] = score
    return {code: given[code] for code in options.codes if code in given} or ABSTAIN


def yuan(fen: int) -> str:
    """Exact, without trailing zeros: 780000 fen is "7800", 50 fen is "0.5"."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")


def _not_an_option(choice: str) -> ChoiceError:
    return ChoiceError(
        "not_an_option",
        f"“{choice[:40]}”不在选项中；请从列出的选项里选。",
        f"'{choice[:40]}' is not an option; choose one of those listed.",
    )


def _wrong_shape() -> ChoiceError:
    return ChoiceError(
        "wrong_shape",
        "选票格式与这次表决不符；请刷新页面后重投。",
        "The ballot does not fit this question; reload the page and cast it again.",
    )
