"""The papers: what is printed on each, and who may have it."""

from __future__ import annotations

import pytest

from consult.agenda import documents
from consult.kernel import clock
from tests.agenda import scene
from tests.agenda.asking import Browser
from tests.expect import refused
from tests.paper.reading import folded, text
from tests.world import World


def test_a_letter_is_addressed_to_the_door_with_reason_agenda_and_reply_slip(world: World) -> None:
    world.community.office_phone = "0990-0000009"
    world.community.save()
    session = scene.published(world, "hearing", link="https://meet.example/1")
    letter = scene.letter(session, household=world.homes[6])

    printed = folded(text(documents.letter_pdf(letter)))

    for words in (
        letter.number,
        "槐安里1号楼2单元101户",
        "受影响住户",
        "听证会",
        "把闲置自行车库改作老年助餐点",
        "2026年3月22日",
        "社区议事厅",
        "https://meet.example/1",
        "方案和预算",
        "0990-0000009",
        "委派",
    ):
        assert folded(words) in printed, words


def test_a_branchs_letter_goes_out_in_the_partys_name(world: World) -> None:
    """The residents' committee calls no meeting of the Party branch."""
    letter = scene.letter(scene.published(world, "party_branch"), person=world.people["委员老陈"])

    printed = folded(text(documents.letter_pdf(letter)))

    assert folded(world.bodies["party"].name) in printed
    assert "居民委员会" not in printed


def test_a_plain_page_says_all_seven_things_and_how_it_is_decided(world: World) -> None:
    session = scene.ready(world)
    motion = scene.moved(world, session)
    printed = folded(text(documents.plain_page_pdf(motion)))
    for words in scene.PAGE.values():
        assert folded(words) in printed, words
    assert "没有人反对即为达成一致" in printed
    assert motion.number in printed


def test_an_agenda_is_printed_as_it_was_locked(world: World) -> None:
    session = scene.ready(world)
    motion = scene.moved(world, session)
    with refused("not_published"):
        documents.agenda_pdf(session)
    scene.publish(actor=world.actor("社工小李"), session=session)

    printed = folded(text(documents.agenda_pdf(session)))

    for words in (session.number, "圆桌会", "孙副主任", "社工小郑", motion.number, motion.who, "举手发言"):
        assert folded(words) in printed, words


def test_a_resident_who_keeps_the_record_is_masked_on_the_public_agenda(world: World) -> None:
    session = scene.ready(world, "collection")
    scene.appoint(actor=world.actor("社工小李"), session=session, recorder=world.people["葛阿姨"])
    scene.publish(actor=world.actor("社工小李"), session=session)
    printed = folded(text(documents.agenda_pdf(session)))
    assert "葛阿姨" not in printed
    assert "葛**" in printed


def test_a_sign_in_sheet_names_who_signs_and_the_building_without_the_room(world: World) -> None:
    it = scene.matter(world, affected={"kind": "unit", "ids": [str(world.units[0].pk)]})
    session = scene.published(world, it=it)
    printed = folded(text(documents.sign_in_sheet_pdf(session)))
    for words in ("王阿姨", "丁奶奶", "1号楼", "居民委员会"):
        assert folded(words) in printed, words
    assert "101" not in printed


@pytest.mark.parametrize(
    ("path", "readers"),
    [
        ("/sessions/{session}/agenda.pdf", {"王阿姨": 200, "小辛": 200, "社工小李": 200}),
        (
            "/sessions/{session}/sign_in_sheet.pdf",
            {"王阿姨": 404, "社工小李": 200, "吕监督": 200, "孙副主任": 200},
        ),
        ("/invitations/{letter}/letter.pdf", {"王阿姨": 200, "小辛": 404, "楼长刘姐": 200, "社工小李": 200}),
        ("/motions/{motion}/plain_page.pdf", {"小辛": 200}),
    ],
)
def test_who_may_have_which_paper(world: World, path: str, readers: dict[str, int]) -> None:
    it = scene.matter(world, affected={"kind": "unit", "ids": [str(world.units[0].pk)]})
    session = scene.ready(world, it=it)
    motion = scene.moved(world, session)
    scene.publish(actor=world.actor("社工小李"), session=session)
    where = path.format(
        session=session.pk, letter=scene.letter(session, household=world.homes[0]).pk, motion=motion.pk
    )
    for name, status in readers.items():
        answer = Browser(world, name).raw(where)
        assert answer.status_code == status, name
        if status == 200:
            assert answer["Content-Type"] == "application/pdf"
            assert answer.content.startswith(b"%PDF-")
    assert Browser(world, None).raw(where).status_code == 401


def test_the_same_letter_prints_the_same_bytes(world: World) -> None:
    session = scene.published(world, "collection")
    letter = scene.letter(session, body=world.bodies["party"])
    first = documents.letter_pdf(letter)
    with clock.at(scene.day(3)):
        assert documents.letter_pdf(letter) == first
