"""What happens when an order's or an evaluation's time comes: people are reminded and asked, lateness is said.

How late an order is follows from its deadline wherever it is read; the ledger says it once a level.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from consult.kernel import clock, due, ledger, log
from consult.kernel.models import Due
from consult.kernel.packs import load
from consult.notice.outbox import tell_all
from consult.people.models import Role
from consult.resolution.deadlines import morning_after
from consult.resolution.reads import holders, subdistrict_officers

from . import rules
from .models import Order, Round
from .reads import asked

WARNING = "order.warning"
# One kind a level: a row of a kind is settled once.
OVERDUE = {level: f"order.overdue_{level}" for _, level in rules.LEVELS}
ASK = "evaluation.ask"
JUDGE = "evaluation.judge"


def await_order(order: Order) -> None:
    """Set the clocks of an order by its deadline, or set them anew when the deadline was moved."""
    cancel_order(order)
    days = load(order.matter.pack).number("order_warning_days")
    _at(order, WARNING, _nine(order.deadline - timedelta(days=days)))
    for late, level in rules.LEVELS:
        _at(order, OVERDUE[level], morning_after(order.deadline + timedelta(days=late - 1)))


def cancel_order(order: Order) -> None:
    for kind in (WARNING, *OVERDUE.values()):
        due.cancel(kind=kind, subject=order.pk)


def _at(order: Order, kind: str, moment: datetime) -> None:
    if moment > clock.now():
        due.schedule(community=order.community_id, kind=kind, subject=order.pk, at=moment)


def _nine(day: date) -> datetime:
    """A reminder comes by phone: in the morning, not at midnight."""
    return clock.beijing(day.year, day.month, day.day, 9)


def await_answers(round_: Round) -> None:
    """Ask at once, but not within the verb: a community has more households than a request should wait for."""
    community = round_.matter.community_id
    due.schedule(community=community, kind=ASK, subject=round_.pk, at=clock.now())
    # By the matter, whose page shows the one clock that runs.
    due.schedule(community=community, kind=JUDGE, subject=round_.matter_id, at=morning_after(round_.until))


def on_warning(row: Due) -> None:
    order = Order.objects.get(pk=row.subject)
    if order.stage not in ("issued", "under_way"):
        return
    facts = {"number": order.number, "title": order.title, "deadline": order.deadline.isoformat()}
    people = [order.owner_id] if order.owner_id else holders(order.community_id, Role.COMMITTEE_STAFF)
    tell_all(
        community=order.community_id,
        people=people,
        template="order.warning",
        facts=facts,
        about=order.pk,
    )


def on_overdue(row: Due) -> None:
    """逾期自动上报: said in the ledger, and to the owner, the secretary and the subdistrict (practices B10)."""
    order = Order.objects.select_related("community").get(pk=row.subject)
    level = rules.overdue_level(deadline=order.deadline, today=clock.today())
    if order.stage not in ("issued", "under_way") or OVERDUE.get(level) != row.kind:
        return
    facts = {
        "number": order.number,
        "title": order.title,
        "deadline": order.deadline.isoformat(),
        "days": (clock.today() - order.deadline).days,
        "level": level,
    }
    ledger.write(
        community=order.community_id,
        draft=log.Draft(verb="order.overdue", data=facts, about=[order.pk, order.matter_id]),
    )
    tell_all(
        community=order.community_id,
        people=[
            *([order.owner_id] if order.owner_id else []),
            *holders(order.community_id, Role.PARTY_SECRETARY, Role.COMMITTEE_STAFF),
            *subdistrict_officers(order.community),
        ],
        template="order.overdue",
        facts=facts,
        about=order.pk,
    )


def on_ask(row: Due) -> None:
    round_ = Round.objects.select_related("matter").get(pk=row.subject)
    if round_.judged_at is not None:
        return
    people = list(asked(round_.matter).values_list("pk", flat=True))
    round_.asked = len(people)
    round_.save(update_fields=["asked"])
    tell_all(
        community=round_.matter.community_id,
        people=people,
        template="evaluation.ask",
        facts={
            "number": round_.matter.number,
            "title": round_.matter.title,
            "until": round_.until.isoformat(),
        },
        about=round_.matter_id,
    )
