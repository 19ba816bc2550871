"""Erasing a person (注销, PIPL §47): who they are is forgotten; what was decided with their hand stays, without a name.

Names, numbers, homes and kin go, and with them the plaintext behind every commitment that spoke of the person: the logs
stay as they were and still verify. What the law on archives keeps (minutes, signed resolutions, archive files that were
made before; the owners' register, which is the compound's) is not touched.
"""

from __future__ import annotations

from django.db.models import Q

from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import About, Answer, Plaintext
from consult.kernel.permits import Actor
from consult.notice.models import Message

from .acting import doing
from .leaving import close
from .models import Kinship, OwnershipParty, Person, PhoneCode, Residency
from .naming import GONE
from .reads import now_held
from .renumbering import leave_account, may_change


def erase(*, actor: Actor, person: Person) -> Person:
    """person.erase: by oneself, or at the desk for somebody who asks there in writing. It cannot be undone.

    Raises Refusal `holds_office`: an office is laid down first.
    """
    with doing(
        "person.erase",
        actor=actor,
        communities=[person.community_id] if person.community_id else [],
        permitted=may_change(actor, person),
    ) as deed:
        locked = Person.objects.select_for_update(of=("self",)).select_related("account").get(pk=person.pk)
        if locked.erased_at is not None:
            raise Refusal("already_so", "这个人已经注销", "This person was erased already")
        if now_held().filter(person=locked).exists():
            raise Refusal(
                "holds_office",
                "任职还没有结束，不能注销",
                "Somebody who holds an office cannot be erased",
                next_zh="请先登记任职结束",
                next_en="Record the end of the office first",
            )
        for residency in Residency.objects.select_for_update(of=("self",)).filter(
            person=locked, state__in=(Residency.State.CLAIMED, Residency.State.CONFIRMED)
        ):
            close(residency, by=actor.person)
        _forget_words(locked)
        _forget_ties(locked)
        leave_account(locked)
        locked.name, locked.of_age_on, locked.erased_at = GONE, None, clock.now()
        locked.needs_paper = locked.elder_mode = False
        locked.save()
        deed.entry(data={"own": actor.person == locked.pk}, about=[locked.pk])
    return locked


def _forget_words(person: Person) -> None:
    """The words behind the commitments of every entry about the person: a name, a number, a home, a reason."""
    digests = [
        digest
        for about in About.objects.filter(subject=person.pk).select_related("entry")
        for digest in parsed(about.entry).get("hidden", {}).values()
    ]
    Plaintext.objects.filter(pk__in=digests).delete()
    Message.objects.filter(person=person.pk).delete()
    # Those who shared a door with them were told who represents it.
    for told in Message.objects.filter(template="household.represented", facts__name=person.name):
        told.facts = {**told.facts, "name": GONE}
        told.save(update_fields=["facts"])
    Answer.objects.filter(actor=person.pk).delete()


def _forget_ties(person: Person) -> None:
    Kinship.objects.filter(Q(one=person) | Q(other=person)).delete()
    OwnershipParty.objects.filter(voter=person).update(voter=None)
    PhoneCode.objects.filter(person=person).delete()
    # Where they lived is nobody's business any more; that somebody did, the rolls of old votes know by number.
    Residency.objects.filter(person=person).delete()
