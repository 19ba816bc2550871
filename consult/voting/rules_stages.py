"""A vote in one stage or in two: first a preference, then a binding yes or no on what came out of it."""

from consult.voting.rules import BallotKind, VoteRule
from consult.voting.rules_error import RuleError
from consult.voting.rules_named import RULES


def stages(written: str) -> tuple[VoteRule, ...]:
    """The rules of "REP_MEETING_MAJ", or of "PREFERENCE_RANK→OWNERS_3_4": a preference, then yes or no.

    Raises RuleError for an unknown code, and for two stages of which the second decides nothing or the first
    already decides by a majority.
    """
    codes = [code.strip() for code in written.split("→")]
    unknown = [code for code in codes if code not in RULES]
    if unknown:
        raise RuleError(
            "unknown_rule",
            f"没有名为“{unknown[0]}”的表决规则；请从规则表中选用。",
            f"There is no vote rule '{unknown[0]}'; choose one of the table.",
        )
    found = tuple(RULES[code] for code in codes)
    if len(found) == 1 and found[0].ballot is not BallotKind.TWO_STAGE:
        return found
    prepares = found[0].passes is None and found[0].ballot not in (BallotKind.NONE, BallotKind.TWO_STAGE)
    if len(found) == 2 and prepares and found[1].passes is not None:
        return found
    raise RuleError(
        "bad_stages",
        "两段表决须先排序或寻求共识，后付赞成反对表决，例如 PREFERENCE_RANK→OWNERS_3_4。",
        "Two stages are an ordering or a consensus first and a yes/no vote after it, "
        "for example PREFERENCE_RANK→OWNERS_3_4.",
    )
