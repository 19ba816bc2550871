"""proxy.record, proxy.revoke: 书面委托, by which somebody else uses one right in this poll.

"按规定" means owners alone (rules.py): in writing, as the owner wishes (上海 §18). One letter speaks for one right. It takes
nothing from the owner: whoever presses first, they or the agent, uses the one vote; a paper ballot is the owner's own.
"""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.core.files.base import ContentFile

from consult.kernel import clock, log
from consult.kernel.act import Act, act
from consult.kernel.errors import Refusal, not_permitted
from consult.kernel.found import existing, only
from consult.kernel.permits import Actor, any_of
from consult.notice.outbox import tell, tell_all
from consult.people.who import person_id

from .correcting import unused, used_already
from .holding import own
from .models import Poll, Proxy, VotingRight
from .proofs import kept_as
from .roll import commit


def record(*, actor: Actor, poll: Poll, right: VotingRight, agent: UUID, checked: bool, file: bytes) -> Proxy:
    """proxy.record: keep the letter (PDF or picture, 10 MB at most) and tell owner and agent.

    `checked`: the desk has seen both identity papers and compared the signatures.
    """
    kind, suffix, content = kept_as(file)
    given = {"right": right, "agent": agent, "checked": checked}
    with act("proxy.record", actor=actor, on=poll, given=given) as a:
        kept = unused(a.on, right)
        if kept.paper:
            raise used_already()
        letter = sha256(content).hexdigest()
        _check_new(a.on, kept, letter)
        proxy = Proxy(
            poll=a.on,
            right=kept,
            agent_id=agent,
            content_type=kind,
            size=len(content),
            sha256=letter,
            recorded_by_id=person_id(actor),
            at=clock.now(),
        )
        # The name on disk is ours: nothing of what was uploaded decides a path.
        proxy.file.save(f"{proxy.pk}.{suffix}", ContentFile(content), save=False)
        proxy.save()
        _write(a, proxy, "PROXY")
        facts = {"motion": a.on.motion.title, "label": kept.label}
        tell(community=a.on.community_id, person=agent, template="proxy.given", facts=facts, about=a.on.pk)
        if kept.party is not None and kept.party.voter_id is not None:
            facts = {**facts, "agent": proxy.agent.name}
            owner = kept.party.voter_id
            tell(
                community=a.on.community_id,
                person=owner,
                template="proxy.on_record",
                facts=facts,
                about=a.on.pk,
            )
    return proxy


def revoke(*, actor: Actor, poll: Poll, proxy: UUID) -> Proxy:
    """proxy.revoke: by whose right it is, or by the desk at their word; until the right is used."""
    with act("proxy.revoke", actor=actor, on=poll) as a:
        kept = existing(
            Proxy.objects.select_for_update(of=("self",), no_key=True).filter(poll=a.on, pk=proxy)
        )
        mine = actor.person is not None and kept.right_id in {right.pk for right in own(a.on, actor.person)}
        if not mine and not any_of(("session_staff",), actor, a.on):
            raise not_permitted("proxy.revoke")
        if kept.revoked_at is not None:
            raise Refusal("proxy_revoked", "这份委托已经撤销", "This proxy has been revoked")
        unused(a.on, kept.right)
        kept.revoked_at = clock.now()
        kept.save(update_fields=["revoked_at"])
        _write(a, kept, "REVOKE")
        people = [kept.agent_id, *([kept.right.party.voter_id] if kept.right.party else [])]
        tell_all(
            community=a.on.community_id,
            people=[person for person in people if person is not None],
            template="proxy.revoked",
            facts={"motion": a.on.motion.title, "label": kept.right.label},
            about=a.on.pk,
        )
    return kept


def _check_new(poll: Poll, right: VotingRight, letter: str) -> None:
    if Proxy.objects.filter(right=right, revoked_at__isnull=True).exists():
        raise Refusal(
            "proxy_on_record",
            f"名册第 {right.number} 号已经登记了委托",
            f"A proxy for number {right.number} is on record",
            next_zh="换受托人的，先撤销原来的委托",
            next_en="To name another agent, revoke it first",
            facts={"number": right.number},
        )
    before = only(Proxy.objects.filter(poll=poll, sha256=letter).select_related("right"))
    if before is not None:
        raise Refusal(
            "letter_known",
            f"这份委托书已登记在名册第 {before.right.number} 号；一份委托书只管一票",
            f"This letter is on record for number {before.right.number}; one letter speaks for one right",
            next_zh="请拍下这一票自己的委托书",
            next_en="Photograph the letter of this right",
            facts={"number": before.right.number},
        )


def _write(a: Act, proxy: Proxy, verb: str) -> None:
    """The poll's log and the ledger say which right and which letter, and never who the agent is."""
    said = {"number": proxy.right.number, "letter": proxy.sha256}
    log.append(
        a.on.log_id,
        [log.Draft(verb=verb, actor=a.actor.person, data={**said, "right": commit(proxy.right)})],
    )
    a.entry(data={"motion": a.on.motion.title, **said}, about=[a.on.motion_id, a.on.motion.matter_id])
