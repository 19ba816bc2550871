"""The roll of voting rights, frozen with its root when the question is put, and who of it is present then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from secrets import token_bytes
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from consult.kernel import merkle
from consult.kernel.log import commitment
from consult.kernel.packs import load
from consult.meeting.models import Presence, Room
from consult.meeting.reads import counted as counted_in
from consult.people.models import Household, Kinship, OwnershipParty

from .electorate import Entitled, electorate
from .holding import hold, own, speaking_for_bodies
from .models import Poll, VotingRight
from .rules import VoteRule

ON_SITE = Presence.Mode.ON_SITE


def freeze(poll: Poll, rule: VoteRule) -> list[VotingRight]:
    """Write the roll; the poll takes its size. Who may vote is read now and never again."""
    rights = [
        VotingRight(
            poll=poll,
            number=number,
            person_id=each.person,
            household_id=each.household,
            party_id=each.party,
            body_id=each.body,
            salt=token_bytes(16),
            label=each.label[:60],
            area_cm2=each.area_cm2,
        )
        for number, each in enumerate(electorate(poll, rule), 1)
    ]
    VotingRight.objects.bulk_create(rights, batch_size=2000)
    poll.entitled = len(rights)
    mark_recused(poll, rights)
    return rights


def mark_present(poll: Poll, rule: VoteRule, room: Room | None, rights: Sequence[VotingRight]) -> None:
    """Mark on the roll just frozen who is there, and fix it all by its root.

    The caller holds the room's row: nobody signs in or out meanwhile.
    """
    for right, mode in zip(rights, ways_present(poll, electorate(poll, rule), room), strict=True):
        right.present, right.on_site = mode is not None, mode == ON_SITE
    here = [right.number for right in rights if right.present]
    on_site = [right.number for right in rights if right.on_site]
    rows = VotingRight.objects.filter(poll=poll)
    if here:
        rows.filter(number__in=here).update(present=True)
    if on_site:
        rows.filter(number__in=on_site).update(on_site=True)
    poll.present, poll.present_on_site = len(here), len(on_site)
    poll.roll_root = roll_root(rights)


def ways_present(poll: Poll, entitled: Sequence[Entitled], room: Room | None) -> list[str | None]:
    """How each of the entitled is present, on site or online; None where they are not.

    A household is there by whoever stands for it, or by its representative; owners and bodies by who votes for them.
    """
    rows = list(counted(poll, room).values_list("person_id", "household_id", "mode")) if room else []
    persons: dict[UUID | None, str] = {person: mode for person, _, mode in rows}
    households: dict[UUID | None, str] = {household: mode for _, household, mode in rows if household}
    people = [person for person in persons if person]
    for pk, person in Household.objects.filter(representative__in=people).values_list("pk", "representative"):
        households.setdefault(pk, persons[person])
    parties: dict[UUID | None, str] = {
        pk: persons[person]
        for pk, person in OwnershipParty.objects.filter(voter__in=people).values_list("pk", "voter")
    }
    bodies: dict[UUID | None, str] = {
        body: persons[person] for body, person in speaking_for_bodies(persons=people)
    }
    return [
        persons.get(each.person)
        or households.get(each.household)
        or parties.get(each.party)
        or bodies.get(each.body)
        for each in entitled
    ]


def counted(poll: Poll, room: Room) -> QuerySet[Presence]:
    """Those whose presence counts, sent out of the room or not. The law says nothing of being there online, so the
    community's pack does."""
    here = counted_in(room)
    if load(poll.session.pack).flag("online_counts_as_present"):
        return here
    return here.filter(mode=ON_SITE)


def mark_recused(poll: Poll, rights: Sequence[VotingRight]) -> None:
    """Write the conflicts declared beforehand on the rights of those concerned and of their kin."""
    for person, why in poll.recused.items():
        for right, reason in touched_by(poll, UUID(person), why):
            VotingRight.objects.filter(pk=right.pk).update(conflict=reason)
            rights[right.number - 1].conflict = reason


def conflicted(poll: Poll, person: UUID) -> bool:
    """Whether this person may not vote on the motion: declared beforehand, or on the roll."""
    return str(person) in poll.recused or any(right.conflict for right in own(poll, person))


def touched_by(poll: Poll, person: UUID, why: str) -> list[tuple[VotingRight, str]]:
    """The rights a person's conflict keeps from voting, each with its reason: their own and their kin's on file."""
    ties = Kinship.objects.filter(one=person).values_list("other", flat=True)
    back = Kinship.objects.filter(other=person).values_list("one", flat=True)
    kin = set(ties) | set(back)
    hold([poll], [person, *kin])
    # Whose right it is, not who carries it to the box: an agent votes as they were told to.
    found = {right.pk: (right, why) for right in own(poll, person)}
    for relative in kin:
        for right in own(poll, relative):
            found.setdefault(right.pk, (right, f"近亲属回避：{why}"[:200]))
    return sorted(found.values(), key=lambda pair: pair[0].number)


def roll_root(rights: Iterable[VotingRight]) -> str:
    """The RFC 6962 root over the roll's rows: fixes the roll without naming anybody."""
    return merkle.root([merkle.leaf_hash(merkle.canonical(row(right))) for right in rights]).hex()


def row(right: VotingRight) -> dict[str, Any]:
    """A right as the evidence shows it (docs/voting-evidence.md): who holds it stands behind the commitment.

    `recused` is what stood on the frozen roll. A conflict declared later is an entry of the log.
    """
    return {
        "number": right.number,
        "right": commit(right),
        "heads": right.heads,
        "area_cm2": right.area_cm2,
        "present": right.present,
        "on_site": right.on_site,
        "recused": bool(right.conflict),
    }


def commit(right: VotingRight) -> str:
    """What the poll log says instead of a name: erasing the salt makes it meaningless and leaves the log valid."""
    return commitment(bytes(right.salt), str(right.pk))
