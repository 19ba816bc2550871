"""motion.amend and motion.split 修正、拆分动议: what is to be voted changes, and is checked anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.permits import Actor
from consult.kernel.text import plain

from .drafting import next_motion_numbers
from .items import make_room
from .models import AgendaItem, Motion
from .motions import tell_mover, under_session
from .wording import PAGE_LIMIT, concrete, owners_share_fits, page_fields, unchecked

MOST_PARTS = 5


def amend(
    *,
    actor: Actor,
    motion: Motion,
    reason: str,
    title: str = "",
    who: str = "",
    when: str = "",
    what: str = "",
    page: Mapping[str, str] | None = None,
) -> Motion:
    """修正动议: while it is drafted, or on the floor by the chair. What changes is checked anew, legality included.

    `page` carries the fields of the plain page that say something else now; "what" follows the motion by itself.
    """
    written = page_fields(page or {})
    reason = plain(reason, field="reason", limit=300)
    given = {"title": title, "who": who, "when": when, "what": what}
    with under_session(motion), act("motion.amend", actor=actor, on=motion, given=given) as a:
        before = {name: getattr(a.on, name) for name in given}
        after = concrete(**{name: given[name] or before[name] for name in before})
        changed = {name: text for name, text in after.items() if text != before[name]}
        if not changed:
            raise invalid("what", "文字没有变化", "Nothing was changed")
        for name, text in changed.items():
            setattr(a.on, name, text)
        owners_share_fits(a.on)
        if "what" in changed:
            written = {"what": changed["what"][:PAGE_LIMIT], **written}
        if a.on.page:
            a.on.page = {**a.on.page, **written}
        unchecked(a.on)
        a.entry(
            data={
                "number": a.on.number,
                "before": {name: before[name] for name in changed},
                "after": changed,
                "reason": reason,
            },
            about=[a.on.session_id, a.on.matter_id],
        )
        tell_mover(a.on, actor, "motion.amended")
    return motion


@dataclass(frozen=True, kw_only=True)
class MotionPart:
    """One of the parts a motion is split into, with what its plain page says of it."""

    title: str
    who: str
    when: str
    what: str
    if_passed: str
    if_failed: str


def split(*, actor: Actor, motion: Motion, parts: Sequence[MotionPart], reason: str = "") -> list[Motion]:
    """拆分动议: each part is voted by itself. They share the place on the published agenda of the motion they come from.

    Returns the parts; the motion itself is withdrawn. Each part needs its own legality check; an opinion against the
    whole stands against each until then.
    """
    reason = plain(reason, field="reason", limit=300, required=False)
    if not 2 <= len(parts) <= MOST_PARTS:
        raise invalid("parts", f"请拆成 2 至 {MOST_PARTS} 个动议", f"Split it into 2 to {MOST_PARTS} motions")
    texts = [concrete(title=part.title, who=part.who, when=part.when, what=part.what) for part in parts]
    pages = [
        {
            "what": text["what"][:PAGE_LIMIT],
            "if_passed": plain(part.if_passed, field="if_passed", limit=PAGE_LIMIT),
            "if_failed": plain(part.if_failed, field="if_failed", limit=PAGE_LIMIT),
        }
        for part, text in zip(parts, texts, strict=True)
    ]
    with under_session(motion), act("motion.split", actor=actor, on=motion) as a:
        whole: Motion = a.on
        refused = whole.legality_favourable is False
        kept = ("legality", "legality_favourable", "legality_by_id", "legality_at")
        against = {name: getattr(whole, name) for name in kept} if refused else {}
        made = [
            Motion.objects.create(
                community_id=whole.community_id,
                matter_id=whole.matter_id,
                session_id=whole.session_id,
                number=number,
                mover_id=whole.mover_id,
                rule=whole.rule,
                then_rule=whole.then_rule,
                options=whole.options,
                subject=whole.subject,
                apart_reason=whole.apart_reason,
                page={**whole.page, **page},
                split_from=whole,
                **against,
                **text,
            )
            for number, text, page in zip(
                next_motion_numbers(whole.matter, len(parts)), texts, pages, strict=True
            )
        ]
        for part in made:
            owners_share_fits(part)
        item = whole.agenda_items.first()
        if item is not None:
            item.motion, item.title = made[0], made[0].title
            item.save(update_fields=["motion", "title"])
            for offset, part in enumerate(made[1:], start=1):
                make_room(whole.session, item.position + offset)
                AgendaItem.objects.create(
                    session_id=whole.session_id,
                    position=item.position + offset,
                    title=part.title,
                    minutes=item.minutes,
                    matter_id=whole.matter_id,
                    motion=part,
                )
        a.entry(
            data={"number": whole.number, "parts": [part.number for part in made], "reason": reason},
            about=[whole.session_id, whole.matter_id, *(part.pk for part in made)],
        )
        tell_mover(whole, actor, "motion.split")
    return made
