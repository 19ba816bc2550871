"""The papers of a vote, as PDF: numbered ballots with stubs (表决票), and the count sheet (计票单).

The caller has checked who may have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import QuerySet, Sum

from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.paper import written
from consult.paper.documents import ballots as paper
from consult.paper.documents.parts import Head

from .models import PaperBatch, Poll, VotingRight
from .questions import counts_those_present
from .results import choices, result
from .rules import BallotKind
from .rules_record import rule_from_record
from .rules_sentence import sentence

Kind = Literal["mark", "approve", "rank", "score"]
KINDS: dict[str, Kind] = {
    BallotKind.APPROVAL: "approve",
    BallotKind.CHOOSE_UP_TO_K: "approve",
    BallotKind.BUDGET: "approve",
    BallotKind.RANK: "rank",
    BallotKind.SCORE: "score",
}


def ballot_sheets_pdf(poll: Poll, batch: PaperBatch | None = None) -> bytes:
    """表决票 of one batch, or of all that were issued. Raises Refusal `no_paper_issued` where there is none.

    A named ballot bears its right's number on the roll, and the holder. A secret one bears a running number that leads
    to nobody: who had a sheet stands on the roll, which sheet does not.
    """
    batches = poll.batches.prefetch_related("rights__party", "rights__household__representative")
    # A sealed poll's one batch grows; what is printed of it is what its last issue added, all the others being out already.
    sheets: list[paper.Ballot] = []
    before = 0
    for each in batches.order_by("number"):
        rights = sorted(each.rights.all(), key=lambda right: right.number)
        if batch is None or each.pk == batch.pk:
            if poll.secret:
                out = len(rights) - each.latest if batch is not None else 0
                sheets += [_secret(poll, before + n) for n in range(out + 1, len(rights) + 1)]
            else:
                sheets += [_named(poll, right) for right in rights]
        before += len(rights)
    if not sheets:
        raise Refusal(
            "no_paper_issued",
            "还没有发出纸票",
            "No paper ballot has been issued",
            next_zh="先在名册上选定要用纸票的人",
            next_en="Choose on the roll who votes on paper first",
        )
    rule = rule_from_record(poll.rule_text)
    advisory = "意向征询票" if poll.force == Poll.Force.ADVISORY else "表决票"
    return paper.ballots(
        paper.BallotIssue(
            head=_head(poll),
            title=f"{rule.title.zh}{advisory}",
            poll_number=poll.number,
            motion_number=poll.motion.number,
            motion_text=_motion(poll),
            options=tuple(each["label"] for each in _printed(poll)),
            kind=KINDS.get(rule.ballot, "mark"),
            at_most=poll.at_most or max(1, len(poll.options)),
            secret=poll.secret,
            return_to=_return_to(poll),
            ballots=tuple(sheets),
        )
    )


def count_sheet_pdf(poll: Poll) -> bytes:
    """计票单: its figures once the poll is closed; before, the lines are left open for the pen.

    实发 is every right a ballot was open to, of paper or on a phone; what was not used of them is 未收回.
    """
    rule = rule_from_record(poll.rule_text)
    rights = poll.rights.filter(struck="")
    open_to = rights.filter(conflict="", **({"present": True} if counts_those_present(poll) else {}))
    issued = _of(open_to, by_area=rule.by_area)
    account = _account(poll, issued) if poll.stage == "closed" else Account()
    session = poll.session
    return paper.count_sheet(
        paper.CountSheet(
            head=_head(poll),
            poll_number=poll.number,
            motion_number=poll.motion.number,
            motion_text=_motion(poll),
            rule_code=poll.rule,
            rule=sentence(rule).zh,
            by_area=rule.by_area,
            eligible=_of(rights, by_area=rule.by_area),
            issued=issued,
            returned=account.returned,
            valid=account.valid,
            invalid=account.invalid,
            unreturned=account.unreturned,
            recused=tuple(
                f"{right.label}，{right.conflict}" for right in rights.exclude(conflict="").order_by("number")
            ),
            by_agents=poll.counts.get("proxies") if poll.stage == "closed" else None,
            options=tuple(
                paper.OptionCount(option=each["label"], count=account.options.get(each["key"], OPEN))
                for each in choices(poll)
            ),
            conclusion=poll.sentence,
            callers=("",),
            counters=(session.recorder.name if session.recorder else "",),
            scrutineers=tuple(session.scrutineers.order_by("name").values_list("name", flat=True))
            or ("", ""),
            place=session.place,
            counted_at=poll.closed_at,
        )
    )


OPEN = paper.Count()


@dataclass(frozen=True)
class Account:
    """The figures of a closed poll; every one of them open where it is not closed."""

    returned: paper.Count = OPEN
    valid: paper.Count = OPEN
    invalid: paper.Count = OPEN
    unreturned: paper.Count = OPEN
    options: Mapping[str, paper.Count] = field(default_factory=dict)


def _account(poll: Poll, issued: paper.Count) -> Account:
    shown = result(poll)
    rows = {row["key"]: paper.Count(heads=row["count"], area_cm2=row["area_cm2"]) for row in shown["rows"]}
    spoiled = rows.pop("invalid", paper.Count(heads=poll.counts.get("invalid", 0), area_cm2=0))
    # On one ballot several options may be marked: returned are ballots, not marks. Of a secret vote the area that took
    # part is known, and not what of it said yes.
    returned = paper.Count(
        heads=shown["cast"],
        area_cm2=poll.counts.get("took_part_cm2")
        or sum(row.area_cm2 or 0 for row in [*rows.values(), spoiled]),
    )
    return Account(
        returned=returned,
        valid=_less(returned, spoiled),
        invalid=spoiled,
        unreturned=_less(issued, returned),
        options=rows,
    )


def _of(rights: QuerySet[VotingRight], *, by_area: bool) -> paper.Count:
    area = rights.aggregate(area=Sum("area_cm2"))["area"] or 0
    return paper.Count(heads=rights.count(), area_cm2=area if by_area else None)


def _less(whole: paper.Count, part: paper.Count) -> paper.Count:
    return paper.Count(
        heads=(whole.heads or 0) - (part.heads or 0), area_cm2=(whole.area_cm2 or 0) - (part.area_cm2 or 0)
    )


def _printed(poll: Poll) -> list[dict[str, Any]]:
    """What a paper ballot offers: a ranking or a scoring is left blank to abstain."""
    blank = KINDS.get(poll.rule_text["ballot"]) in ("rank", "score")
    return [each for each in choices(poll) if not (blank and each["key"] == "abstain")]


def _named(poll: Poll, right: VotingRight) -> paper.Ballot:
    number = f"{poll.number}-{right.number:04d}"
    voter = right.household.representative if right.household else None
    holder = right.party.name if right.party else voter.name if voter else right.label
    return paper.Ballot(
        number=number,
        qr_text=f"consult:ballot:{number}",
        holder="" if right.household and voter is None else holder,
        place=right.label.removesuffix("产权人") if right.household or right.party else "",
        area_cm2=right.area_cm2,
        heads=right.heads,
    )


def _secret(poll: Poll, running: int) -> paper.Ballot:
    number = f"{poll.number}-S{running:04d}"
    return paper.Ballot(number=number, qr_text=f"consult:ballot:{number}")


def _head(poll: Poll) -> Head:
    return Head(number=poll.number, community=poll.community.name, generated_at=clock.now())


def _motion(poll: Poll) -> str:
    motion = poll.motion
    return f"{motion.title}\n由{motion.who}，{motion.when}，{poll.asks}"


def _return_to(poll: Poll) -> str:
    if poll.closes_at is None:
        return "当场投入票箱。"
    return f"投入票箱或交工作人员，{written.moment(poll.closes_at)}前。"
