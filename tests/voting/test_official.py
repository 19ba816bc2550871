"""poll.record_official: an owners' vote held in the city's system, with the paper that shows it."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel.errors import Refusal
from consult.kernel.packs import load
from consult.voting import official
from consult.voting.models import OfficialProof
from consult.voting.rules_counts import Counts
from tests.expect import guards, refused
from tests.meeting.replay import replays, state, verify_events
from tests.voting.made import DESK, Vote, entries, meeting, opened
from tests.world import World

PDF = b"%PDF-1.7 official result"
# TV10 of the domain's vectors, in cm².
COUNTS = Counts(
    entitled=1200,
    yes=610,
    no=196,
    area_cm2=Counts(entitled=1_164_000_000, yes=589_000_000, no=201_000_000),
)


def record(
    vote: Vote, *, counts: Counts = COUNTS, source: str = "云州市业主表决平台公告", file: bytes = PDF
) -> None:
    official.record_official(actor=vote.actor(DESK), poll=vote.poll, counts=counts, source=source, file=file)


@replays("poll.record_official")
def test_the_official_figures_are_entered_with_their_proof_and_judged_beside(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ", means="official")
    verify_events(vote.hall.room, django_capture_on_commit_callbacks, lambda: record(vote))
    poll = vote.fresh()
    assert (poll.stage, poll.means, poll.force, poll.verdict) == ("closed", "official", "recorded", "PASSED")
    assert poll.sentence.startswith("录入的官方结果；按第278条计算：通过")
    proof = OfficialProof.objects.get(poll=poll)
    assert (proof.sha256, proof.size, proof.content_type) == (
        sha256(PDF).hexdigest(),
        len(PDF),
        "application/pdf",
    )
    with proof.file.open("rb") as kept:
        assert kept.read() == PDF
    [entry] = entries("poll.record_official")
    assert entry["data"]["sha256"] == proof.sha256
    vote.hall.motion.refresh_from_db()
    assert vote.hall.motion.stage == "carried"
    _, shared = state(vote.hall.room, "residents")
    assert shared["polls"][str(poll.pk)]["result"]["force"] == "recorded"


def test_a_poll_prepared_as_advice_may_still_take_the_official_result(world: World) -> None:
    vote = meeting(world, form="grid_session", rule="OWNERS_MAJ")
    record(vote)
    assert vote.fresh().force == "recorded"


def test_a_photograph_of_the_notice_loses_what_the_camera_wrote(world: World) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    photo = BytesIO()
    Image.new("RGB", (40, 30), "red").save(photo, "PNG")
    record(vote, file=photo.getvalue())
    proof = OfficialProof.objects.get()
    assert proof.content_type == "image/jpeg"
    assert proof.sha256 != sha256(photo.getvalue()).hexdigest()


@pytest.mark.parametrize("file", [b"", b"MZ\x90 a program", b"<html>", b"%PDF-" + b"0" * (10 * 1024 * 1024)])
def test_what_is_no_proof_is_refused_and_nothing_is_kept(world: World, file: bytes) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    with refused("invalid"):
        record(vote, file=file)
    assert vote.fresh().stage == "prepared"


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (Counts(entitled=10, yes=11, area_cm2=Counts(entitled=10, yes=10)), "more_votes_than_voters"),
        (Counts(entitled=10, yes=5), "area_missing"),
        (Counts(entitled=10, yes=5, area_cm2=Counts(entitled=10)), "heads_and_area_disagree"),
    ],
)
def test_figures_that_cannot_be_are_refused(world: World, counts: Counts, code: str) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    with pytest.raises(Refusal) as caught:
        record(vote, counts=counts)
    assert (caught.value.code, caught.value.status) == (code, 422)


@guards("poll.record_official", "voting.guards.city_records_official")
def test_a_meeting_of_residents_is_counted_here(world: World) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    vote.poll.unit = "household"
    vote.poll.save()
    with refused("city_records_official"):
        record(vote)


def test_where_a_vote_here_binds_no_other_result_is_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    monkeypatch.setitem(load("cn-2026").values, "owners_polls", "binding")
    with refused("city_records_official"):
        record(vote)


def test_an_open_poll_is_counted_and_not_recorded(world: World) -> None:
    vote = opened(world, form="owners_assembly", rule="OWNERS_MAJ", seated=())
    with refused("wrong_stage"):
        record(vote)


def test_results_are_the_offices_to_record(world: World) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    with refused("not_permitted"):
        official.record_official(
            actor=vote.actor("王阿姨"), poll=vote.poll, counts=COUNTS, source="公告", file=PDF
        )
