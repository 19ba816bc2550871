"""matter.archive 归档: one ZIP that says everything and proves it."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256

import pytest
from pypdf import PdfReader

from consult.agenda.models import Invitation, Participant
from consult.intake import referrals
from consult.intake.models import Matter
from consult.kernel import ledger, log
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry, Plaintext
from consult.notice.models import Message
from consult.supervision import archiving, verifying
from consult.supervision.models import ArchiveFile
from tests.expect import guards, refused
from tests.intake import steps
from tests.supervision import archived
from tests.world import World


def test_a_small_matters_archive_is_whole_and_verifies(world: World) -> None:
    matter = archived.small(world)

    data = archived.archive(world, matter)

    checked = verifying.verify(data, key=ledger.public_key_hex())
    assert (checked.number, checked.title) == (matter.number, matter.title)
    matter.refresh_from_db()
    assert matter.stage == "archived"
    kept = ArchiveFile.objects.get(matter=matter)
    assert kept.sha256 == sha256(data).hexdigest()
    entry = parsed(LogEntry.objects.get(verb="matter.archive"))
    assert entry["data"]["sha256"] == kept.sha256
    assert entry["data"]["files"] == checked.files


def test_a_large_matters_archive_holds_every_paper_and_every_log(world: World) -> None:
    matter = archived.large(world)

    files = _opened(archived.archive(world, matter))

    number = matter.resolutions.get().number
    assert {
        "README.md",
        "01-提出与审核/事项登记表.pdf",
        "01-提出与审核/受理与分级表.pdf",
        "01-提出与审核/议题审核表-1.pdf",
        "02-会议与表决/01-居民代表会议/议程.pdf",
        "02-会议与表决/01-居民代表会议/邀约书登记.csv",
        f"02-会议与表决/01-居民代表会议/明白纸-{matter.motions.get().number}.pdf",
        "02-会议与表决/01-居民代表会议/签到表.pdf",
        "02-会议与表决/01-居民代表会议/会议记录.pdf",
        "02-会议与表决/01-居民代表会议/计票单-1.pdf",
        f"03-决议/{number}.pdf",
        f"03-决议/{number}.docx",
        f"03-决议/{number}-公示.pdf",
        "04-督办/槐安督〔2026〕第1号.pdf",
        "05-评价/满意度评价汇总-第1轮.pdf",
        "ledger/head.json",
        "ledger/entries.json",
        "ledger/plaintexts.json",
        "ledger/anchors.json",
        "resolutions.json",
        "manifest.json",
    } == set(files)
    anchors = json.loads(files["ledger/anchors.json"])
    assert [(anchor["kind"], len(anchor["anchors"])) for anchor in anchors] == [("room", 1), ("poll", 1)]
    assert "赞成" in _words(files["02-会议与表决/01-居民代表会议/计票单-1.pdf"])
    assert "29" in _words(files["02-会议与表决/01-居民代表会议/计票单-1.pdf"])
    assert "100.00%" in _words(files["05-评价/满意度评价汇总-第1轮.pdf"])


def test_it_holds_the_matters_own_entries_and_nobody_elses(world: World) -> None:
    matter = archived.small(world)
    steps.with_grid(world, title="另一件事")

    entries = json.loads(_opened(archived.archive(world, matter))["ledger/entries.json"])

    verbs = [json.loads(entry["body"])["verb"] for entry in entries]
    assert verbs[:3] == ["matter.raise", "matter.accept", "matter.route"]
    assert verbs[-1] == "matter.close"
    assert "matter.archive" not in verbs
    assert all(str(matter.pk) in json.loads(entry["body"])["about"] for entry in entries)


def test_hidden_words_are_opened_where_they_may_be_and_an_erased_one_leaves_it_valid(world: World) -> None:
    matter = archived.large(world)
    Plaintext.objects.filter(text="不设灶具，只分餐").delete()

    data = archived.archive(world, matter)

    texts = [kept["text"] for kept in json.loads(_opened(data)["ledger/plaintexts.json"])]
    assert "担心油烟" in texts
    assert "不设灶具，只分餐" not in texts
    assert verifying.verify(data)


def test_its_first_page_says_what_is_left_out_and_where_the_key_is_published(world: World) -> None:
    readme = _opened(archived.archive(world, archived.small(world)))["README.md"].decode()

    assert "不入卷的" in readme
    assert "What is left out" in readme
    assert ledger.public_key_hex() in readme
    assert "/ledger" in readme


def test_a_field_nobody_named_stays_out(world: World) -> None:
    matter = archived.small(world)
    told = log.Draft(verb="matter.call", hidden={"phone": "19900000001"}, about=[matter.pk])
    ledger.write(community=world.community.pk, draft=told)

    files = _opened(archived.archive(world, matter))

    assert b"19900000001" not in b"".join(files.values())


def test_telephone_numbers_are_not_in_its_papers(world: World) -> None:
    files = _opened(archived.archive(world, archived.small(world)))

    assert "19900" not in _words(files["01-提出与审核/事项登记表.pdf"])


def test_a_restricted_matters_archive_has_entries_and_no_words(world: World) -> None:
    matter = steps.routed(world, "private", title="楼上漏水泡坏吊顶")
    _answered(world, matter)

    data = archived.archive(world, matter)

    files = _opened(data)
    assert not any(name.endswith(".pdf") for name in files)
    assert "漏水" not in b"".join(files.values()).decode(errors="ignore")
    assert json.loads(files["ledger/plaintexts.json"]) == []
    assert verifying.verify(data).number == matter.number


@guards("matter.archive", "supervision.guards.feedback_given")
def test_nothing_is_archived_before_its_proposer_was_told(world: World) -> None:
    matter = archived.small(world)
    Message.objects.filter(template="matter.closed").delete()

    with refused("feedback_given"):
        archiving.archive(actor=world.actor("社工小李"), matter=matter)


def test_a_written_opinion_without_an_answer_is_no_feedback(world: World) -> None:
    matter = archived.small(world)
    held = matter.agenda_items.get().session
    guest = Participant.objects.create(session=held, part="X", household=world.homes[0], why="利益相关方")
    letter = Invitation.objects.create(
        participant=guest,
        session=held,
        community=world.community,
        number="槐安邀〔2026〕第1号",
        issued_at=matter.raised_at,
        reply="written",
        written_opinion="周六我不在",
        replied_at=matter.raised_at,
        replied_by=world.people["王阿姨"],
    )

    with refused("feedback_given"):
        archiving.archive(actor=world.actor("社工小李"), matter=matter)

    letter.opinion_answer = "可以改到周日"
    letter.save(update_fields=["opinion_answer"])
    archiving.archive(actor=world.actor("社工小李"), matter=matter)


def test_papers_made_ahead_are_used_while_nothing_has_happened_since(world: World) -> None:
    matter = archived.small(world)
    staff = world.actor("社工小李")
    prepared = archiving.prepare(actor=staff, matter=matter)
    assert prepared is not None
    ahead = archiving.Prepared(papers={"甲.pdf": b"made ahead"}, entries=prepared.entries)
    stale = archiving.Prepared(papers={"甲.pdf": b"made ahead"}, entries=prepared.entries - 1)

    archiving.archive(actor=staff, matter=matter, prepared=ahead)
    with ArchiveFile.objects.get(matter=matter).file.open("rb") as kept:
        assert "甲.pdf" in _opened(kept.read())

    ArchiveFile.objects.all().delete()
    Matter.objects.filter(pk=matter.pk).update(stage="closed")
    archiving.archive(actor=staff, matter=matter, prepared=stale)
    with ArchiveFile.objects.get(matter=matter).file.open("rb") as kept:
        assert set(prepared.papers) <= set(_opened(kept.read()))


def test_nothing_is_prepared_for_who_may_not_archive(world: World) -> None:
    assert archiving.prepare(actor=world.actor("王阿姨"), matter=archived.small(world)) is None


@pytest.mark.parametrize("name", ["周书记", "督查老丁", "王阿姨"])
def test_only_the_staff_archive(world: World, name: str) -> None:
    matter = archived.small(world)

    with refused("not_permitted"):
        archiving.archive(actor=world.actor(name), matter=matter)


def test_what_is_not_at_an_end_is_not_archived(world: World) -> None:
    matter = steps.with_grid(world)

    with refused("wrong_stage"):
        archiving.archive(actor=world.actor("社工小李"), matter=matter)


def _answered(world: World, matter: Matter) -> None:
    referrals.answer(actor=world.actor("社工小李"), matter=matter, text="已由人民调解委员会调解")


def _opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
