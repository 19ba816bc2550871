"""The forms as data: every name in the table leads somewhere, and the table says what the law and the practices say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consult.agenda.forms import FORMS, Form
from consult.agenda.phases import DEBATE, TALK, speaks
from consult.agenda.rules import LINES, STAKEHOLDER_KINDS
from consult.kernel.packs import load
from consult.kernel.words import sentences
from consult.meeting.models import Point
from consult.people.models import Body, Role
from consult.voting.rules import Force
from consult.voting.rules_named import RULES

PACK = load("cn-2026")
LOCALE = Path(__file__).resolve().parents[2] / "frontend" / "src" / "locales" / "zh-CN.json"
WORDS = json.loads(LOCALE.read_text(encoding="utf-8"))["form"]
EACH = pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))


@EACH
def test_every_name_of_a_form_is_known(form: Form) -> None:
    roles, kinds = set(Role.values), set(Body.Kind.values)
    assert set(form.conveners) | set(form.chairs) <= roles
    assert set(form.core) <= kinds
    assert form.conveners, "somebody can convene it"
    assert form.chairs, "somebody can chair it"
    assert form.level in ("community", "grid", "building")
    assert form.stances in (DEBATE, TALK)
    assert PACK.number(form.notice) >= 0
    assert form.code in WORDS, "the screens have a word for it"


@EACH
def test_every_phase_of_a_form_is_told_apart_and_says_what_is_done_in_it(form: Form) -> None:
    codes = [phase.code for phase in form.phases]
    assert len(set(codes)) == len(codes)
    assert codes[-1] == "close"
    assert any(speaks(phase) for phase in form.phases), "the matter is talked over in some phase"
    assert set(form.points) <= set(Point.Kind.values)
    assert all(phase.speakers in ("all", "proposers", "parties") for phase in form.phases)
    assert all(phase.zh and phase.en for phase in form.phases)
    if form.may_vote:
        assert any("vote" in phase.does for phase in form.phases)


@EACH
def test_a_form_votes_only_by_named_rules_with_a_force_the_rule_allows(form: Form) -> None:
    for rule, force in form.votes.items():
        assert Force(force) in RULES[rule].forces, rule
        assert f"decides.{rule}" in sentences(), f"the plain page can say how {rule} decides"


@EACH
def test_only_a_statutory_meeting_binds_by_a_statutory_rule(form: Form) -> None:
    binding = {rule for rule, force in form.votes.items() if force == "binding"}
    if not form.statutory:
        assert not any(RULES[rule].statutory for rule in binding)


@pytest.mark.parametrize("form", ["collection", "heart_to_heart", "appraisal"])
def test_forms_that_listen_take_no_vote(form: str) -> None:
    assert not FORMS[form].may_vote


def test_only_a_collection_session_and_members_own_meetings_go_without_stakeholders() -> None:
    without = {form.code for form in FORMS.values() if not form.needs_stakeholders}
    assert without == {"collection", "party_branch", "committee_meeting"}


def test_only_a_collection_session_and_statutory_meetings_are_convened_without_a_matter() -> None:
    assert {form.code for form in FORMS.values() if not form.needs_matter and not form.statutory} == {
        "collection"
    }


def test_nobody_sends_another_where_members_decide_in_person() -> None:
    in_person = {form.code for form in FORMS.values() if not form.may_delegate}
    assert in_person == {"council", "representatives_meeting", "party_branch", "committee_meeting"}


def test_only_the_meetings_of_section_30_wait_for_the_party_study() -> None:
    assert {form.code for form in FORMS.values() if form.needs_study} == {
        "residents_meeting",
        "representatives_meeting",
    }


def test_only_a_residents_meeting_may_be_called_at_short_notice() -> None:
    assert [form.code for form in FORMS.values() if form.short_notice] == ["residents_meeting"]


def test_notice_periods_are_those_of_the_law_and_the_pack() -> None:
    days = {code: PACK.number(form.notice) for code, form in FORMS.items()}
    assert days["residents_meeting"] == 10
    assert days["owners_assembly"] == 15
    assert days["representatives_meeting"] == 5
    assert days["hearing"] == days["round_table"] == 3
    assert days["collection"] == 0


def test_every_category_of_the_pack_has_its_line_of_work_but_the_catch_all() -> None:
    assert set(LINES) == set(PACK.names("triage.categories")) - {"其他"}


def test_stakeholder_kinds_are_kinds_of_body() -> None:
    assert set(STAKEHOLDER_KINDS) <= set(Body.Kind.values)
