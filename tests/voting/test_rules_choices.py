"""What may stand on a ballot, and in which form it is kept."""

import pytest

from consult.voting.rules import BallotKind
from consult.voting.rules_choices import Options, validate_choice, yuan
from consult.voting.rules_error import ChoiceError, RuleError

ABC = Options(codes=("A", "B", "C"))
TWO_OF_THREE = Options(codes=("A", "B", "C"), at_most=2)
PROJECTS = Options(codes=("灯", "亭", "棚"), costs=(300_000, 500_000, 780_050), budget=1_000_000)

CASTABLE = [kind for kind in BallotKind if kind is not BallotKind.NONE]


@pytest.mark.parametrize(
    ("kind", "options", "choice", "kept"),
    [
        ("yes_no", None, "yes", "yes"),
        ("yes_no", None, "no", "no"),
        ("consensus", None, "no", "no"),
        ("single_choice", ABC, "B", "B"),
        ("approval", ABC, ["C", "A"], ["A", "C"]),
        ("approval", ABC, ("A", "B", "C"), ["A", "B", "C"]),
        ("choose_up_to_k", TWO_OF_THREE, ["C", "B"], ["B", "C"]),
        ("choose_up_to_k", Options(codes=("A", "B"), at_most=1), ["B"], ["B"]),
        ("rank", ABC, ["C", "A"], ["C", "A"]),
        ("rank", TWO_OF_THREE, ["C", "A"], ["C", "A"]),
        ("budget", PROJECTS, ["亭", "灯"], ["灯", "亭"]),
        ("budget", Options(codes=("灯", "亭"), costs=(3, 5), budget=8), ["灯", "亭"], ["灯", "亭"]),
        ("score", ABC, {"C": 1, "A": 5}, {"A": 5, "C": 1}),
    ],
)
def test_a_choice_is_kept_in_one_form(
    kind: str, options: Options | None, choice: object, kept: object
) -> None:
    normal = validate_choice(BallotKind(kind), options, choice)
    assert normal == kept
    if isinstance(normal, dict):
        assert list(normal) == [code for code in ABC.codes if code in normal]
    assert validate_choice(BallotKind(kind), options, normal) == normal


@pytest.mark.parametrize("kind", CASTABLE)
@pytest.mark.parametrize("choice", ["abstain", "blank"])
def test_abstaining_and_a_blank_paper_are_choices_on_every_ballot(kind: BallotKind, choice: str) -> None:
    assert validate_choice(kind, PROJECTS, choice) == "abstain"


@pytest.mark.parametrize(
    ("kind", "choice"),
    [("approval", []), ("choose_up_to_k", []), ("rank", []), ("budget", []), ("score", {})],
)
def test_a_list_with_nothing_marked_is_a_blank_paper(kind: str, choice: object) -> None:
    assert validate_choice(BallotKind(kind), PROJECTS, choice) == "abstain"


@pytest.mark.parametrize("kind", CASTABLE)
@pytest.mark.parametrize("choice", [None, ""])
def test_a_lost_answer_is_not_an_abstention(kind: BallotKind, choice: object) -> None:
    with pytest.raises(ChoiceError) as refused:
        validate_choice(kind, PROJECTS, choice)
    assert refused.value.code == "no_choice"


@pytest.mark.parametrize(
    ("kind", "options", "choice", "why"),
    [
        ("yes_no", None, "maybe", "not_an_option"),
        ("yes_no", None, "YES", "not_an_option"),
        ("yes_no", None, True, "wrong_shape"),
        ("yes_no", None, ["yes"], "wrong_shape"),
        ("single_choice", ABC, "D", "not_an_option"),
        ("single_choice", ABC, ["A", "B"], "wrong_shape"),
        ("approval", ABC, "A", "wrong_shape"),
        ("approval", ABC, {"A": 1}, "wrong_shape"),
        ("approval", ABC, ["A", "D"], "not_an_option"),
        ("approval", ABC, ["A", "A"], "marked_twice"),
        ("approval", ABC, ["A", 1], "wrong_shape"),
        ("choose_up_to_k", TWO_OF_THREE, ["A", "B", "C"], "too_many"),
        ("rank", ABC, ["A", "B", "A"], "marked_twice"),
        ("rank", TWO_OF_THREE, ["A", "B", "C"], "too_many"),
        ("budget", PROJECTS, ["灯", "棚"], "over_budget"),
        ("score", ABC, {"A": 0}, "score_out_of_range"),
        ("score", ABC, {"A": 6}, "score_out_of_range"),
        ("score", ABC, {"A": 4.0}, "score_out_of_range"),
        ("score", ABC, {"A": True}, "score_out_of_range"),
        ("score", ABC, {"D": 3}, "not_an_option"),
        ("score", ABC, {1: 3}, "wrong_shape"),
        ("score", ABC, ["A"], "wrong_shape"),
        ("none", None, "yes", "no_ballot"),
    ],
)
def test_a_ballot_that_does_not_answer_the_question_is_refused(
    kind: str, options: Options | None, choice: object, why: str
) -> None:
    with pytest.raises(ChoiceError) as refused:
        validate_choice(BallotKind(kind), options, choice)
    assert refused.value.code == why
    assert refused.value.zh
    assert refused.value.en


def test_a_refusal_of_an_overspent_ballot_gives_both_sums() -> None:
    with pytest.raises(ChoiceError) as refused:
        validate_choice(BallotKind.BUDGET, PROJECTS, ["灯", "棚"])
    assert refused.value.zh == "所选合计 10800.5 元，超出预算 10000 元；请减去几项。"


@pytest.mark.parametrize(
    "fields",
    [
        {"codes": ()},
        {"codes": ("A", "A")},
        {"codes": ("A", "abstain")},
        {"codes": ("A", "blank")},
        {"codes": ("A", "")},
        {"codes": ("A", "B"), "at_most": 0},
        {"codes": ("A", "B"), "at_most": 3},
        {"codes": ("A", "B"), "costs": (1,)},
        {"codes": ("A", "B"), "costs": (1, 0)},
        {"codes": ("A", "B"), "costs": (1, 1), "budget": -1},
    ],
)
def test_options_nobody_could_vote_on_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(RuleError) as refused:
        Options(**fields)  # type: ignore[arg-type]
    assert refused.value.code == "bad_options"


@pytest.mark.parametrize(("fen", "text"), [(780_000, "7800"), (50, "0.5"), (5, "0.05"), (0, "0")])
def test_money_is_printed_exactly(fen: int, text: str) -> None:
    assert yuan(fen) == text
