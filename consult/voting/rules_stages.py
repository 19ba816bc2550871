"""Two rounds (两轮): first an ordering, then a yes or no on what came first, under a rule that decides.

One motion has both. Nothing is put to the second vote that the first did not put first, so nobody at the desk chooses it.
"""

from collections.abc import Sequence


def rule_of_round(*, rule: str, then_rule: str, preferred: Sequence[str]) -> str:
    """Under which of its rules a motion is voted now; `preferred` is what came first in the first round, if it was held."""
    return then_rule if preferred else rule


def motion_after_ordering(*, then_rule: str, preferred: Sequence[str], first: Sequence[str]) -> str:
    """The motion's stage after an ordering that put `first` first: advice given ("carried"), or its second round ("pending").

    A first round that chose nothing leaves nothing to put: the motion lapses, as without a quorum.
    """
    if not then_rule or preferred:
        return "carried"
    return "pending" if first else "lapsed"
