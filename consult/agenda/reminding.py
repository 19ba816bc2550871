"""居民代表会议每半年至少召开一次 (法 §28): who convenes is reminded before it is late, and again until it is held."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from consult.intake.rules_powers import months_later
from consult.kernel import clock, due
from consult.kernel.models import Due, Log, LogEntry
from consult.kernel.packs import load
from consult.notice.outbox import tell_all
from consult.people.models import Community, Role
from consult.people.reads import now_held

from .models import Session

FORM = "representatives_meeting"
TOLD = (Role.COMMITTEE_DIRECTOR, Role.COMMITTEE_DEPUTY, Role.PARTY_SECRETARY, Role.SUPERVISOR)
AGAIN = timedelta(days=30)


def on_due(row: Due) -> None:
    """The deadline of kind `representatives_meeting.due`, set when the community is founded; it sets its own next one."""
    community = Community.objects.get(pk=row.subject)
    pack = load(community.pack)
    last = last_held(community)
    by = months_later(last or founded(community), pack.number("representatives_meeting_months"))
    ahead = timedelta(days=pack.number("representatives_meeting_remind_days"))
    if clock.today() < by - ahead:
        _next(row, by - ahead)
        return
    tell_all(
        community=community.pk,
        people=now_held().filter(community=community, role__in=TOLD).values_list("person_id", flat=True),
        template="representatives_meeting.late" if clock.today() > by else "representatives_meeting.due",
        facts={"last": last.isoformat() if last else "—", "by": by.isoformat()},
        about=None,
    )
    _next(row, clock.today() + AGAIN)


def last_held(community: Community) -> date | None:
    """The day the latest representatives' meeting was opened."""
    held = Session.objects.filter(community=community, form=FORM, opened_at__isnull=False)
    opened = held.order_by("-opened_at").values_list("opened_at", flat=True).first()
    return _day(opened) if opened else None


def founded(community: Community) -> date:
    """The day of its ledger's first entry."""
    first = LogEntry.objects.get(log__community=community.pk, log__kind=Log.Kind.LEDGER, seq=0)
    return _day(first.at)


def _next(row: Due, day: date) -> None:
    due.schedule(
        community=row.community,
        kind=row.kind,
        subject=row.subject,
        at=datetime.combine(day, time(9), tzinfo=clock.BEIJING),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.BEIJING).date()
