"""Polls over HTTP: a vote walked through, who may see what, and what bad input is answered."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consult.kernel import clock
from consult.kernel.models import Answer
from consult.people.models import Person
from consult.voting import closing, preparing
from consult.voting.models import Cast, Poll
from tests.resolution.asking import client, get, post
from tests.voting.crowd import representatives as many_representatives
from tests.voting.made import CHAIR, DESK, OTHER_DESK, RECORDER, REPS, Vote, hall_for, meeting, opened
from tests.world import World


def cast(browser: Client, vote: Vote, choice: Any, *, key: str = "the-phones-own-key", **more: Any) -> Any:
    return post(browser, f"/polls/{vote.poll.pk}/cast", {"choice": choice, **more}, key=key)


def test_a_vote_is_walked_from_the_motion_to_the_published_ballots(world: World) -> None:
    vote = meeting(world)
    vote.poll.delete()
    chair, desk, recorder = client(world, CHAIR), client(world, DESK), client(world, RECORDER)
    prepared = post(chair, "/polls", {"motion": str(vote.hall.motion.pk)})
    assert (prepared["stage"], "poll.open" in prepared["allowed"]) == ("prepared", True)
    path = f"/polls/{prepared['id']}"
    assert get(chair, path)["blocked"] == {}
    assert post(chair, f"{path}/open")["stage"] == "open"
    vote.poll = Poll.objects.get()

    phone = client(world, "王阿姨")
    page = get(phone, path)
    assert page["allowed"] == ["ballot.cast", "conflict.declare"]
    assert [choice["key"] for choice in page["choices"]] == ["yes", "no", "abstain"]
    assert page["rule_sentence"] == (
        "三分之二以上的居民代表会议组成人员到会，到会的过半数赞成为通过（第29条）。"
    )
    assert page["secrecy_sentence"].startswith("记名")
    [mine] = page["mine"]
    assert (mine["usable"], mine["receipt"]) == (True, None)
    answer = cast(phone, vote, "yes")
    assert answer["receipt"]["code"].startswith(prepared["id"][:8].upper())
    assert get(phone, f"{path}/receipt?key=the-phones-own-key") == answer["receipt"]
    assert get(phone, path)["mine"][0]["receipt"] == answer["receipt"]
    for form in ("code", "full"):
        drawn = phone.get(f"/api/v1{path}/stub.svg", {"code": answer["receipt"][form]})
        assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml")
    assert cast(phone, vote, "no") == answer
    second = cast(phone, vote, "no", key="another-key-now")
    assert (second["code"], second["facts"]["channel"]) == ("already_voted", "phone")

    rights = {row["label"]: row for row in get(desk, f"{path}/roll?limit=100")["items"]}
    issued = post(desk, f"{path}/issue_paper", {"rights": [rights["小谷"]["id"], rights["小范"]["id"]]})
    batch = {
        "batch": issued["facts"]["batch"],
        "returned": [rights["小谷"]["number"], rights["小范"]["number"]],
        "ballots": [
            {"number": rights["小谷"]["number"], "choice": "yes"},
            {"number": rights["小范"]["number"], "choice": "no"},
        ],
    }
    assert get(chair, path)["blocked"]["poll.close"]["code"] == "paper_reconciled"
    assert post(desk, f"{path}/enter_paper", batch)["facts"]["state"] == "entered"
    assert post(recorder, f"{path}/confirm_paper", batch)["facts"]["state"] == "confirmed"
    assisted = {"right": rights["丁奶奶"]["id"], "choice": "yes", "witness": str(world.people["社工小李"].pk)}
    helped = post(desk, f"{path}/assist", assisted, key="assist-dingnainai")
    assert helped["receipt"]["channel"] == "assisted"
    assert (
        post(desk, f"{path}/strike", {"right": rights["老尹"]["id"], "reason": "已不是代表"})["stage"]
        == "open"
    )
    declared = post(
        client(world, "葛阿姨"),
        f"{path}/declare_conflict",
        {"right": rights["葛阿姨"]["id"], "reason": "股东"},
    )
    assert declared["stage"] == "open"

    assert post(chair, f"{path}/close")["stage"] == "closed"
    page = get(phone, path)
    assert page["result"]["verdict"] == "FAILED"
    assert {row["key"]: row["count"] for row in page["result"]["rows"]} == {"yes": 3, "no": 1, "abstain": 0}
    assert (page["result"]["recused"], page["result"]["struck"], page["result"]["cast"]) == (1, 1, 4)
    assert page["turnout"] == 4
    published = {row["label"]: row for row in get(phone, f"{path}/ballots?limit=50")["items"]}
    assert (published["小谷"]["choice"], published["小谷"]["channel"]) == ("yes", "paper")
    assert published["葛阿姨"]["conflict"] == "股东"
    assert published["何主任"]["choice"] is None


def test_hands_are_counted_by_figures_or_by_names_over_one_address(world: World) -> None:
    vote = opened(world, means="hands_counted")
    recorder, path = client(world, RECORDER), f"/polls/{vote.poll.pk}"
    assert post(recorder, f"{path}/count_hands", {"yes": 5, "no": 2})["stage"] == "open"
    for body in ({}, {"yes": 1, "ticked": {}}):
        assert post(recorder, f"{path}/count_hands", body)["code"] == "invalid"
    assert post(recorder, f"{path}/count_hands", {"yes": 100})["code"] == "invalid"
    closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    named = opened(
        world, form="party_branch", rule="PARTY_BRANCH", means="hands_named", seated=("周书记", "委员老陈")
    )
    ticked = {str(named.right("委员老陈").pk): "yes"}
    assert post(recorder, f"/polls/{named.poll.pk}/count_hands", {"ticked": ticked})["stage"] == "open"
    assert Cast.objects.get(poll=named.poll).channel == "hands"


def test_an_official_result_is_uploaded_with_its_proof(world: World) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ", means="official")
    desk, path = client(world, DESK), f"/polls/{vote.poll.pk}"
    figures = {
        "source": "云州市业主表决平台公告",
        "entitled": 1200,
        "yes": 610,
        "no": 196,
        "entitled_cm2": 1_164_000_000,
        "yes_cm2": 589_000_000,
        "no_cm2": 201_000_000,
    }
    file = SimpleUploadedFile("结果.pdf", b"%PDF-1.7 result", content_type="application/pdf")
    answer = desk.post(f"/api/v1{path}/record_official", {**figures, "file": file}).json()
    assert answer["stage"] == "closed"
    proof = client(world, "王阿姨").get(f"/api/v1{path}/proof")
    assert (proof.status_code, proof.content) == (200, b"%PDF-1.7 result")
    assert get(client(world, "王阿姨"), path)["result"]["force"] == "recorded"
    assert get(desk, f"/polls/{uuid4()}/proof")["code"] == "not_found"


def test_a_conflict_known_beforehand_names_the_person(world: World) -> None:
    vote = meeting(world)
    desk, path = client(world, DESK), f"/polls/{vote.poll.pk}/declare_conflict"
    person = str(world.people["小谷"].pk)
    assert post(desk, path, {"person": person, "reason": "股东"})["stage"] == "prepared"
    assert post(desk, path, {"reason": "股东"})["code"] == "invalid"
    assert post(desk, path, {"person": person, "right": person, "reason": "股东"})["code"] == "invalid"
    assert post(desk, path, {"person": str(uuid4()), "reason": "股东"})["code"] == "not_found"
    assert vote.fresh().recused == {person: "股东"}


@pytest.mark.parametrize("secrecy", ["named", "hidden"])
def test_nothing_of_a_ballot_is_kept_with_its_key(world: World, secrecy: str) -> None:
    vote = opened(world, secrecy=secrecy)
    cast(client(world, "王阿姨"), vote, "abstain")
    assert not Answer.objects.exists()
    fields = [field.name for field in Cast._meta.get_fields() if field.name not in ("choice",)]
    kept = Cast.objects.values(*fields).get()
    assert "abstain" not in str(kept)


def test_nobody_sees_the_ballots_before_the_close_nor_those_of_a_secret_poll_ever(world: World) -> None:
    named = opened(world)
    path = f"/polls/{named.poll.pk}/ballots"
    assert get(client(world, "王阿姨"), path)["code"] == "results_after_closing"
    closing.close(actor=named.actor(CHAIR), poll=named.poll)
    assert len(get(client(world, "王阿姨"), path)["items"]) == 8
    # Public to the electorate and the desk; a neighbour who is not on the roll is no part of either.
    assert get(client(world, "老秦"), path)["code"] == "not_found"
    assert len(get(client(world, "吕监督"), path)["items"]) == 8
    hidden = opened(world, form="party_branch", rule="PARTY_BRANCH", seated=("周书记", "委员老陈"))
    Poll.objects.filter(pk=hidden.poll.pk).update(secrecy="hidden")
    closing.close(actor=hidden.actor(CHAIR), poll=hidden.poll)
    assert get(client(world, "周书记"), f"/polls/{hidden.poll.pk}/ballots")["code"] == "not_found"


@pytest.mark.parametrize("part", ["roll", "ballot_sheets", "count_sheet"])
def test_roll_and_papers_are_the_desks(world: World, part: str) -> None:
    vote = opened(world)
    desk = client(world, DESK)
    post(desk, f"/polls/{vote.poll.pk}/issue_paper", {"rights": [str(vote.right("王阿姨").pk)]})
    assert get(client(world, "王阿姨"), f"/polls/{vote.poll.pk}/{part}")["code"] == "not_found"
    assert desk.get(f"/api/v1/polls/{vote.poll.pk}/{part}").status_code == 200


def test_turnout_while_open_is_rounded_and_a_minute_late(world: World) -> None:
    vote = opened(world, seated=(*REPS, CHAIR, OTHER_DESK))
    for name in (*REPS, CHAIR):
        vote.cast(name, "yes")
    path = f"/polls/{vote.poll.pk}"
    with clock.at(clock.now() + timedelta(seconds=59)):
        assert get(client(world, "王阿姨"), path)["turnout"] == 5
    later = clock.now() + timedelta(seconds=90)
    with clock.at(later):
        vote.cast(OTHER_DESK, "yes")
        assert get(client(world, "王阿姨"), path)["turnout"] == 5


def elsewhere(world: World) -> Client:
    """Staff of another community."""
    person = world.person("隔壁社工")
    Person.objects.filter(pk=person.pk).update(community=world.other)
    world.hold("隔壁社工", "committee_staff", community=world.other)
    return client(world, "隔壁社工")


READS = ("", "/roll", "/ballots", "/receipt?key=k", "/proof", "/ballot_sheets", "/count_sheet")
VERBS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("open", {}),
    ("close", {}),
    ("void", {"reason": "x"}),
    ("cast", {"choice": "yes"}),
    ("assist", {"right": str(uuid4()), "choice": "yes", "witness": str(uuid4())}),
    ("count_hands", {"yes": 1}),
    ("issue_paper", {"rights": [str(uuid4())]}),
    ("enter_paper", {"batch": str(uuid4()), "returned": [], "ballots": []}),
    ("confirm_paper", {"batch": str(uuid4()), "returned": [], "ballots": []}),
    ("strike", {"right": str(uuid4()), "reason": "x"}),
    ("declare_conflict", {"right": str(uuid4()), "reason": "x"}),
)


def test_a_poll_of_another_community_does_not_exist(world: World) -> None:
    vote = opened(world)
    stranger = elsewhere(world)
    for part in READS:
        assert get(stranger, f"/polls/{vote.poll.pk}{part}")["code"] == "not_found", part
    for verb, body in VERBS:
        answer = post(stranger, f"/polls/{vote.poll.pk}/{verb}", body, key="a-key-of-its-own")
        assert answer["code"] == "not_found", verb
    assert post(stranger, "/polls", {"motion": str(vote.hall.motion.pk)})["code"] == "not_found"
    assert get(stranger, "/polls")["items"] == []
    assert vote.fresh().stage == "open"


def test_a_visitor_is_asked_to_sign_in(world: World) -> None:
    vote = opened(world)
    visitor = client(world)
    for part in READS:
        assert get(visitor, f"/polls/{vote.poll.pk}{part}")["code"] == "not_signed_in", part
    for verb, body in VERBS:
        answer = post(visitor, f"/polls/{vote.poll.pk}/{verb}", body, key="a-key-of-its-own")
        assert answer["code"] == "not_signed_in", verb


def test_what_belongs_to_another_poll_is_not_found_in_this_one(world: World) -> None:
    one = opened(world)
    two = opened(world, form="party_branch", rule="PARTY_BRANCH", seated=("周书记", "委员老陈"))
    desk, right = client(world, DESK), str(two.right("周书记").pk)
    path = f"/polls/{one.poll.pk}"
    for verb in ("strike", "declare_conflict"):
        assert post(desk, f"{path}/{verb}", {"right": right, "reason": "x"})["code"] == "not_found"
    assisted = {"right": right, "choice": "yes", "witness": str(world.people[RECORDER].pk)}
    assert post(desk, f"{path}/assist", assisted, key="a-key-of-its-own")["code"] == "not_found"
    assert post(desk, f"{path}/issue_paper", {"rights": [right]})["code"] == "not_on_roll"
    assert get(desk, f"{path}/ballot_sheets?batch={uuid4()}")["code"] == "not_found"


BAD: tuple[tuple[str, Any], ...] = (
    ("", {"motion": "x"}),
    ("", {"motion": str(uuid4()), "secrecy": "whispered"}),
    ("", {"motion": str(uuid4()), "closes_at": "tomorrow"}),
    ("", {"motion": str(uuid4()), "at_most": 0}),
    ("", {"motion": str(uuid4()), "budget_fen": -1}),
    ("", {"motion": str(uuid4()), "scope": {"kind": "planet"}}),
    ("", {"motion": str(uuid4()), "scope": {"kind": "grid", "ids": ["x"]}}),
    ("", {}),
    ("", [1, 2]),
    ("/{id}/void", {}),
    ("/{id}/void", {"reason": "长" * 501}),
    ("/{id}/void", {"reason": 7}),
    ("/{id}/cast", {}),
    ("/{id}/cast", {"choice": "yes", "right": "mine"}),
    ("/{id}/cast", {"choice": "yes", "channel": "paper"}),
    ("/{id}/assist", {"right": str(uuid4()), "choice": "yes"}),
    ("/{id}/count_hands", {"yes": -1}),
    ("/{id}/count_hands", {"yes": "many"}),
    ("/{id}/count_hands", {"ticked": {"x": "yes"}}),
    ("/{id}/count_hands", {"ticked": {str(uuid4()): "maybe"}}),
    ("/{id}/issue_paper", {"rights": "all"}),
    ("/{id}/issue_paper", {"rights": [str(uuid4())] * 5001}),
    ("/{id}/enter_paper", {"batch": str(uuid4()), "returned": ["one"], "ballots": []}),
    ("/{id}/enter_paper", {"batch": str(uuid4()), "returned": [], "ballots": [], "invalid": -1}),
    ("/{id}/strike", {"right": str(uuid4())}),
    ("/{id}/declare_conflict", {"right": "x", "reason": "x"}),
)


@pytest.mark.parametrize(("path", "body"), BAD)
def test_bad_input_gets_the_envelope_and_changes_nothing(world: World, path: str, body: Any) -> None:
    vote = opened(world)
    desk = client(world, DESK)
    answer = desk.post(
        f"/api/v1/polls{path.format(id=vote.poll.pk)}",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": "a-key-of-its-own"},
    )
    told = answer.json()
    assert answer.status_code == 422
    assert (told["code"], bool(told["message"]), bool(told["message_en"])) == ("invalid", True, True)
    assert not Cast.objects.exists()
    assert vote.fresh().stage == "open"


@pytest.mark.parametrize("key", ["", "short", "有中文的编号吗", "x" * 65, "spaces are bad"])
def test_a_cast_needs_a_key_of_its_own(world: World, key: str) -> None:
    vote = opened(world)
    headers = {"Idempotency-Key": key.encode().decode("latin-1")} if key else {}
    answer = client(world, "王阿姨").post(
        f"/api/v1/polls/{vote.poll.pk}/cast",
        {"choice": "yes"},
        content_type="application/json",
        headers=headers,
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not Cast.objects.exists()


@pytest.mark.parametrize("address", ["/polls/none", "/polls/none/roll", "/polls/none/receipt?key=k"])
def test_an_address_that_is_no_address_is_not_found(world: World, address: str) -> None:
    assert get(client(world, DESK), address)["code"] == "not_found"


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 30, "٣"])
def test_a_page_position_that_is_none_is_refused(world: World, cursor: str) -> None:
    vote = opened(world)
    desk = client(world, DESK)
    for path in ("/polls", f"/polls/{vote.poll.pk}/roll"):
        assert get(desk, f"{path}?cursor={cursor}")["code"] == "invalid"


@pytest.mark.parametrize(
    ("file", "more"),
    [
        (None, {}),
        (b"not a proof", {}),
        (b"%PDF-1.7", {"entitled": "many"}),
        (b"%PDF-1.7", {"yes": -1}),
        (b"%PDF-1.7", {"source": ""}),
        (b"%PDF-1.7", {"source": "长" * 501}),
        (b"\xff\xd8\xff broken picture", {}),
    ],
)
def test_an_official_result_without_sense_is_refused(
    world: World, file: bytes | None, more: dict[str, Any]
) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    figures = {
        "source": "公告",
        "entitled": 10,
        "yes": 6,
        "no": 2,
        "entitled_cm2": 10,
        "yes_cm2": 6,
        "no_cm2": 2,
    }
    upload = {"file": SimpleUploadedFile("f.pdf", file)} if file is not None else {}
    answer = client(world, DESK).post(
        f"/api/v1/polls/{vote.poll.pk}/record_official", {**figures, **more, **upload}
    )
    assert answer.status_code == 422, answer.content
    assert vote.fresh().stage == "prepared"


def test_lists_page_by_page_without_gap_or_repeat(world: World) -> None:
    made = hall_for(world)
    many_representatives(world, 45, made.room)
    vote = Vote(world, made, _opened(world, made))
    desk = client(world, DESK)
    seen: list[int] = []
    cursor = ""
    while True:
        page = get(desk, f"/polls/{vote.poll.pk}/roll?limit=20{cursor}")
        seen += [row["number"] for row in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == list(range(1, 48))


def _opened(world: World, made: Any) -> Poll:
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)
    return preparing.open_poll(actor=world.actor(CHAIR), poll=poll)


def statements(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(f"/api/v1{path}").status_code == 200
    return len(seen)


def test_every_read_takes_a_fixed_number_of_statements(world: World) -> None:
    """At two sizes: one poll of eight rights with one ballot, then five polls, forty rights more, and paper."""
    vote = opened(world)
    vote.cast("王阿姨", "yes")
    desk, voter = client(world, DESK), client(world, "王阿姨")
    small = {
        "list": statements(voter, "/polls?limit=100"),
        "mine": statements(voter, "/polls?mine=1"),
        "desk": statements(desk, "/polls?limit=100"),
        "page": statements(voter, f"/polls/{vote.poll.pk}"),
        "roll": statements(desk, f"/polls/{vote.poll.pk}/roll?limit=100"),
    }
    batch = {"rights": [str(vote.right("小谷").pk), str(vote.right("小范").pk)]}
    post(desk, f"/polls/{vote.poll.pk}/issue_paper", batch)
    one_batch = statements(desk, f"/polls/{vote.poll.pk}")
    for name in ("丁奶奶", "老尹"):
        post(desk, f"/polls/{vote.poll.pk}/issue_paper", {"rights": [str(vote.right(name).pk)]})
    assert statements(desk, f"/polls/{vote.poll.pk}") == one_batch
    for form, rule in (("party_branch", "PARTY_BRANCH"), ("committee_meeting", "COMMITTEE_MAJ")):
        seated = ("周书记", "委员老陈", CHAIR, OTHER_DESK)
        opened(world, form=form, rule=rule, seated=seated)
    made = hall_for(world, form="residents_meeting", rule="RESIDENT_MEETING_HH")
    preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)
    large = {
        "list": statements(voter, "/polls?limit=100"),
        "mine": statements(voter, "/polls?mine=1"),
        "desk": statements(desk, "/polls?limit=100"),
        "page": statements(voter, f"/polls/{vote.poll.pk}"),
        "roll": statements(desk, f"/polls/{vote.poll.pk}/roll?limit=100"),
    }
    assert large == small


def test_my_open_ballots_are_those_i_may_still_cast(world: World) -> None:
    vote = opened(world)
    phone = client(world, "王阿姨")
    assert [row["id"] for row in get(phone, "/polls?mine=1")["items"]] == [str(vote.poll.pk)]
    cast(phone, vote, "yes")
    assert get(phone, "/polls?mine=1")["items"] == []
    assert get(client(world, "老秦"), "/polls?mine=1")["items"] == []


def test_a_poll_of_an_unpublished_session_is_the_desks_alone(world: World) -> None:
    vote = meeting(world)
    vote.hall.session.stage, vote.hall.session.published_at = "drafted", None
    vote.hall.session.save()
    assert get(client(world, "王阿姨"), f"/polls/{vote.poll.pk}")["code"] == "not_found"
    assert get(client(world, DESK), f"/polls/{vote.poll.pk}")["stage"] == "prepared"


def test_a_photograph_too_large_is_refused(world: World) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    big = BytesIO(b"%PDF-" + b"0" * (10 * 1024 * 1024 + 1))
    answer = client(world, DESK).post(
        f"/api/v1/polls/{vote.poll.pk}/record_official",
        {
            "source": "公告",
            "entitled": 1,
            "yes": 1,
            "no": 0,
            "file": SimpleUploadedFile("f.pdf", big.getvalue()),
        },
    )
    assert answer.json()["code"] == "invalid"


@pytest.mark.parametrize(
    "code", ["", "x", "00000000-1-AAAAAAAAAAAAAAAA", "CONSULT1:0:1:A:1:A:A:A", "<script>", "长" * 3000]
)
def test_a_stub_is_drawn_for_a_code_of_this_poll_alone(world: World, code: str) -> None:
    path = f"/api/v1/polls/{meeting(world).poll.pk}/stub.svg"
    assert client(world).get(path, {"code": code}).status_code in (404, 422)
