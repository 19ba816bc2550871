"""The timeline: what happened, in sentences, with names as the reader may know them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult import flow
from consult.intake import powers, raising, review, triage
from consult.intake.models import Matter
from consult.intake.timeline import timeline
from consult.kernel.models import Plaintext
from consult.kernel.words import sentences
from tests.intake import steps
from tests.intake.test_confirm import confirmed
from tests.intake.test_enter import entered
from tests.intake.test_petition import gathering, sign
from tests.world import World


def lines(world: World, matter: Matter, reader: str = "社工小李", language: str = "text") -> list[str]:
    matter.refresh_from_db()
    return [f"{line['actor']} {line[language]}" for line in timeline(matter, world.actor(reader))]


def test_a_matters_story_so_far(world: World) -> None:
    matter = steps.listed(world)
    assert lines(world, matter) == [
        "王阿姨 提出事项",
        "社工小李 受理；分流表按 T10 建议：小事（网格议）",
        "社工小李 定为大事，送社区党组织审核",
        "周书记 代表社区党组织审核：立项",
    ]
    assert lines(world, matter, language="text_en")[2] == (
        "社工小李 Made it a large matter, for review by the Party organization"
    )


def test_officials_are_named_and_residents_masked(world: World) -> None:
    matter = steps.listed(world)
    seen = timeline(matter, world.actor("老尹"))
    assert [line["actor"] for line in seen] == ["王**", "社工小李", "社工小李", "周书记"]


def test_a_hidden_name_is_hidden(world: World) -> None:
    matter = steps.raised(world, hide_name=True)
    assert lines(world, matter, "老尹") == ["一位居民 提出事项"]
    assert lines(world, matter, "王阿姨") == ["王阿姨 提出事项"]
    assert lines(world, matter, "社工小李") == ["王阿姨 提出事项"]


@pytest.mark.parametrize(
    "key", [key for key in sentences() if key.startswith("timeline.")], ids=lambda key: key[9:]
)
def test_a_sentence_says_neither_who_nor_why_again(key: str) -> None:
    """Who acted and the reason given stand beside it, once."""
    assert not {"{actor}", "{reason}"} & set(re.findall(r"\{\w+\}", str(sentences()[key])))


def test_reasons_stand_beside_the_sentence(world: World) -> None:
    matter = steps.declined(world)
    assert timeline(matter, world.actor("老尹"))[-1]["reason"] == "不属于社区事务"


def test_a_proposers_own_words_are_shown_until_they_are_erased(world: World) -> None:
    matter = steps.contested(world)
    assert timeline(matter, world.actor("老尹"))[-1]["reason"] == "没有看清我说的事"
    Plaintext.objects.filter(text="没有看清我说的事").delete()
    assert timeline(matter, world.actor("老尹"))[-1]["reason"] is None


def test_what_the_system_did_it_says_itself(world: World) -> None:
    petition, names = gathering(world)
    sign(world, petition, *names[1:3])
    last = timeline(petition.matter, world.actor("老尹"))[-1]
    assert (last["actor"], last["actor_en"]) == ("系统", "The system")
    assert last["text"] == "联名达到 3 人（三分之一以上居民代表），应当召集会议"
    assert "signed" not in str(last)


def test_both_names_of_an_assisted_entry_are_there(world: World) -> None:
    matter = confirmed(world, entered(world), means="in_person", attested=True)
    assert lines(world, matter)[:2] == [
        "网格员小唐 替丁奶奶记录了这件事，待本人确认",
        "网格员小唐 本人当面确认",
    ]


def test_endorsements_are_counted_and_not_told_one_by_one(world: World) -> None:
    matter = steps.raised(world)
    raising.endorse(actor=world.actor("老尹"), matter=matter)
    assert len(lines(world, matter)) == 1


def test_a_matter_merged_here_is_told_from_this_side(world: World) -> None:
    first, second = steps.raised(world), steps.accepted(world, "老尹")
    triage.route(actor=world.actor("社工小李"), matter=second, route="merge", reason="一样", merge_into=first)
    assert lines(world, first)[-1] == "社工小李 QY-HA-2026-0002 并入本事项，提出人成为附议人"
    assert timeline(first, world.actor("社工小李"))[-1]["reason"] is None
    assert lines(world, second)[-1] == "社工小李 将其并入 QY-HA-2026-0001"


def test_hearing_a_contest_says_what_came_of_it(world: World) -> None:
    matter = steps.contested(world)
    powers.rehear(
        actor=world.actor("社工小郑"), matter=matter, upheld=True, decision="确是公共的事", route="large"
    )
    assert lines(world, matter)[-1] == "社工小郑 复核：异议成立，议题审核"


def test_an_opinion_is_on_file_and_not_on_the_timeline(world: World) -> None:
    matter = steps.in_review(world)
    review.opine(actor=world.actor("委员老陈"), matter=matter, favours=False, text="先问问楼上")
    assert timeline(matter, world.actor("老尹"))[-1]["reason"] is None


OWN = sorted(
    {row.verb for row in flow.MATTER if row.verb.startswith(("matter.", "topic."))}
    | {"petition.start", "petition.withdraw", "petition.oblige"}
    - {"matter.endorse", "matter.close", "matter.archive", "matter.fail"}
)


@pytest.mark.parametrize(
    "verb", sorted(set(OWN) - {"matter.endorse", "matter.close", "matter.archive", "matter.fail"})
)
def test_every_verb_of_this_stage_has_its_sentences(verb: str) -> None:
    kept = [words for key, words in sentences().items() if re.fullmatch(rf"timeline\.{verb}(\.\w+)?", key)]
    assert kept
    assert all(words["zh"] and words["en"] for words in kept)


@pytest.mark.parametrize("length", [1, 25])
def test_it_takes_the_same_statements_however_long(world: World, length: int) -> None:
    matter = steps.contested(world)
    for _ in range(length):
        _tracked(world, matter)
    reader = world.actor("老尹")
    with CaptureQueriesContext(connection) as asked:
        timeline(matter, reader)
    assert len(asked) == 5


def _tracked(world: World, matter: Matter) -> Any:
    from consult.kernel import ledger
    from consult.kernel.log import Draft

    person = world.person(f"路人{len(world.people)}")
    ledger.write(
        community=world.community.pk,
        draft=Draft(verb="matter.track", actor=person.pk, about=[matter.pk], hidden={"reason": "在办"}),
    )
