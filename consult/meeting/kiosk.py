"""签到平板: a shared tablet in the hall. The desk opens it; people are known there by the code on their letter, one after
another, for two minutes each.

What it can do is little, and says who did it: sign in and out, ask to speak and take that back. Nobody votes here: a
letter's code is no safer than the letter, and a ballot asks for more.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from consult.agenda.checkin import FIGURES, holders
from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.found import only
from consult.kernel.permits import Actor
from consult.people.models import Person
from consult.people.who import actor_of

from .acting import in_room
from .models import Room

OPEN_SECONDS = 12 * 3600
PERSON_SECONDS = 120
# Guessing: a million codes, some hundred of them real; ten wrong ones a minute get nobody anywhere.
WRONG_A_MINUTE = 10
LONGEST = 1024


def open_kiosk(*, actor: Actor, room: Room) -> str:
    """kiosk.open: the tablet's pass, good for twelve hours in this room and for nothing else. Who opened it is on record."""
    with in_room("kiosk.open", actor=actor, room=room) as a:
        a.note()
    return _issue("kiosk", room.pk)


def identify(*, room: Room, kiosk: str, code: str) -> list[dict[str, str]]:
    """[{name, token}] for a letter's code. Raises Refusal `kiosk_closed`, `code_unknown` or `too_many_wrong`."""
    admit(room, kiosk)
    figures = "".join(character for character in code if character.isascii() and character.isdigit())
    people = holders(room.session, figures) if len(figures) == FIGURES else []
    if not people:
        _wrong(room)
        raise Refusal(
            "code_unknown",
            "没有找到这个签到码",
            "This code was not found",
            next_zh="请对照邀约书再输一次，或到工作台签到",
            next_en="Compare it with your letter, or sign in at the desk",
            status=404,
        )
    found = Person.objects.filter(pk__in=people).order_by("name")
    return [{"name": _veiled(person.name), "token": _issue("person", room.pk, person.pk)} for person in found]


def person_at(*, room: Room, kiosk: str, token: str) -> Actor:
    """Who stands before the tablet. Raises Refusal `kiosk_closed`, or `kiosk_forgot` when their two minutes are over."""
    admit(room, kiosk)
    read = _read("person", token, PERSON_SECONDS)
    person = only(Person.objects.filter(pk=read[1])) if len(read) == 2 and read[0] == str(room.pk) else None
    if person is None:
        raise Refusal(
            "kiosk_forgot",
            "时间到了，平板已忘记上一位",
            "Time is over; the tablet has forgotten who was here",
            next_zh="请重新输入签到码",
            next_en="Enter the code again",
            status=401,
        )
    return actor_of(person)


def admit(room: Room, kiosk: str) -> None:
    if _read("kiosk", kiosk, OPEN_SECONDS) != [str(room.pk)]:
        raise Refusal(
            "kiosk_closed",
            "这台平板没有开通，或已超过 12 小时",
            "This tablet was not opened for this room, or twelve hours ago",
            next_zh="请工作人员在会场工作台重新开通",
            next_en="Have the desk open it again",
            status=401,
        )


def _wrong(room: Room) -> None:
    key = f"kiosk.wrong.{room.pk}"
    cache.add(key, 0, 60)
    if cache.incr(key) > WRONG_A_MINUTE:
        raise Refusal(
            "too_many_wrong",
            "输错太多次，请一分钟后再试",
            "Too many wrong codes; try again in a minute",
            next_zh="请到工作台签到",
            next_en="Sign in at the desk",
            status=429,
        )


def _veiled(name: str) -> str:
    """王阿姨 as 王*姨: enough to know oneself by, for a screen in a hall."""
    return name[0] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def _issue(kind: str, *ids: UUID) -> str:
    body = json.dumps([str(one) for one in ids])
    return _box(kind).encrypt_at_time(body.encode(), int(clock.now().timestamp())).decode()


def _read(kind: str, token: str, seconds: int) -> list[Any]:
    """The ids in a token; empty where it is not one of ours, of another kind, or too old."""
    if len(token) > LONGEST:
        return []
    try:
        made = _box(kind).extract_timestamp(token)
        read = json.loads(_box(kind).decrypt(token))
    except (InvalidToken, ValueError):
        return []
    return read if made <= int(clock.now().timestamp()) + 1 < made + seconds + 1 else []


@lru_cache
def _box(kind: str) -> Fernet:
    secret = salted_hmac(f"consult.meeting.kiosk.{kind}", b"", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(secret))
