"""决议书与公示 as documents: the frozen text laid out by `consult.paper`, with the public page's QR code."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from django.conf import settings

from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.models import LogEntry
from consult.paper import word
from consult.paper.documents import parts, publication
from consult.paper.documents import resolution as paper
from consult.people.models import Community

from . import rules
from .freezing import current_text, decided_lines
from .models import Duty, Resolution, Signature
from .reads import pack_of


def page_url(resolution: Resolution) -> str:
    """The public page on the notice board."""
    return f"{settings.ORIGINS[0]}/board/{resolution.pk}"


def resolution_pdf(resolution: Resolution) -> bytes:
    """决议书 as PDF, for those who work with it: it names the responsible persons. Raises Refusal while incomplete."""
    return paper.resolution(_laid_out(resolution))


def resolution_docx(resolution: Resolution) -> bytes:
    """The same as DOCX."""
    return word.resolution(_laid_out(resolution))


def attachment(name: str) -> str:
    """A Content-Disposition for a file with a Chinese name (RFC 6266, RFC 5987)."""
    return f"attachment; filename*=UTF-8''{quote(name)}"


def notice_pdf(resolution: Resolution) -> bytes:
    """公示 for the board on the wall: no names. The caller has made sure that it is posted."""
    text, community = current_text(resolution), resolution.community
    assert resolution.published_on is not None
    assert resolution.publish_until is not None
    until = resolution.publish_until
    return publication.notice(
        publication.Notice(
            head=_head(resolution, text),
            title=text["title"],
            resolution_number=text["number"],
            summary=tuple(decided_lines(text)),
            result=text["tally"],
            responsibilities=tuple(
                publication.PublicResponsibility(
                    matter=duty["what"],
                    party=Duty.Party(duty["party"]).label,
                    due=date.fromisoformat(duty["deadline"]),
                    funding=duty["money"],
                    standard=duty["standard"],
                )
                for duty in text["duties"]
            ),
            posted_on=resolution.published_on,
            ends_on=until,
            takes_effect=takes_effect(resolution),
            objection_channels=_channels(community),
            answer_days=pack_of(resolution).number("objection_answer_days"),
            office_phone=community.office_phone,
            supervision_phone=community.supervision_phone,
            posting_places="社区公示栏和线上公示栏",
            issuer=issuer(community),
            url=page_url(resolution),
        )
    )


def takes_effect(resolution: Resolution) -> str:
    """From when it is carried out, in a sentence."""
    return "公示期满、异议了结后实施。" if resolution.waits else "公示与办理同时进行。"


def _laid_out(resolution: Resolution) -> paper.Resolution:
    text = current_text(resolution)
    if not text["duties"] or rules.empty_columns(text["duties"]):
        raise Refusal(
            "not_complete",
            "责任清单还没有填齐，不能生成文书",
            "The responsibility list is not complete: the document cannot be made yet",
            next_zh="填齐六列后再下载",
            next_en="Fill in all six columns, then download it",
        )
    signatures = list(resolution.signatures.select_related("person").order_by("at"))
    signed = next((s for s in signatures if s.act == Signature.Act.SIGN), None)
    legality = text["legality"]
    return paper.Resolution(
        head=_head(resolution, text),
        title=text["title"],
        called=rules.NAMES[text["kind"]],
        settles=rules.SETTLED[text["kind"]],
        matter_number=text["matter"]["number"],
        topic=text["matter"]["title"],
        sessions=tuple(
            paper.SessionHeld(
                form=held["form"],
                held_on=date.fromisoformat(held["held_on"]),
                place=held["place"],
                outcome=held["outcome"],
            )
            for held in text["sessions"]
        ),
        participants=tuple(
            paper.ParticipantGroup(name=group["part"], members=group["members"])
            for group in text["participants"]
        ),
        consensus=tuple(decided_lines(text)),
        reservations=tuple(text["reservations"]),
        tally=text["tally"] or "未付表决，经协商达成一致。",
        responsibilities=tuple(
            paper.Responsibility(
                matter=duty["what"],
                party=Duty.Party(duty["party"]).label,
                person=duty["person_name"],
                due=date.fromisoformat(duty["deadline"]),
                funding=duty["money"],
                standard=duty["standard"],
            )
            for duty in text["duties"]
        ),
        supervisor=text["supervisor"] or "居务监督委员会",
        legal_opinion=paper.LegalOpinion(
            adviser=legality["by"], given_on=date.fromisoformat(legality["on"]), text=legality["text"]
        )
        if legality
        else None,
        party_study_on=date.fromisoformat(text["party_study_on"]) if text["party_study_on"] else None,
        rights=tuple(text["rights"]),
        filing_number=resolution.filing_number or None,
        issuer=issuer(resolution.community),
        issued_on=signed.at.astimezone(clock.BEIJING).date() if signed else None,
        signatures=(_line(signed),) if signed else (),
        countersignature=next((_line(s) for s in signatures if s.act == Signature.Act.COUNTERSIGN), None),
        url=page_url(resolution),
    )


def _head(resolution: Resolution, text: dict[str, Any]) -> parts.Head:
    """A signed document is always generated as of its signing, so that it comes out the same byte for byte."""
    signed = resolution.signatures.order_by("at").values_list("at", flat=True).first()
    return parts.Head(
        number=text["number"] or "（待签发）",
        community=text["community"],
        generated_at=signed or clock.now(),
        version=1
        + LogEntry.objects.filter(verb="resolution.reopen_text", abouts__subject=resolution.pk).count(),
    )


def _line(signature: Signature) -> parts.Signature:
    return parts.Signature(
        role=signature.office,
        name=signature.person.name,
        signed_at=signature.at,
        text_hash=signature.sha256,
    )


def issuer(community: Community) -> str:
    return f"{community.name}居民委员会"


def _channels(community: Community) -> tuple[str, ...]:
    office = f"社区办公室（{community.office_hours}）" if community.office_hours else "社区办公室"
    return ("扫描本页二维码，在线提出异议", f"到{office}当面或书面提出")
