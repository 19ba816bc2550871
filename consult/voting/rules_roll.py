"""Whether a roll is large enough for a secret vote."""

from typing import Final

from consult.voting.rules import VoteRule
from consult.voting.rules_error import SecrecyError

# Below five rights a result tells who voted how, whatever the box.
SECRET_MIN_RIGHTS: Final = 5


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
