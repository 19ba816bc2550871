"""motion.write_page, motion.check_legality, motion.withdraw: a motion made ready for the vote, or taken back.

Each verb takes the session's row lock first: an agenda being published and a motion being written at the same moment
would otherwise each see the other undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import transaction

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import check_seen, invalid
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell
from consult.people.who import person_id

from . import rules_motion
from .models import Motion, Session
from .wording import page_fields, text_hash, unchecked


@contextmanager
def under_session(motion: Motion) -> Iterator[None]:
    """A transaction that holds the lock of the motion's session."""
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=motion.session_id)
        yield


def write_page(*, actor: Actor, motion: Motion, page: Mapping[str, str]) -> Motion:
    """写明白纸: any of its seven fields, in plain words; all seven before the agenda is published. What changes is checked
    anew: the lawyer read the page too.
    """
    if not page:
        raise invalid("page", "请填写明白纸", "Write at least one field of the plain page")
    written = page_fields(page)
    with under_session(motion), act("motion.write_page", actor=actor, on=motion) as a:
        before, a.on.page = a.on.page, {**a.on.page, **written}
        if a.on.page != before:
            unchecked(a.on)
        a.entry(data={"number": a.on.number, "page": written}, about=[a.on.session_id, a.on.matter_id])
    return motion


def check_legality(
    *,
    actor: Actor,
    motion: Motion,
    favourable: bool,
    opinion: str,
    grounds: Sequence[str] = (),
    seen: str | None = None,
) -> Motion:
    """合法性核查: the community's lawyer says whether this may be put to a vote (法 §31), before it is.

    An opinion against it names its grounds (codes of `rules_motion.GROUNDS`); a favourable one has none. `seen` is the
    hash of the text on the lawyer's screen (`text_changed`).
    """
    words = plain(opinion, field="opinion", limit=1000)
    unknown = [code for code in grounds if code not in rules_motion.GROUNDS]
    if unknown or bool(grounds) == favourable:
        raise invalid(
            "grounds",
            "同意付表决的不列理由；不同意的请选明违反哪一项",
            "A favourable opinion has no grounds; one against names what it would violate",
        )
    with (
        under_session(motion),
        act("motion.check_legality", actor=actor, on=motion, given={"favourable": favourable}) as a,
    ):
        read = text_hash(a.on)
        check_seen(seen, read)
        a.on.legality = words
        a.on.legality_favourable = favourable
        a.on.legality_by_id = person_id(actor)
        a.on.legality_at = clock.now()
        a.entry(
            data={
                "number": a.on.number,
                "favourable": favourable,
                "grounds": list(grounds),
                "opinion": words,
                "sha256": read,
            },
            about=[a.on.session_id, a.on.matter_id],
        )
    return motion


def withdraw(*, actor: Actor, motion: Motion, reason: str = "") -> Motion:
    """撤回动议: by its mover, or by the chair with leave of the meeting."""
    reason = plain(reason, field="reason", limit=300, required=False)
    with under_session(motion), act("motion.withdraw", actor=actor, on=motion) as a:
        if a.on.session.stage == "drafted":
            # On an agenda nobody has seen yet its place goes back to the matter.
            a.on.agenda_items.update(motion=None, title=a.on.matter.title[:80])
        a.entry(data={"number": a.on.number, "reason": reason}, about=[a.on.session_id, a.on.matter_id])
        tell_mover(a.on, actor, "motion.withdrawn")
    return motion


def tell_mover(motion: Motion, actor: Actor, template: str) -> None:
    if motion.mover_id != actor.person:
        tell(
            community=motion.community_id,
            person=motion.mover_id,
            template=template,
            facts={"number": motion.number, "title": motion.title},
            about=motion.pk,
        )
