"""Changing a number (换号): a number is somebody's once a code sent to it came back.

With a number comes a person's voice: at a desk, where somebody stands who lost the old phone, two people of the desk know
them (两人办理), and the old number hears of it before it is done. Whoever is there with both phones needs nobody.

A number that the carrier gave to somebody else is released at the desk: until a new one is given, its former holder is
served on paper.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from consult.kernel import clock
from consult.kernel.errors import Refusal, not_permitted
from consult.kernel.found import only
from consult.kernel.permits import Actor
from consult.notice import outbox
from consult.notice.addresses import masked

from . import limits
from .acting import Deed, doing
from .introducing import MOST_A_NUMBER
from .models import Account, Person, PhoneCode, Role
from .permits import DESK_ROLES, administers, at_desk, may_build
from .phones import e164
from .reads import now_held

GOOD_FOR = timedelta(minutes=5)
WAITS_FOR = timedelta(days=3)
# Who hears that somebody waits for a second.
TOLD = (Role.COMMITTEE_STAFF, Role.COMMITTEE_DIRECTOR, Role.COMMITTEE_DEPUTY)
# With a number come the office's powers: an administrator changes an officer's, or they themselves do.
OFFICERS = (*DESK_ROLES, Role.LEGAL_ADVISER, Role.INSPECTOR, Role.SUBDISTRICT_OFFICER)


def may_change(actor: Actor, person: Person) -> bool:
    """Oneself; for somebody at the desk without the old phone, those who enter people there."""
    if actor.person is not None and actor.person == person.pk:
        return True
    if person.community is None:
        return False
    if now_held().filter(person=person, role__in=OFFICERS).exists():
        return administers(actor, person.community.subdistrict_id)
    return may_build(actor, person.community)


def send_code(*, actor: Actor, person: Person, phone: str, address: str) -> str:
    """Send six digits to the number to be; the number masked. `address` is the IP asking.

    Raises Refusal `invalid`, `same_number`, `too_often`. Whether the number is known here is not told.
    """
    if not may_change(actor, person):
        raise not_permitted("person.change_phone")
    number = e164(phone)
    if person.account is not None and person.account.phone == number:
        raise Refusal("same_number", "这就是现在的号码", "This is the present number")
    if not limits.may_send_code(phone=number, address=address):
        raise Refusal(
            "too_often",
            "发送验证码太频繁",
            "Too many codes were sent",
            next_zh="请稍后再试",
            next_en="Try again later",
            status=429,
        )
    code = f"{secrets.randbelow(1_000_000):06d}"
    PhoneCode.objects.update_or_create(
        person=person,
        defaults={
            "phone": number,
            "digest": _digest(person.pk, number, code),
            "asked_by": None,
            "expires_at": clock.now() + GOOD_FOR,
        },
    )
    if limits.within_budget(str(person.community_id or "")):
        outbox.send_to(to=number, template="phone.code", facts={"code": code}, demo=person.demo)
    return masked(number)


def change(*, actor: Actor, person: Person, code: str) -> Person:
    """person.change_phone of oneself, with the code that came to the new number. The old number hears of it.

    Who shares the old number keeps it; a new number that serves others already is joined, as a household shares one. A
    second factor stays with the old sign-in unless only this person used it.
    """
    _try(person, code)
    own = actor.person == person.pk
    with _changing("person.change_phone", actor=actor, person=person, permitted=own) as (deed, kept):
        _carry_out(deed, kept, own=True)
    person.refresh_from_db()
    return person


def ask(*, actor: Actor, person: Person, code: str) -> Person:
    """person.ask_phone 申请换号, at the desk, with the code that came to the new number: somebody else there looks too,
    within three days. The old number and the desk hear of it.
    """
    _try(person, code)
    permitted = actor.person != person.pk and may_change(actor, person)
    with _changing("person.ask_phone", actor=actor, person=person, permitted=permitted) as (deed, kept):
        kept.digest, kept.asked_by_id, kept.expires_at = "", actor.person, clock.now() + WAITS_FOR
        kept.save()
        deed.entry(data={}, hidden={"phone": kept.phone}, about=[person.pk])
        locked = kept.person
        if locked.account:
            outbox.send_to(to=locked.account.phone, template="phone.asked", facts={}, demo=locked.demo)
        if locked.community_id:
            desk = now_held().filter(community=locked.community_id, role__in=TOLD)
            outbox.tell_all(
                community=locked.community_id,
                people=set(desk.values_list("person_id", flat=True)) - {actor.person, person.pk},
                template="phone.to_second",
                facts={},
                about=person.pk,
            )
    return person


def second(*, actor: Actor, person: Person) -> Person:
    """person.change_phone by a second one of the desk, who knows the person or has seen their papers. Refusal
    `none_asked`, `asked_yourself`.
    """
    permitted = may_second(actor, person)
    with _changing("person.change_phone", actor=actor, person=person, permitted=permitted) as (deed, kept):
        if kept.digest or kept.expires_at <= clock.now():
            raise _none_asked()
        if kept.asked_by_id == actor.person:
            raise Refusal(
                "asked_yourself",
                "换号由两人办理，您已经经办过，请另一位工作人员核对",
                "Two people change a number; you asked for this one",
                next_zh="请另一位工作人员核对本人后办理",
                next_en="Ask somebody else of the desk to look",
                status=409,
            )
        _carry_out(deed, kept, own=False)
    person.refresh_from_db()
    return person


def may_second(actor: Actor, person: Person) -> bool:
    """Anybody at a desk of the community, for somebody else."""
    return actor.person != person.pk and person.community is not None and at_desk(actor, person.community)


@contextmanager
def _changing(
    verb: str, *, actor: Actor, person: Person, permitted: bool
) -> Iterator[tuple[Deed, PhoneCode]]:
    """A verb on the number that waits for this person, both locked."""
    communities = [person.community_id] if person.community_id else []
    with doing(verb, actor=actor, communities=communities, permitted=permitted) as deed:
        kept = only(PhoneCode.objects.select_for_update().filter(person=person))
        if kept is None:
            raise _none_asked()
        kept.person = (
            Person.objects.select_for_update(of=("self",)).select_related("account").get(pk=person.pk)
        )
        yield deed, kept


def _carry_out(deed: Deed, kept: PhoneCode, *, own: bool) -> None:
    person = kept.person
    before = person.account.phone if person.account else ""
    _move(person, kept.phone)
    deed.entry(data={"own": own}, hidden={"phone": kept.phone}, about=[person.pk])
    kept.delete()
    if before:
        outbox.send_to(to=before, template="phone.changed", facts={}, demo=person.demo)


def _none_asked() -> Refusal:
    return Refusal(
        "none_asked",
        "没有待核对的换号申请，或者已经过期",
        "No change of number waits here, or it has expired",
        next_zh="请重新向新号码发送验证码",
        next_en="Send a new code to the new number",
        status=409,
    )


def release(*, actor: Actor, person: Person) -> Person:
    """person.release_phone 号码已不归本人: the number signs in as this person no longer."""
    with doing(
        "person.release_phone",
        actor=actor,
        communities=[person.community_id] if person.community_id else [],
        permitted=actor.person != person.pk and may_change(actor, person),
    ) as deed:
        locked = Person.objects.select_for_update(of=("self",)).select_related("account").get(pk=person.pk)
        if locked.account is None:
            raise Refusal("no_phone", "这个人没有登记号码", "This person has no number on file")
        leave_account(locked)
        deed.entry(data={}, about=[locked.pk])
    return locked


def leave_account(person: Person) -> None:
    """Take a person off their sign-in; one that serves nobody any more is forgotten with its second factor."""
    account = person.account
    person.account = None
    person.save(update_fields=["account"])
    if account is not None and not Person.objects.filter(account=account).exists():
        account.delete()


def _move(person: Person, phone: str) -> None:
    account = person.account
    new = only(Account.objects.select_for_update().filter(phone=phone))
    if new is not None and not new.people.exists():
        # Somebody typed it to sign in and was nobody yet.
        new.delete()
        new = None
    alone = account is not None and not Person.objects.filter(account=account).exclude(pk=person.pk).exists()
    if new is None and account is not None and alone:
        account.phone, account.phone_verified = phone, True
        account.save(update_fields=["phone", "phone_verified"])
        return
    if new is not None and new.people.count() >= MOST_A_NUMBER:
        raise Refusal(
            "too_many_people",
            f"一个号码最多供 {MOST_A_NUMBER} 人使用",
            f"At most {MOST_A_NUMBER} people may share a number",
        )
    if new is not None and new.people.filter(name=person.name, community=person.community_id).exists():
        raise Refusal(
            "known_already",
            "这个号码下已经有同名的人",
            "Somebody of this name already uses this number",
            next_zh="请联系社区核对是不是同一个人",
            next_en="Ask the community office whether this is the same person",
        )
    leave_account(person)
    person.account = new or Account.objects.create_user(phone, phone_verified=True, demo=person.demo)
    person.save(update_fields=["account"])


def _try(person: Person, code: str) -> None:
    """Count the try before looking: guessing in parallel gains nothing, and a refused verb does not give it back."""
    kept = only(PhoneCode.objects.filter(person=person, expires_at__gt=clock.now()).exclude(digest=""))
    allowed = kept is not None and limits.may_try(phone=kept.phone, code=f"phone {kept.digest}")
    if (
        kept is None
        or not allowed
        or not constant_time_compare(_digest(person.pk, kept.phone, code), kept.digest)
    ):
        raise Refusal(
            "wrong_code",
            "验证码不对，或者已经过期",
            "This code is wrong or has expired",
            next_zh="请核对短信，或重新发送",
            next_en="Check the message, or ask for a new code",
            status=422,
            facts={"field": "code"},
        )


def _digest(person: UUID, phone: str, code: str) -> str:
    return salted_hmac("consult.renumbering", f"{person} {phone} {code}", algorithm="sha256").hexdigest()
