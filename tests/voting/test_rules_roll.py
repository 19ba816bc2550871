"""The smallest secret ballot, and the copy of a rule that a poll keeps."""

import json
from dataclasses import replace

import pytest

from consult.voting.rules import Force, VoteRule, verdict
from consult.voting.rules_counts import Counts
from consult.voting.rules_error import SecrecyError
from consult.voting.rules_named import RULES
from consult.voting.rules_pack import tighten
from consult.voting.rules_record import outcome_record, rule_from_record, rule_record
from consult.voting.rules_roll import check_secrecy


def test_fewer_than_five_rights_have_no_secret() -> None:
    check_secrecy(RULES["REP_MEETING_MAJ"], rights=5)
    with pytest.raises(SecrecyError) as refused:
        check_secrecy(RULES["REP_MEETING_MAJ"], rights=4)
    assert refused.value.code == "too_few_for_secrecy"


@pytest.mark.parametrize("code", ["CONSENSUS", "OWNERS_UNANIMOUS_AFFECTED", "PROCEDURAL_MAJ"])
def test_what_must_be_said_openly_is_never_secret(code: str) -> None:
    with pytest.raises(SecrecyError) as refused:
        check_secrecy(RULES[code], rights=500)
    assert refused.value.code == "named_only"


def test_a_pack_can_forbid_secrecy() -> None:
    with pytest.raises(SecrecyError):
        check_secrecy(tighten(RULES["COUNCIL_MAJ"], {"secrecy": False}), rights=19)


KEPT = [
    *RULES.values(),
    tighten(
        RULES["REP_MEETING_MAJ"], {"quorum": "3/4", "pass": ">2/3", "pass_of": "entitled", "secrecy": False}
    ),
    replace(RULES["OWNERS_MAJ"], abstain_takes_part=False, invalid_takes_part=True),
]


@pytest.mark.parametrize("rule", KEPT, ids=lambda rule: rule.code)
def test_a_poll_s_own_copy_of_its_rule_is_the_rule(rule: VoteRule) -> None:
    written = json.dumps(rule_record(rule), ensure_ascii=False)
    assert rule_from_record(json.loads(written)) == rule


def test_an_outcome_is_recorded_with_verdict_and_force_apart() -> None:
    counts = Counts(
        entitled=12, yes=6, no=2, area_cm2=Counts(entitled=10_200_000, yes=5_100_000, no=1_700_000)
    )
    record = outcome_record(verdict(RULES["OWNERS_3_4"], counts, force=Force.ADVISORY))
    assert json.loads(json.dumps(record)) == record
    assert (record["rule"], record["verdict"], record["force"]) == ("OWNERS_3_4", "PASSED", "advisory")
    assert record["counts"]["area_cm2"]["yes"] == 5_100_000
    assert record["inequalities"][2] == {
        "name": "pass_heads",
        "left": 24,
        "op": ">=",
        "right": 24,
        "holds": True,
    }
