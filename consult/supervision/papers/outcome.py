"""决议、督办与评价: resolutions and their notices, orders, rectifications, and a summary of each evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.models import LogEntry
from consult.paper.documents import supervision as paper
from consult.paper.documents.parts import Signature
from consult.people.models import Role
from consult.resolution import documents
from consult.resolution.models import Duty
from consult.supervision import rules
from consult.supervision.models import Evaluation, Inspection, Order, Round
from consult.supervision.reads import figures_of, percent_of

from .raised import head, matter_url, name_of

_FLAGS: dict[str, Literal["", "黄", "橙", "红"]] = {"": "", "yellow": "黄", "orange": "橙", "red": "红"}
_LEVELS = ("很不满意", "不满意", "一般", "满意", "很满意")


def papers(matter: Matter) -> Iterator[tuple[str, bytes]]:
    for resolution in matter.resolutions.exclude(sha256="").select_related("community", "session"):
        yield f"03-决议/{resolution.number}.pdf", documents.resolution_pdf(resolution)
        yield f"03-决议/{resolution.number}.docx", documents.resolution_docx(resolution)
        if resolution.published_on:
            yield f"03-决议/{resolution.number}-公示.pdf", documents.notice_pdf(resolution)
    orders = Order.objects.filter(matter=matter).select_related(
        "owner", "issued_by", "closed_by", "duty", "resolution", "rectification__round"
    )
    for order in orders.order_by("issued_at", "number"):
        yield f"04-督办/{order.number}.pdf", paper.supervision_order(order_paper(matter, order))
        if order.rectification:
            yield (
                f"04-督办/{order.number}-整改单.pdf",
                paper.rectification_order(rectified_paper(matter, order)),
            )
    for round_ in matter.rounds.filter(judged_at__isnull=False).order_by("number"):
        yield (
            f"05-评价/满意度评价汇总-第{round_.number}轮.pdf",
            paper.evaluation_summary(_summary(matter, round_)),
        )


def order_paper(matter: Matter, order: Order) -> paper.SupervisionOrder:
    inspections = list(Inspection.objects.filter(order=order).select_related("inspector").order_by("at"))
    last = inspections[-1] if inspections else None
    return paper.SupervisionOrder(
        head=head(matter, order.number),
        source=_source(order),
        matter=order.title,
        standard=order.standard,
        funding=order.duty.money if order.duty else "",
        party=Duty.Party(order.duty.party).label if order.duty else "",
        person=order.owner_name,
        due=order.deadline,
        overdue=_overdue(order),
        issued_by=_signed(order),
        progress=tuple(
            paper.Progress(at=step.at, by=step.by.name, text=step.text, photos=step.photos.count())
            for step in order.progress.select_related("by").order_by("at")
        ),
        extensions=tuple(
            paper.Extension(
                asked_at=asked.asked_at,
                until=asked.until,
                why=asked.reason,
                decision={True: "同意", False: "不同意", None: ""}[asked.granted],
            )
            for asked in order.extensions.order_by("asked_at")
        ),
        inspector=name_of(last.inspector) if last else "",
        inspected_at=last.at if last else None,
        finding=last.finding if last else "",
        closed_by=_closed(order),
        url=matter_url(matter),
    )


def _overdue(order: Order) -> Literal["", "黄", "橙", "红"]:
    """黄、橙、红: how late it was when it was last reported done, or is by now; empty where it was in time."""
    done = _last("order.report_done", order)
    reported = done is not None and order.stage not in ("issued", "under_way")
    day = done.at.astimezone(clock.BEIJING).date() if done and reported else clock.today()
    return _FLAGS[rules.overdue_level(deadline=order.deadline, today=day)]


def _last(verb: str, order: Order) -> LogEntry | None:
    return LogEntry.objects.filter(verb=verb, abouts__subject=order.pk).order_by("-seq").first()


def _source(order: Order) -> str:
    if order.rectification:
        return f"第 {order.rectification.round.number} 轮满意度评价后的整改"
    return f"决议 {order.resolution.number}" if order.resolution else ""


def _closed(order: Order) -> Signature | None:
    """销号: who and, as the ledger has it, when."""
    if order.closed_by is None:
        return None
    entry = _last("order.close", order)
    return Signature(
        role=Role.PARTY_SECRETARY.label,
        name=order.closed_by.name,
        signed_at=entry.at if entry else None,
    )


def _signed(order: Order) -> Signature:
    return Signature(role=Role.PARTY_SECRETARY.label, name=order.issued_by.name, signed_at=order.issued_at)


def rectified_paper(matter: Matter, order: Order) -> paper.RectificationOrder:
    opened = order.rectification
    assert opened is not None
    before = Order.objects.filter(matter=matter, issued_at__lt=opened.opened_at).order_by("-issued_at")
    follows = before.first()
    return paper.RectificationOrder(
        head=head(matter, order.number),
        order_number=follows.number if follows else "—",
        trigger=opened.trigger,
        problems=figures_of(opened.round).reasons or (opened.trigger,),
        measures=(order.title,),
        person=order.owner_name,
        due=order.deadline,
        issued_by=_signed(order),
        re_evaluation=opened.outcome or None,
    )


def _summary(matter: Matter, round_: Round) -> paper.EvaluationSummary:
    assert round_.judged_at is not None
    figures, percent = figures_of(round_), percent_of(matter)
    given = Evaluation.objects.filter(round=round_)
    return paper.EvaluationSummary(
        head=head(matter, matter.number),
        subject=matter.title,
        order_number="、".join(
            Order.objects.filter(matter=matter, issued_at__lte=round_.opened_at)
            .order_by("issued_at", "number")
            .values_list("number", flat=True)
        )
        or "—",
        opened_at=round_.opened_at,
        closed_at=round_.judged_at,
        invited=max(round_.asked, figures.answers),
        answered=figures.answers,
        rates=(
            paper.Rate(name="响应率", part=figures.responded, whole=figures.answers),
            paper.Rate(name="解决率", part=figures.resolved, whole=figures.answers),
            paper.Rate(name="满意率", part=figures.satisfied, whole=figures.answers),
        ),
        levels=tuple(
            paper.Level(name=name, answers=count) for name, count in zip(_LEVELS, figures.levels, strict=True)
        ),
        dimensions=tuple(
            paper.Dimension(name=rules.DIMENSION_NAMES[name], points=points, answers=count)
            for name, (points, count) in figures.dimensions.items()
        ),
        by_kind=tuple(
            paper.Level(name=kind.label, answers=given.filter(by=kind).count()) for kind in Evaluation.By
        ),
        reasons=figures.reasons,
        threshold=f"满意率不低于 {percent}%，且没有说明理由的不满意",
        conclusion=rules.trigger(figures, percent=percent) or "达到要求",
        url=matter_url(matter),
    )
