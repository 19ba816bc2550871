"""办结确认 of a matter: by the secretary, after everybody else has had their say; those who were asked are told."""

from __future__ import annotations

from consult.intake.models import Matter
from consult.kernel.act import act
from consult.kernel.permits import Actor
from consult.notice.outbox import tell_all

from .reads import asked, figures_of, latest_round


def close(*, actor: Actor, matter: Matter) -> Matter:
    """matter.close: what the inspector verified, posted in full, objections at rest and judged well enough."""
    with act("matter.close", actor=actor, on=matter) as a:
        round_ = latest_round(a.on)
        rates = figures_of(round_).permille() if round_ else {}
        a.entry(data={"title": a.on.title, **rates})
        tell_all(
            community=a.on.community_id,
            people=list(asked(a.on).values_list("pk", flat=True)),
            template="matter.closed",
            facts={"number": a.on.number, "title": a.on.title},
            about=a.on.pk,
        )
    return matter
