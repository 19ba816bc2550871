"""密封票箱: from the key in three hands to the count, and every way in which it does not open."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel import clock, log
from consult.kernel.errors import Refusal
from consult.kernel.models import LogEntry
from consult.resolution.models import Resolution
from consult.voting import closing, correcting, paper_desk, preparing, reads, sealing, unsealing
from consult.voting.casting import Wish, cast
from consult.voting.counting import ballot_lines
from consult.voting.custody import boxes, ceremony
from consult.voting.custody.formats import b64, digest, fingerprint, unb64
from consult.voting.models import Cast, Custody, HiddenBallot, OpenedBallot, Poll
from tests.expect import guards, refused
from tests.meeting.replay import replays, verify_events
from tests.voting.made import CHAIR, DESK, OTHER_DESK, RECORDER, REPS, entries
from tests.voting.sealed_made import SUPERVISOR, Sealed, dumped, opened, prepared, ready
from tests.world import World

CHOICES = {"王阿姨": "yes", "丁奶奶": "no", "小谷": "yes", "小范": "yes", CHAIR: "yes", OTHER_DESK: "abstain"}


def logged(poll: Poll) -> list[dict[str, Any]]:
    assert poll.log is not None
    return [log.parsed(entry) for entry in poll.log.entries.order_by("seq")]


def test_a_sealed_vote_from_the_key_to_the_result(world: World) -> None:
    box = opened(world)
    box.cast_all({**CHOICES, "老尹": "yes"})
    assert box.shut().stage == "shut"
    poll = box.unseal()
    assert (poll.stage, poll.verdict) == ("closed", "PASSED")
    assert poll.sentence == "8 人应到，8 人到会，赞成 5，须超过 4：通过"


def test_nobody_learns_anything_before_it_is_opened_and_everybody_after(world: World) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    for stage in ("open", "shut"):
        poll = box.poll
        assert poll.stage == stage
        assert (poll.counts, poll.verdict, poll.sentence) == ({}, "", "")
        assert not OpenedBallot.objects.exists()
        assert set(Cast.objects.values_list("choice", flat=True)) == {None}
        if stage == "open":
            box.shut()
    poll = box.unseal()
    counted = poll.counts["counts"]
    assert [counted[name] for name in ("yes", "no", "abstain", "invalid")] == [4, 1, 1, 0]
    rows, following, malformed = reads.opened(poll, cursor=None, limit=50)
    assert (following, malformed) == (None, [])
    assert {row["code"]: row["choice"] for row in rows} == {
        box.codes[name]: choice for name, choice in CHOICES.items()
    }
    assert [row["code"] for row in rows] == sorted(box.codes.values())
    assert not HiddenBallot.objects.exists()


def test_the_log_says_what_was_sealed_who_opened_it_and_fixes_what_came_out(world: World) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    poll = box.unseal(2, 0)
    told = logged(poll)
    verbs = [entry["verb"] for entry in told]
    assert verbs == ["KEY", "REHEARSAL", "OPEN", *["CAST"] * 6, "SHUT", "CLOSE", "UNSEAL", "RESULT"]
    key, rehearsal, opening, *casts, shut, close, unseal, _ = [entry["data"] for entry in told]
    assert (key["key"], opening["key"]) == (poll.box_key, poll.box_key)
    assert [each["name"] for each in key["custodians"]] == ["吕监督", "石律师", "王阿姨"]
    assert [each["name"] for each in rehearsal["custodians"]] == ["吕监督", "石律师"]
    assert [each["name"] for each in unseal["custodians"]] == ["王阿姨", "吕监督"]
    hashes = sorted(entry["envelope"] for entry in casts)
    kept = Cast.objects.filter(poll=poll)
    assert hashes == sorted(sha256(bytes(c.envelope or b"")).hexdigest() for c in kept)
    assert shut == {"cast": 6, "envelopes": {"count": 6, "digest": digest(hashes)}}
    assert unseal["envelopes"] == shut["envelopes"]
    assert close["cast"] == 6
    assert unseal["ballots"] == sha256(ballot_lines(poll)).hexdigest()
    assert ballot_lines(poll).count(b"\n") == 6
    for entry in casts:
        assert set(entry) == {"right", "channel", "envelope"}


def test_a_result_waits_for_the_box_and_then_drafts_its_resolution(world: World) -> None:
    box = opened(world)
    box.cast_all({**CHOICES, "老尹": "yes"})
    box.shut()
    motion, matter = box.vote.hall.motion, box.vote.hall.matter
    motion.refresh_from_db()
    matter.refresh_from_db()
    assert (motion.stage, matter.stage) == ("put", "voting")
    assert not Resolution.objects.exists()
    box.unseal()
    motion.refresh_from_db()
    assert motion.stage == "carried"
    assert Resolution.objects.count() == 1


@replays("poll.close", "poll.unseal")
def test_rooms_see_every_step_as_a_fresh_snapshot_would(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    room = box.vote.hall.room
    verify_events(room, django_capture_on_commit_callbacks, box.shut)
    verify_events(room, django_capture_on_commit_callbacks, box.unseal)


# Before the question is put


@guards("poll.open", "voting.guards.box_ready")
def test_a_sealed_question_is_not_put_before_two_custodians_have_rehearsed(world: World) -> None:
    box = prepared(world)
    with refused("box_ready"):
        box.vote.open()
    box.give_key()
    with refused("box_ready"):
        preparing.open_poll(actor=box.vote.actor(CHAIR), poll=box.poll)


@pytest.mark.database
def test_a_sealed_poll_that_opens_without_a_rehearsal_is_a_constraint(world: World) -> None:
    box = opened(world)
    for lost in ({"rehearsed_at": None}, {"box_key": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Poll.objects.filter(pk=box.poll.pk).update(**lost)


@pytest.mark.database
def test_only_a_sealed_box_is_shut(world: World) -> None:
    box = opened(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=box.poll.pk).update(stage="shut")
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=box.poll.pk).update(stage="shut", shut_at=clock.now(), secrecy="hidden")


@guards("poll.rehearse", "voting.guards.key_given")
def test_there_is_nothing_to_rehearse_before_the_key(world: World) -> None:
    box = prepared(world)
    with refused("key_given"):
        sealing.rehearse(
            actor=box.vote.actor(DESK), poll=box.poll, file=dumped({"format": "consult/opened/1"})
        )


@guards("poll.rehearse", "voting.guards.opened_by_two")
def test_one_custodian_alone_rehearses_nothing(world: World) -> None:
    box = prepared(world)
    box.give_key()
    answer = box.opened_by(0, 1)
    with refused("opened_by_two"):
        sealing.rehearse(
            actor=box.vote.actor(DESK),
            poll=box.poll,
            file=dumped({**answer, "second": answer["first"]}),
        )


def test_a_rehearsal_shows_that_the_ballot_was_opened_and_not_only_signed(world: World) -> None:
    """Signatures under a made-up word: the test ballot's own word must come back."""
    box = prepared(world)
    box.give_key()
    answer = box.opened_by(0, 1)
    answer["ballots"] = [{"choice": "rehearsal", "code": "A" * 16}]
    message = ceremony.signed_second("rehearsal", answer["poll"], answer["request"], answer)
    answer["second"]["signature"] = boxes.sign(message, unb64(box.secrets[1]["sign_secret"]))
    with refused("opened_by_two"):
        sealing.rehearse(actor=box.vote.actor(DESK), poll=box.poll, file=dumped(answer))
    assert box.poll.rehearsed_at is None


def test_every_pair_may_rehearse_and_another_key_is_rehearsed_anew(world: World) -> None:
    box = ready(world)
    box.rehearse(1, 2)
    box.rehearse(2, 0)
    assert Custody.objects.get().rehearsed_by == [
        ["吕监督", "石律师"],
        ["石律师", "王阿姨"],
        ["王阿姨", "吕监督"],
    ]
    old = box.poll.box_key
    box.give_key()
    poll = box.poll
    assert poll.box_key != old
    assert poll.rehearsed_at is None
    with refused("box_ready"):
        box.vote.open()
    assert [entry["verb"] for entry in logged(poll)] == ["KEY", *["REHEARSAL"] * 3, "KEY"]


def test_only_the_public_half_ever_reaches_the_server(world: World) -> None:
    box = opened(world)
    custody = Custody.objects.get()
    kept = json.dumps([custody.custodians, custody.rehearsal, custody.rehearsed_by, box.poll.box_key])
    for each in box.boxes["boxes"]:
        assert each["box"] not in kept
    for secret in box.secrets:
        assert secret["box_secret"] not in kept
        assert secret["sign_secret"] not in kept


@pytest.mark.parametrize(
    "how", ["another poll", "two custodians", "no key", "boxes", "not json", "a weak key"]
)
def test_a_key_that_cannot_be_used_is_refused(world: World, how: str) -> None:
    box = prepared(world)
    key = box.key_file()
    match how:
        case "another poll":
            key["poll"] = "3f0c5a34-7e0e-4c53-9d44-000000000001"
        case "two custodians":
            key["custodians"] = key["custodians"][:2]
        case "no key":
            key["key"] = "AAAA"
        case "a weak key":
            key["key"] = b64(bytes(32))
        case "boxes":
            key = box.boxes
    file = b"{" if how == "not json" else dumped(key)
    with pytest.raises(Refusal) as caught:
        sealing.set_key(actor=box.vote.actor(DESK), poll=box.poll, file=file)
    assert caught.value.status == 422
    assert (box.poll.box_key, box.poll.log) == ("", None)


def test_a_poll_that_is_not_sealed_takes_no_key(world: World) -> None:
    box = prepared(world)
    Poll.objects.filter(pk=box.poll.pk).update(secrecy="hidden")
    with refused("not_a_sealed_box"):
        sealing.set_key(actor=box.vote.actor(DESK), poll=box.poll, file=b"{}")
    actor = box.vote.actor(DESK)
    assert "poll.key" not in reads.row(reads.find(actor, box.poll.pk), actor)["allowed"]


def test_only_the_sessions_staff_bring_the_key(world: World) -> None:
    box = prepared(world)
    with refused("not_permitted"):
        sealing.set_key(actor=box.vote.actor("小谷"), poll=box.poll, file=dumped(box.key_file()))


# Casting


def test_a_sealed_ballot_is_kept_as_it_came_and_its_receipt_names_the_envelope(world: World) -> None:
    box = opened(world)
    envelope = box.seal("yes")
    receipt = box.vote.cast("王阿姨", None, envelope=envelope)
    kept = Cast.objects.get()
    assert (bytes(kept.envelope or b""), kept.choice) == (envelope, None)
    assert receipt.shown()["envelope"] == sha256(envelope).hexdigest()
    assert len(envelope) == 112


def test_a_retry_with_another_ballot_gets_the_first_receipt_and_changes_nothing(world: World) -> None:
    box = opened(world)
    first = box.seal("yes")
    receipt = box.vote.cast("王阿姨", None, envelope=first, key="one-key-of-mine")
    again = box.vote.cast("王阿姨", None, envelope=box.seal("no"), key="one-key-of-mine")
    assert again == receipt
    assert bytes(Cast.objects.get().envelope or b"") == first


def test_an_open_choice_is_not_taken_into_a_sealed_box(world: World) -> None:
    box = opened(world)
    with refused("sealed_instead"):
        box.vote.cast("王阿姨", "yes")
    assert not Cast.objects.exists()
    assert "yes" not in "".join(
        LogEntry.objects.filter(log=box.poll.log, verb="CAST").values_list("body", flat=True)
    )


@pytest.mark.parametrize("length", [0, 111, 113, 4096])
def test_an_envelope_of_another_length_is_refused(world: World, length: int) -> None:
    box = opened(world)
    with refused("not_sealed_to_fit"):
        box.vote.cast("王阿姨", None, envelope=b"\x01" * length)


def test_a_copied_envelope_is_refused(world: World) -> None:
    """Whoever cast somebody else's envelope as their own would find its code twice, and so the other's choice."""
    box = opened(world)
    envelope = box.seal("yes")
    box.vote.cast("王阿姨", None, envelope=envelope)
    with refused("envelope_seen"):
        box.vote.cast("丁奶奶", None, envelope=envelope)


@pytest.mark.database
def test_one_envelope_twice_is_a_constraint(world: World) -> None:
    box = opened(world)
    box.cast("王阿姨", "yes")
    box.cast("丁奶奶", "yes")
    with pytest.raises(IntegrityError), transaction.atomic():
        Cast.objects.update(envelope_hash="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cast.objects.update(choice="yes")


def test_a_poll_that_is_not_sealed_takes_no_envelope(world: World) -> None:
    box = opened(world)
    Poll.objects.filter(pk=box.poll.pk).update(secrecy="hidden")
    with refused("sealed_instead"):
        box.vote.cast("王阿姨", None, envelope=box.seal("yes"))


def test_after_the_end_nothing_goes_into_the_box(world: World) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    with refused("poll_closed"):
        box.cast("葛阿姨", "yes")


# Opening


@guards("poll.unseal", "voting.guards.opened_by_two")
@pytest.mark.parametrize("how", ["one custodian", "a changed ballot"])
def test_two_custodians_unseal_and_nobody_changes_what_they_signed(world: World, how: str) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    answer = box.opened_by()
    if how == "one custodian":
        answer["second"] = answer["first"]
    else:
        # In what order they come out is left to chance.
        first = answer["ballots"][0]
        first["choice"] = "no" if first["choice"] == "yes" else "yes"
    with refused("opened_by_two"):
        unsealing.unseal(actor=box.vote.actor(CHAIR), poll=box.poll, file=dumped(answer))
    assert box.poll.stage == "shut"


@pytest.mark.parametrize("pair", [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)])
def test_with_one_share_lost_the_other_two_open(world: World, pair: tuple[int, int]) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    assert box.unseal(*pair).stage == "closed"


def test_the_answer_of_a_rehearsal_does_not_open_the_box(world: World) -> None:
    box = ready(world)
    rehearsed = box.opened_by()
    box.vote.poll = box.poll
    box.vote.open()
    box.cast_all(CHOICES)
    box.shut()
    with refused("opened_by_two"):
        unsealing.unseal(actor=box.vote.actor(CHAIR), poll=box.poll, file=dumped(rehearsed))


def test_unsealing_twice_gives_one_result(world: World) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    file = dumped(box.opened_by())
    actor = box.vote.actor(CHAIR)
    first = unsealing.unseal(actor=actor, poll=box.poll, file=file)
    again = unsealing.unseal(actor=actor, poll=box.poll, file=file)
    assert again.counts == first.counts
    assert len(entries("poll.unseal")) == 1


def test_closing_again_while_it_is_shut_changes_nothing(world: World) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    assert box.shut().stage == "shut"
    assert len(entries("poll.close")) == 1


def test_what_is_no_ballot_is_listed_counted_as_invalid_and_stops_nothing(world: World) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    garbage = b"\x07" * 112
    box.vote.cast("老尹", None, envelope=garbage)
    over_marked = boxes.ballot_bytes("everything", "B" * 16, 64)
    box.vote.cast("葛阿姨", None, envelope=boxes.seal(over_marked, box.poll.box_key))
    box.shut()
    poll = box.unseal()
    assert poll.counts["counts"]["invalid"] == 2
    listed = [
        {"envelope": sha256(garbage).hexdigest(), "why": "cannot_be_opened"},
        {"code": "B" * 16, "why": "not_a_choice"},
    ]
    rows, _, malformed = reads.opened(poll, cursor=None, limit=50)
    assert (len(rows), in_order(malformed)) == (6, in_order(listed))
    unseal = next(entry["data"] for entry in logged(poll) if entry["verb"] == "UNSEAL")
    assert in_order(unseal["malformed"]) == in_order(listed)


def in_order(found: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in found)


def test_without_a_quorum_the_box_is_never_opened(world: World) -> None:
    """Opinions over days: three of the entitled answered, too few; what they chose stays sealed."""
    box = opened(
        world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=clock.now() + timedelta(days=3)
    )
    box.cast("王阿姨", "no")
    poll = box.shut()
    assert (poll.stage, poll.verdict) == ("closed", "INQUORATE")
    assert poll.counts["unopened"] == 1
    assert (
        reads.detail(reads.find(box.vote.actor(DESK), poll.pk), box.vote.actor(DESK))["result"]["cast"] == 1
    )
    assert not OpenedBallot.objects.exists()
    assert "UNSEAL" not in [entry["verb"] for entry in logged(poll)]
    with pytest.raises(Refusal):
        sealing.request_of(poll)


def slips(world: World, *answers: str) -> Sealed:
    """Opinions over days in twenty-four households; the quorum is half. Who has no phone answers on paper."""
    box = opened(
        world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=clock.now() + timedelta(days=3)
    )
    box.cast("王阿姨", "no")
    right = box.vote.right("王阿姨")
    others = box.poll.rights.exclude(pk=right.pk).order_by("number")
    batch = paper_desk.issue(actor=box.vote.actor(DESK), poll=box.poll, rights=[r.pk for r in others])
    box.shut()
    numbers = list(others.values_list("number", flat=True))[: len(answers)]
    typed: dict[str, Any] = {"returned": numbers, "ballots": list(answers), "invalid_ballots": 0}
    paper_desk.enter(actor=box.vote.actor(DESK), batch=batch, **typed)
    assert box.poll.stage == "shut"
    paper_desk.confirm(actor=box.vote.actor("网格长老柏"), batch=batch, **typed)
    return box


def test_who_answered_on_paper_counts_for_the_quorum_of_a_sealed_box(world: World) -> None:
    box = slips(world, *["yes"] * 14)
    assert box.poll.stage == "shut"
    assert box.unseal().verdict == "PASSED"


def test_a_box_that_stays_short_with_its_paper_lapses_unopened(world: World) -> None:
    box = slips(world, "yes", "no")
    poll = box.poll
    assert (poll.stage, poll.verdict, poll.counts["unopened"]) == ("closed", "INQUORATE", 3)
    assert [poll.counts["counts"][name] for name in ("yes", "no", "abstain", "invalid")] == [0, 0, 0, 0]
    assert not OpenedBallot.objects.exists()
    box.vote.hall.motion.refresh_from_db()
    assert box.vote.hall.motion.stage == "lapsed"


def test_a_voided_sealed_poll_stays_sealed(world: World) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    correcting.void(actor=box.vote.actor(DESK), poll=box.poll, reason="动议文字有误")
    assert box.poll.stage == "void"
    with refused("nothing_to_open"):
        sealing.request_of(box.poll)


# Nobody can open it


def test_two_shares_lost_means_unopenable_and_a_vote_on_paper(world: World) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    log_before = [entry["verb"] for entry in logged(box.poll)]
    poll = unsealing.give_up(
        actor=box.vote.actor(SUPERVISOR), poll=box.poll, lost=["石律师", "王阿姨"], reason="两支优盘损坏"
    )
    assert (poll.stage, poll.verdict, poll.counts) == ("unopenable", "", {})
    assert [entry["verb"] for entry in logged(poll)] == [*log_before, "UNOPENABLE"]
    assert poll.rights.count() == 8
    assert Cast.objects.filter(poll=poll).count() == 6
    again = Poll.objects.get(revote_of=poll)
    assert (again.stage, again.secrecy, again.rule, again.motion) == (
        "prepared",
        "hidden",
        poll.rule,
        poll.motion,
    )
    box.vote.hall.motion.refresh_from_db()
    box.vote.hall.matter.refresh_from_db()
    assert (box.vote.hall.motion.stage, box.vote.hall.matter.stage) == ("pending", "discussing")
    assert reads.row(reads.find(box.vote.actor(DESK), poll.pk), box.vote.actor(DESK))["result"] is None
    [told] = entries("poll.unopenable")
    assert told["data"]["again"] == again.number


@guards("poll.unopenable", "voting.guards.two_shares_lost")
@pytest.mark.parametrize("lost", [[], ["石律师"], ["石律师", "外人"], ["石律师", "石律师"]])
def test_with_fewer_than_two_lost_it_is_not_given_up(world: World, lost: list[str]) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    with refused("two_shares_lost"):
        unsealing.give_up(actor=box.vote.actor(SUPERVISOR), poll=box.poll, lost=lost, reason="优盘损坏")


def test_giving_up_is_the_supervisors_and_not_the_desks(world: World) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    for name in (DESK, CHAIR):
        with refused("not_permitted"):
            unsealing.give_up(
                actor=box.vote.actor(name), poll=box.poll, lost=["石律师", "王阿姨"], reason="两支优盘损坏"
            )


def paper_vote(world: World) -> Sealed:
    """The vote on paper after a box that nobody could open, put to the hall."""
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    unsealing.give_up(
        actor=box.vote.actor(SUPERVISOR), poll=box.poll, lost=["石律师", "王阿姨"], reason="两支优盘损坏"
    )
    again = Poll.objects.get(revote_of=box.poll)
    box.vote.poll = preparing.open_poll(actor=box.vote.actor(CHAIR), poll=again)
    return box


@guards("ballot.cast", "voting.guards.not_on_paper_alone")
def test_a_vote_after_an_unopenable_box_takes_no_phones(world: World) -> None:
    box = paper_vote(world)
    with refused("not_on_paper_alone"):
        box.vote.cast("王阿姨", "yes")


@guards("poll.assist", "voting.guards.not_on_paper_alone")
def test_nor_is_anybody_helped_to_vote_on_a_phone(world: World) -> None:
    box = paper_vote(world)
    with refused("not_on_paper_alone"):
        cast(
            Wish(
                poll=box.vote.poll.pk,
                actor=box.vote.actor(DESK),
                key="an-assisted-one",
                choice="yes",
                channel=Cast.Channel.ASSISTED,
                right=box.vote.right("丁奶奶").pk,
                witness=box.vote.actor(RECORDER).person,
            )
        )


def test_the_vote_on_paper_is_held_and_counted(world: World) -> None:
    box = paper_vote(world)
    desk, recorder = box.vote.actor(DESK), box.vote.actor(RECORDER)
    poll = box.vote.poll
    batch = paper_desk.issue(actor=desk, poll=poll, rights=[right.pk for right in poll.rights.all()])
    typed: dict[str, Any] = {
        "returned": list(range(1, 9)),
        "ballots": ["yes"] * 5 + ["no"] * 3,
        "invalid_ballots": 0,
    }
    paper_desk.enter(actor=desk, batch=batch, **typed)
    paper_desk.confirm(actor=recorder, batch=batch, **typed)
    assert closing.close(actor=box.vote.actor(CHAIR), poll=box.poll).verdict == "PASSED"


# Paper beside the sealed box


def with_paper(world: World) -> Sealed:
    """Six by phone; two of paper, issued one after the other."""
    box = opened(world)
    for name in ("老尹", "葛阿姨"):
        paper_desk.issue(actor=box.vote.actor(DESK), poll=box.poll, rights=[box.vote.right(name).pk])
    box.cast_all(CHOICES)
    return box


def typing(box: Sealed, *choices: str, invalid: int = 0) -> dict[str, Any]:
    returned = [box.vote.right(name).number for name in ("老尹", "葛阿姨")]
    return {"returned": returned, "ballots": list(choices), "invalid_ballots": invalid}


def test_paper_counts_into_a_sealed_poll_and_nothing_tells_it_from_the_rest(world: World) -> None:
    box = with_paper(world)
    box.shut()
    [batch] = box.poll.batches.all()
    assert batch.rights.count() == 2
    paper_desk.enter(actor=box.vote.actor(DESK), batch=batch, **typing(box, "no", invalid=1))
    paper_desk.confirm(actor=box.vote.actor(RECORDER), batch=batch, **typing(box, "no", invalid=1))
    poll = box.unseal()
    counted = poll.counts["counts"]
    assert [counted[name] for name in ("yes", "no", "abstain", "invalid")] == [4, 2, 1, 1]
    rows, _, _ = reads.opened(poll, cursor=None, limit=50)
    assert len(rows) == 7
    assert all(set(row) == {"code", "choice"} and len(row["code"]) == 16 for row in rows)
    assert list(OpenedBallot.objects.order_by("pk").values_list("code", flat=True)) == sorted(
        row["code"] for row in rows
    )
    batch.refresh_from_db()
    assert "ballots" not in batch.first
    assert "ballots" not in batch.second


@guards("paper.enter", "voting.guards.paper_box_may_be_opened")
def test_the_paper_of_a_sealed_poll_is_not_typed_in_before_the_end(world: World) -> None:
    box = with_paper(world)
    [batch] = box.poll.batches.all()
    with refused("paper_box_may_be_opened"):
        paper_desk.enter(actor=box.vote.actor(DESK), batch=batch, **typing(box, "no", "no"))


@guards("paper.confirm", "voting.guards.paper_box_may_be_opened")
def test_nor_confirmed(world: World) -> None:
    box = with_paper(world)
    [batch] = box.poll.batches.all()
    batch.first = paper_desk.typed(box.poll, batch, **typing(box, "no", "no"))
    batch.first_by, batch.state = world.people[DESK], "entered"
    batch.save()
    with refused("paper_box_may_be_opened"):
        paper_desk.confirm(actor=box.vote.actor(RECORDER), batch=batch, **typing(box, "no", "no"))


@guards("poll.unseal", "voting.guards.paper_reconciled")
def test_the_box_is_not_opened_while_paper_is_unaccounted_for(world: World) -> None:
    box = with_paper(world)
    box.shut()
    with refused("paper_reconciled"):
        box.unseal()


# What is said


def test_the_polls_page_shows_its_box_and_its_level_honestly(world: World) -> None:
    box = opened(world)
    box.cast_all(CHOICES)
    box.shut()
    actor = box.vote.actor("王阿姨")
    page = reads.detail(reads.find(actor, box.poll.pk), actor)
    assert page["box"] == {
        "key": box.poll.box_key,
        "length": 64,
        "fingerprint": fingerprint(box.poll.box_key),
        "custodians": ["吕监督", "石律师", "王阿姨"],
        "rehearsed_by": [["吕监督", "石律师"]],
        "sealed": 6,
        "malformed": 0,
    }
    assert "串通" in page["secrecy_sentence"]
    assert "conspire" in page["secrecy_sentence_en"]
    assert page["secrecy_warnings"][0]["zh"].startswith("名册只有 8 票")


def test_a_unanimous_result_says_that_no_box_could_hide_it(world: World) -> None:
    box = opened(world)
    box.cast_all(dict.fromkeys(CHOICES, "yes"))
    box.shut()
    poll = box.unseal()
    actor = box.vote.actor("王阿姨")
    said = [each["zh"] for each in reads.detail(reads.find(actor, poll.pk), actor)["secrecy_warnings"]]
    assert any("选择完全相同" in each for each in said)


def test_few_sheets_of_paper_are_warned_of(world: World) -> None:
    box = with_paper(world)
    actor = box.vote.actor(DESK)
    said = [each["zh"] for each in reads.detail(reads.find(actor, box.poll.pk), actor)["secrecy_warnings"]]
    assert any("纸票只有 2 张" in each for each in said)


def test_fewer_than_five_rights_refuse_the_sealed_box_too(world: World) -> None:
    box = ready(world)
    world.community.holdings.filter(role="resident_rep").delete()
    with refused("secrecy_possible"):
        preparing.open_poll(actor=box.vote.actor(CHAIR), poll=box.poll)


def test_options_are_ranked_in_a_sealed_box_too(world: World) -> None:
    options = [{"id": key, "text": f"方案{key}"} for key in "ABC"]
    box = opened(
        world,
        rule="PREFERENCE_RANK",
        options=options,
    )
    choices = {name: ["B", "A"] if n % 2 else ["B"] for n, name in enumerate(REPS)}
    box.cast_all(choices)
    box.shut()
    poll = box.unseal()
    assert (poll.verdict, poll.counts["first"]) == ("ORDERED", ["B"])
