"""评价—整改—反馈: those affected are asked, their answers are counted, and what falls short is put right and asked again."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from consult.intake.models import Matter
from consult.intake.touched import lives_in
from consult.kernel import clock, ledger, log, merkle, workdays
from consult.kernel.act import Act, act
from consult.kernel.errors import invalid
from consult.kernel.found import only
from consult.kernel.models import Due
from consult.kernel.packs import load
from consult.kernel.permits import SYSTEM, Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell_all
from consult.people.models import Role
from consult.people.who import person_id
from consult.resolution.reads import holders

from . import deadlines, rules
from .models import Evaluation, Rectification, Round
from .reads import everybody_answered, figures_of, latest_round, orders_of, percent_of


@dataclass(frozen=True, kw_only=True)
class Answers:
    """One person's judgement; `dimensions` may leave any of the five out. `why_not` is asked of who is not satisfied."""

    responded: bool
    resolved: bool
    satisfied: int
    dimensions: dict[str, int] = field(default_factory=dict)
    why_not: str = ""
    may_call_back: bool = False


def open_round(matter: Matter) -> Round:
    """Ask those affected, for the pack's days (满意度回访 办结后 7 日内); the caller is in the verb's transaction."""
    last = latest_round(matter)
    round_ = Round.objects.create(
        matter=matter,
        number=last.number + 1 if last else 1,
        opened_at=clock.now(),
        until=workdays.period_end(clock.today(), load(matter.pack).number("follow_up_days")),
    )
    deadlines.await_answers(round_)
    return round_


def on_matter_handled(a: Act) -> None:
    """After matter.handle: what was settled on the spot is judged too."""
    open_round(a.on)


def give(*, actor: Actor, matter: Matter, answers: Answers) -> Evaluation:
    """evaluation.give 评价: once a round. When everybody asked has answered, the round is judged at once."""
    _check(answers)
    why = plain(answers.why_not, field="why_not", limit=500, required=False)
    with transaction.atomic():
        with act("evaluation.give", actor=actor, on=matter) as a:
            round_ = latest_round(a.on)
            assert round_ is not None  # the guard asked for it
            given = Evaluation.objects.create(
                round=round_,
                person_id=person_id(actor),
                by=_by(actor, a.on),
                responded=answers.responded,
                resolved=answers.resolved,
                satisfied=answers.satisfied,
                dimensions=answers.dimensions,
                why_not=why,
                may_call_back=answers.may_call_back,
                at=clock.now(),
            )
            said = {
                "responded": answers.responded,
                "resolved": answers.resolved,
                "satisfied": answers.satisfied,
                "dimensions": answers.dimensions,
                "why_not": why,
            }
            a.entry(
                data={"round": round_.number, "by": given.by},
                hidden={"answers": merkle.canonical(said).decode()},
            )
        if everybody_answered(round_):
            judge(round_)
    return given


def judge(round_: Round) -> None:
    """Conclude a round: well enough, or rectification.open by the system (practices E09)."""
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=round_.matter_id)
        kept = Round.objects.select_for_update().get(pk=round_.pk)
        if kept.judged_at is not None or matter.stage != "evaluating":
            return
        figures, percent = figures_of(kept), percent_of(matter)
        kept.judged_at = clock.now()
        kept.save(update_fields=["judged_at"])
        short = rules.trigger(figures, percent=percent)
        _conclude(matter, kept, figures, short)
        if short:
            _rectify(matter, kept, short)


def fall_short(round_: Round, *, trigger: str) -> None:
    """An appraisal session found what must be put right: the round ends with a rectification, whatever was answered."""
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=round_.matter_id)
        kept = Round.objects.select_for_update().get(pk=round_.pk)
        if kept.judged_at is not None or matter.stage != "evaluating":
            return
        kept.judged_at = clock.now()
        kept.save(update_fields=["judged_at"])
        _conclude(matter, kept, figures_of(kept), trigger)
        _rectify(matter, kept, trigger)


def on_judge(row: Due) -> None:
    """The last day to answer is over."""
    round_ = only(Round.objects.filter(matter=row.subject, judged_at__isnull=True))
    if round_ is not None:
        judge(round_)


def _conclude(matter: Matter, round_: Round, figures: rules.Figures, short: str) -> None:
    said = figures.permille()["satisfied"]
    outcome = f"第 {round_.number} 轮：{figures.answers} 人评价，满意率 {said // 10}.{said % 10}%"
    Rectification.objects.filter(matter=matter, closed_at__isnull=True).update(
        closed_at=clock.now(), outcome=outcome
    )
    ledger.write(
        community=matter.community_id,
        draft=log.Draft(
            verb="evaluation.conclude",
            data={
                "round": round_.number,
                "answers": figures.answers,
                **figures.permille(),
                "percent": f"{said // 10}.{said % 10}%",
                "short": short,
            },
            about=[matter.pk],
        ),
    )


def _rectify(matter: Matter, round_: Round, trigger: str) -> None:
    with act("rectification.open", actor=SYSTEM, on=matter) as a:
        opened = Rectification.objects.create(
            matter=a.on, round=round_, trigger=trigger, opened_at=clock.now()
        )
        a.entry(data={"trigger": trigger}, about=[opened.pk])
        owners = orders_of(a.on).filter(owner__isnull=False).values_list("owner_id", flat=True)
        tell_all(
            community=a.on.community_id,
            people=[
                *holders(a.on.community_id, Role.PARTY_SECRETARY, Role.INSPECTOR, Role.COMMITTEE_STAFF),
                *(pk for pk in owners if pk),
            ],
            template="rectification.opened",
            facts={"number": a.on.number, "title": a.on.title, "trigger": trigger},
            about=a.on.pk,
        )


def _by(actor: Actor, matter: Matter) -> Evaluation.By:
    if matter.proposer_id == actor.person:
        return Evaluation.By.PROPOSER
    return Evaluation.By.AFFECTED if lives_in(actor, matter) else Evaluation.By.THIRD_PARTY


def _check(answers: Answers) -> None:
    if not 1 <= answers.satisfied <= 5:
        raise invalid("satisfied", "请在一到五档里选", "Choose one of the five levels")
    for name, points in answers.dimensions.items():
        if name not in rules.DIMENSIONS or not 1 <= points <= 5:
            raise invalid("dimensions", "五个方面各选一到五分", "Give each of the five dimensions 1 to 5")
