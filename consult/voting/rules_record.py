"""A rule, counts and an outcome as the plain data that a poll keeps and its log carries.

A poll stores its own copy of the rule it was opened under, so that later packs change nothing about it.
Integers, strings, booleans, lists and null only: canonical JSON without floats.
"""

from typing import Any

from consult.voting.rules import BallotKind, Base, Force, Outcome, PassCondition, Quorum, Unit, VoteRule
from consult.voting.rules_counts import Counts
from consult.voting.rules_error import Words
from consult.voting.rules_share import Share

Record = dict[str, Any]


def rule_record(rule: VoteRule) -> Record:
    return {
        "code": rule.code,
        "title": rule.title._asdict(),
        "electorate": rule.electorate._asdict(),
        "units": [str(unit) for unit in rule.units],
        "ballot": str(rule.ballot),
        "quorum": rule.quorum and {"of_whom": str(rule.quorum.of_whom), "share": str(rule.quorum.share)},
        "passes": rule.passes and {"base": str(rule.passes.base), "share": str(rule.passes.share)},
        "by_area": rule.by_area,
        "abstain_takes_part": rule.abstain_takes_part,
        "invalid_takes_part": rule.invalid_takes_part,
        "article": rule.article,
        "clause": rule.clause and rule.clause._asdict(),
        "evidence": rule.evidence,
        "statutory": rule.statutory,
        "forces": [str(force) for force in rule.forces],
        "secrecy": rule.secrecy,
        "proxies": rule.proxies,
    }


def rule_from_record(record: Record) -> VoteRule:
    """The rule that `rule_record` wrote; a record that does not fit raises KeyError or ValueError."""
    quorum, passes = record["quorum"], record["passes"]
    return VoteRule(
        code=record["code"],
        title=Words(**record["title"]),
        electorate=Words(**record["electorate"]),
        units=tuple(Unit(unit) for unit in record["units"]),
        ballot=BallotKind(record["ballot"]),
        quorum=quorum and Quorum(Base(quorum["of_whom"]), Share.parse(quorum["share"])),
        passes=passes and PassCondition(Base(passes["base"]), Share.parse(passes["share"])),
        by_area=record["by_area"],
        abstain_takes_part=record["abstain_takes_part"],
        invalid_takes_part=record["invalid_takes_part"],
        article=record["article"],
        clause=record["clause"] and Words(**record["clause"]),
        evidence=record["evidence"],
        statutory=record["statutory"],
        forces=tuple(Force(force) for force in record["forces"]),
        secrecy=record["secrecy"],
        proxies=record["proxies"],
    )


def counts_record(counts: Counts) -> Record:
    return {
        "entitled": counts.entitled,
        "present": counts.present,
        "yes": counts.yes,
        "no": counts.no,
        "abstain": counts.abstain,
        "invalid": counts.invalid,
        "absent_served": counts.absent_served,
        "area_cm2": None if counts.area_cm2 is None else counts_record(counts.area_cm2),
    }


def outcome_record(outcome: Outcome) -> Record:
    return {
        "rule": outcome.rule.code,
        "force": str(outcome.force),
        "verdict": str(outcome.verdict),
        "counts": counts_record(outcome.counts),
        "inequalities": [
            {
                "name": each.name,
                "left": None if each.between else each.left,
                "op": each.op,
                "right": each.right,
                "holds": each.holds,
                **({"between": list(each.between)} if each.between else {}),
            }
            for each in outcome.inequalities
        ],
    }
