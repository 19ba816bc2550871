"""Matters brought all the way to their archive, with the entries of every stage in the ledger."""

from __future__ import annotations

from typing import Any

from consult.agenda.models import Session
from consult.intake.models import Matter
from consult.kernel import clock, ledger, log
from consult.kernel.models import Log
from consult.resolution import drafting, objecting, publishing
from consult.supervision import archiving, closing, ordering
from consult.supervision.models import ArchiveFile
from consult.voting.models import Poll
from consult.voting.rules_named import RULES
from consult.voting.rules_record import rule_record
from tests.intake import steps
from tests.resolution import made as before
from tests.supervision import made
from tests.world import World


def small(world: World) -> Matter:
    """M12: raised, accepted, settled by its grid, carried out, judged and closed."""
    matter = steps.with_grid(world, title="2号楼楼道堆物清理约定", affected=_unit(world))
    held = before.session(world, "grid_session", [matter])
    before.point(held, "consensus", "本周六上午一起清理")
    _close_session(held, matter)
    drafting.on_session_agreed(before.agreed(held))
    resolution = before.signed(world, matter.resolutions.get(), made.row(world))
    publishing.publish(actor=world.actor("网格长老柏"), resolution=resolution)
    return _finished(world, matter)


def large(world: World) -> Matter:
    """M18: reviewed, decided by the representatives' meeting, objected to, carried out, judged and closed."""
    matter = steps.listed(world, title="用社区闲置用房开设老年助餐点", affected=_unit(world))
    before.study(world, matter, clock.today())
    held = before.session(world, "representatives_meeting", [matter])
    for verb, stage in (("session.publish", "convened"), ("session.open", "discussing")):
        _said(held, verb, {}, matter)
        Matter.objects.filter(pk=matter.pk).update(stage=stage)
    put = before.motion(world, held, matter, page={"what": "是否开设老年助餐点"})
    counted = _counted(before.poll(put, verdict="PASSED"))
    drafting.on_poll_closed(before.closed(counted))
    _close_session(held, matter)
    resolution = before.signed(world, matter.resolutions.get(), made.row(world))
    publishing.publish(actor=world.actor("社工小李"), resolution=resolution)
    objection = objecting.raise_objection(actor=world.actor("老尹"), resolution=resolution, reason="担心油烟")
    objecting.answer(actor=world.actor("社工小李"), objection=objection, answer="不设灶具，只分餐")
    objecting.settle(actor=world.actor("老尹"), objection=objection)
    with clock.at(made.AFTER):
        publishing.take_down(actor=world.actor("社工小李"), resolution=resolution)
        return _finished(world, matter)


def archive(world: World, matter: Matter) -> bytes:
    """The archive's bytes, made three months later."""
    with clock.at(clock.beijing(2026, 6, 1)):
        archiving.archive(actor=world.actor("社工小李"), matter=matter)
    with ArchiveFile.objects.get(matter=matter).file.open("rb") as kept:
        data: bytes = kept.read()
    return data


def _finished(world: World, matter: Matter) -> Matter:
    """Carried out, judged by those affected and closed once everything was posted for its full period."""
    order = ordering.issue(actor=world.actor("周书记"), resolution=matter.resolutions.get())[0]
    made.verified(world, order)
    ordering.close(actor=world.actor("周书记"), order=order)
    matter.refresh_from_db()
    made.give(world, "王阿姨", matter)
    made.give(world, "小谷", matter)
    made.judged(world, matter)
    with clock.at(clock.beijing(2026, 4, 1)):
        return closing.close(actor=world.actor("周书记"), matter=matter)


def _unit(world: World) -> dict[str, Any]:
    return {"kind": "unit", "ids": [str(world.units[0].pk)]}


def _said(held: Session, verb: str, data: dict[str, Any], matter: Matter) -> None:
    ledger.write(
        community=held.community_id, draft=log.Draft(verb=verb, data=data, about=[held.pk, matter.pk])
    )


def _close_session(held: Session, matter: Matter) -> None:
    """The stream grows, is anchored when the session ends, and grows on with the minutes."""
    stream = held.room.stream
    log.append(stream.pk, [log.Draft(verb="floor.raise", data={"n": n}) for n in range(5)])
    stream.refresh_from_db()
    anchor = {"id": str(stream.pk), "size": stream.size, "root": log.root(stream).hex()}
    _said(held, "session.close", {"stream": anchor}, matter)
    log.append(stream.pk, [log.Draft(verb="minutes.freeze")])


def _counted(poll: Poll) -> Poll:
    """Its log, opened and closed, and anchored in the ledger."""
    kept = log.open_log(kind=Log.Kind.POLL, community=poll.community_id, demo=True)
    log.append(kept.pk, [log.Draft(verb=verb) for verb in ("OPEN", "CAST", "CAST", "CLOSE", "RESULT")])
    poll.log, poll.opened_at = kept, clock.now()
    figures = {"entitled": 42, "present": 36, "yes": 29, "no": 5, "abstain": 2, "invalid": 0}
    poll.counts = {"counts": {**figures, "area_cm2": None}}
    poll.rule_text = rule_record(RULES[poll.rule])
    poll.save()
    ledger.write(
        community=poll.community_id,
        draft=log.Draft(
            verb="poll.close",
            data={"head": ledger.head_json(ledger.sign_head(kept.pk)), "sentence": poll.sentence},
            about=[poll.pk, poll.motion.matter_id],
        ),
    )
    return poll
