"""决议书 and 公示 as files: what the frozen text says, and nothing that was written after it."""

from __future__ import annotations

import io

from django.conf import settings
from docx import Document

from consult.people.models import Person
from consult.resolution import documents, publishing, signing
from consult.resolution.models import Duty
from tests.resolution import made
from tests.world import World


def test_the_document_says_what_was_decided_who_does_it_and_who_signed(world: World) -> None:
    made.one_head(world)
    resolution = made.signed(world, made.decision(world))
    signing.countersign(actor=world.actor("吕监督", factor=True), resolution=resolution)

    text = _docx(documents.resolution_docx(resolution))

    for said in (
        "槐安议〔2026〕第1号",
        "槐安社区居民委员会",
        "用原自行车库开设老年助餐点",
        "29×2>36",
        "改造原自行车库",
        "何主任",
        "2026年6月30日",
        "社区公益金",
        "通过消防检查",
        "2026年3月2日研究讨论",
        "第三十条",
        "周书记",
        "吕监督",
        resolution.sha256[:12],
    ):
        assert said in text, said


def test_an_opinion_never_calls_itself_a_resolution(world: World) -> None:
    """协商意见不是决定 (法 §32)."""
    text = _docx(documents.resolution_docx(made.signed(world, made.opinion(world))))

    assert "本协商意见就事项" in text
    assert "达成的共识" in text
    assert "本决议" not in text


def test_a_meetings_decision_is_no_consensus(world: World) -> None:
    text = _docx(documents.resolution_docx(made.signed(world, made.decision(world))))

    assert "本决议就事项" in text
    assert "决定事项" in text
    assert "达成的共识" not in text


def test_a_signed_document_does_not_change_with_what_it_was_made_from(world: World) -> None:
    resolution = made.signed(world, made.decision(world))
    publishing.publish(actor=world.actor("社工小李"), resolution=resolution)
    before = documents.resolution_pdf(resolution), documents.notice_pdf(resolution)

    Duty.objects.update(what="别的事", money="别的钱")
    Person.objects.filter(name="石律师").update(name="另一位律师")
    resolution.motion.what = "别的动议"  # type: ignore[union-attr]
    resolution.motion.save()  # type: ignore[union-attr]
    resolution.refresh_from_db()

    assert (documents.resolution_pdf(resolution), documents.notice_pdf(resolution)) == before


def test_its_code_leads_to_the_public_page(world: World) -> None:
    resolution = made.decision(world)

    assert documents.page_url(resolution) == f"{settings.ORIGINS[0]}/board/{resolution.pk}"


def _docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)
