"""提出与审核: the matter record, the triage sheet and the topic reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from consult.agenda.forms import FORMS
from consult.agenda.models import Participant, Session
from consult.intake.drafts import place_words
from consult.intake.models import Matter, Route, TopicReview, Triage
from consult.intake.touched import affected_households
from consult.kernel import clock
from consult.kernel.models import LogEntry
from consult.kernel.packs import load
from consult.paper import written
from consult.paper.documents import intake as paper
from consult.paper.documents.parts import Head, Signature
from consult.people.models import Person, Residency, Role
from consult.people.reads import household_label
from consult.people.titles import masked

from .attendance import invited

_MEMBERS = (Role.PARTY_DEPUTY, Role.PARTY_MEMBER, Role.PARTY_PART_TIME)
_CHECKS = {"political": "政治性", "legal": "合法性", "public_good": "公益性", "feasible": "可行性"}
_AFFECTED = {"community": "全社区", "grid": "网格", "building": "楼栋", "unit": "单元", "none": "提出人本户"}


def papers(matter: Matter) -> Iterator[tuple[str, bytes]]:
    yield "01-提出与审核/事项登记表.pdf", paper.matter_record(record_paper(matter))
    sheet = triage_paper(matter)
    if sheet is not None:
        yield "01-提出与审核/受理与分级表.pdf", paper.triage_sheet(sheet)
    for number, review in enumerate(matter.reviews.select_related("reviewer").order_by("at"), start=1):
        yield f"01-提出与审核/议题审核表-{number}.pdf", paper.topic_review(review_paper(matter, review))


def head(matter: Matter, number: str, *, version: int | None = None) -> Head:
    return Head(number=number, community=matter.community.name, generated_at=clock.now(), version=version)


def times(verb: str, of: UUID) -> int:
    """How often something was done to this thing, by the ledger."""
    return LogEntry.objects.filter(verb=verb, abouts__subject=of).count()


def matter_url(matter: Matter) -> str:
    return f"{settings.ORIGINS[0]}/matter/{matter.pk}"


def name_of(person: Person | None) -> str:
    return person.name if person else "—"


def record_paper(matter: Matter) -> paper.MatterRecord:
    home = (
        Residency.objects.filter(person=matter.proposer, state=Residency.State.CONFIRMED)
        .select_related("household__building__compound", "household__unit")
        .order_by("claimed_at")
        .first()
    )
    endorsers = matter.endorsements.select_related("person").order_by("at")
    affected = _AFFECTED.get(matter.affected.get("kind", "none"), "")
    return paper.MatterRecord(
        head=head(matter, matter.number, version=1 + times("matter.revise", matter.pk)),
        title=matter.title,
        category=matter.category,
        raised_at=matter.raised_at,
        proposer=matter.proposer.name,
        proposer_place=household_label(home.household) if home else "—",
        proposer_phone="不入卷",
        proposer_standing=home.get_relation_display() if home else "居民",
        name_public=not matter.hide_name,
        entered_by=matter.entered_by.name if matter.entered_by else None,
        confirmed=written.moment(matter.confirmed_at) if matter.confirmed_at else None,
        description=matter.text,
        place=place_words(matter) or "未填",
        affected=affected,
        households=affected_households(matter).count(),
        photos=tuple(
            f"{photo.uploaded_at.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}（SHA-256 {photo.sha256[:16]}…）"
            for photo in matter.photos.filter(purpose="matter").order_by("uploaded_at", "pk")
        ),
        endorsers=tuple(masked(row.person.name) for row in endorsers),
        endorsements=len(endorsers),
        would_attend=matter.wishes_to_join,
        would_help=matter.wishes_to_help,
        url=matter_url(matter),
    )


def triage_paper(matter: Matter) -> paper.TriageSheet | None:
    """The sheet of the last decision on the route, with what the table had suggested and who passed it on before."""
    rows = list(matter.triages.select_related("by").order_by("at", "pk"))
    decided = next((row for row in reversed(rows) if row.decided), None)
    if decided is None or matter.accepted_at is None:
        return None
    suggested = next((row for row in reversed(rows) if row.rule), decided)
    differs = suggested.suggested != decided.decided
    joined = matter.merged.order_by("number").values_list("number", flat=True)
    common = {True: "是", False: "否", None: "未询问"}[matter.owners_common]
    hours = load(matter.pack).number("first_answer_hours")
    return paper.TriageSheet(
        head=head(matter, matter.number),
        matter_number=matter.number,
        title=matter.title,
        accepted_by=name_of(matter.accepted_by),
        accepted_at=matter.accepted_at,
        duplicate_check=f"并入本事项：{'、'.join(joined)}" if joined else "没有事项并入本事项",
        common_property=common,
        suggestion=Route(suggested.suggested).label if suggested.suggested else "—",
        hits=(paper.RuleHit(code=suggested.rule, why=suggested.why),) if suggested.rule else (),
        outcome=Route(decided.decided).label,
        decided_by=name_of(decided.by),
        decided_at=decided.at,
        override_reason=(decided.reason or "未写明") if differs else None,
        lead_grid=matter.grid.name if matter.grid else "未定",
        answer_due=matter.raised_at + timedelta(hours=hours),
        reassignments=tuple(_reassigned(row) for row in rows if row.verb == "matter.reassign"),
    )


def _reassigned(row: Triage) -> paper.Reassignment:
    return paper.Reassignment(
        at=row.at,
        from_whom=row.from_whom or "—",
        to_whom=row.to_whom or "—",
        by=name_of(row.by),
        why=row.reason or "—",
    )


def review_paper(matter: Matter, review: TopicReview) -> paper.TopicReview:
    opinions = matter.opinions.filter(at__lte=review.at).select_related("person").order_by("at")
    return paper.TopicReview(
        head=head(matter, matter.number),
        matter_number=matter.number,
        title=matter.title,
        proposer=matter.proposer.name,
        checks=tuple(
            paper.Check(name=_CHECKS[key], passed=bool(passed))
            for key, passed in review.checks.items()
            if key in _CHECKS
        ),
        owners_matter="涉及业主共同决定事项" if matter.owners_decision else "不涉及",
        meeting_needed="需要" if review.needs_meeting else "不需要",
        lawyer_needed="需要" if review.needs_lawyer else "不需要",
        forms=tuple(_form(code) for code in review.forms),
        compositions=tuple(_compositions(review)),
        conclusion=TopicReview.Conclusion(review.conclusion).label,
        reason=review.reason,
        opinions=tuple(
            paper.MemberOpinion(
                name=opinion.person.name,
                role=_office(opinion.person, opinion.at),
                opinion=f"{'同意' if opinion.favours else '不同意'}：{opinion.text}",
            )
            for opinion in opinions
        ),
        secretary=Signature(role=Role.PARTY_SECRETARY.label, name=review.reviewer.name, signed_at=review.at),
        party_organization=f"{matter.community.name}党组织",
    )


def _compositions(review: TopicReview) -> Iterator[paper.Composition]:
    """Who was invited to each session that followed it: a review that lists nothing is followed by none."""
    if review.conclusion != TopicReview.Conclusion.ADMIT:
        return
    followed = (
        Session.objects.filter(items__matter=review.matter_id, published_at__gte=review.at)
        .exclude(stage="cancelled")
        .distinct()
        .order_by("starts_at")
    )
    for session in followed:
        parts = invited(session)
        yield paper.Composition(
            session=session.title,
            core=parts[Participant.Part.ONE],
            functional=parts[Participant.Part.N],
            stakeholders=parts[Participant.Part.X],
        )


def _office(person: Person, at: datetime) -> str:
    """In which office of the Party organization somebody spoke: 副书记, 委员 or 兼职委员."""
    day = at.astimezone(clock.BEIJING).date()
    held = person.holdings.filter(role__in=_MEMBERS, starts__lte=day).exclude(ends__lte=day)
    roles = set(held.values_list("role", flat=True))
    return next((role.label for role in _MEMBERS if role in roles), "党组织成员")


def _form(code: str) -> str:
    return FORMS[code].zh if code in FORMS else code
