"""A matter brought to a stage by the verbs themselves, for the tests of this stage."""

from __future__ import annotations

import io
import shutil
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from django.test import Client
from PIL import Image

from consult.intake import accepting, pictures, powers, raising, review, triage
from consult.intake.models import Matter, Photo
from consult.kernel import packs
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people.models import Role
from tests.again import arranged
from tests.world import World

CHECKS = {"political": True, "legal": True, "public_good": True, "feasible": True}
_shade = count()


@arranged
def raised(world: World, by: str = "王阿姨", **fields: Any) -> Matter:
    """A plain small matter of the first building, by one of its residents, unless told otherwise."""
    fields.setdefault("title", "公告栏换一块玻璃")
    fields.setdefault("text", "一号楼门口的公告栏玻璃碎了一角，想请人换一块。")
    fields.setdefault("category", "其他")
    fields.setdefault("building", world.buildings[0])
    return raising.raise_matter(actor=world.actor(by), community=world.community, **fields)


@arranged
def accepted(world: World, by: str = "王阿姨", **fields: Any) -> Matter:
    matter = raised(world, by, **fields)
    return accepting.accept(actor=world.actor("社工小李"), matter=matter)


@arranged
def with_grid(world: World, **fields: Any) -> Matter:
    matter = accepted(world, **fields)
    return triage.route(
        actor=world.actor("网格长老柏"),
        matter=matter,
        route="small",
        reason="一个网格的事",
        owners_common=True,
    )


@arranged
def routed(world: World, route: str, *, who: str = "社工小李", given: Any = None, **fields: Any) -> Matter:
    """Routed by committee staff against or with the table, always with a reason."""
    matter = accepted(world, **fields)
    extra = {"refer_to": "人民调解委员会"} if route in ("private", "government") else {}
    return triage.route(
        actor=world.actor(who),
        matter=matter,
        route=route,
        reason="经了解应当这样办",
        owners_common=False,
        **{**extra, **(given or {})},
    )


@arranged
def in_review(world: World, **fields: Any) -> Matter:
    return routed(world, "large", **fields)


@arranged
def returned(world: World, **fields: Any) -> Matter:
    matter = in_review(world, **fields)
    return review.return_(
        actor=world.actor("周书记"),
        matter=matter,
        reason="请写明地点和预算",
        checks={**CHECKS, "feasible": False},
    )


@arranged
def declined(world: World, **fields: Any) -> Matter:
    matter = in_review(world, **fields)
    return review.decline(
        actor=world.actor("周书记"), matter=matter, reason="不属于社区事务", checks={**CHECKS, "legal": False}
    )


@arranged
def listed(world: World, **fields: Any) -> Matter:
    matter = in_review(world, **fields)
    return review.admit(
        actor=world.actor("周书记"),
        matter=matter,
        reason="涉及多数居民",
        checks=CHECKS,
        forms=["round_table"],
    )


@arranged
def contested(world: World, route: str = "reject", **fields: Any) -> Matter:
    matter = routed(world, route, **fields)
    return powers.contest(actor=world.actor("王阿姨"), matter=matter, reason="没有看清我说的事")


def at(matter: Matter, stage: str) -> Matter:
    """The matter as a later stage would have left it."""
    Matter.objects.filter(pk=matter.pk).update(stage=stage)
    matter.refresh_from_db()
    return matter


def working_committee(world: World, name: str) -> None:
    """街道党工委: who hears appeals against a review."""
    world.person(name)
    world.hold(name, Role.WORKING_COMMITTEE_SECRETARY, community=None)


def representatives(world: World, number: int) -> list[str]:
    """So many residents' representatives, by name."""
    names = []
    for n in range(number):
        name = f"代表{n + 1}"
        world.person(name, home=world.homes[10 + n])
        world.hold(name, Role.RESIDENT_REP)
        names.append(name)
    return names


def picture(size: tuple[int, int] = (40, 30)) -> bytes:
    """A PNG, each time of another shade."""
    out = io.BytesIO()
    Image.new("RGB", size, (next(_shade) % 256, 90, 120)).save(out, "PNG")
    return out.getvalue()


def photo(world: World, by: str) -> UUID:
    taken: Photo = pictures.take(actor=world.actor(by), community=world.community, data=picture())
    return taken.pk


def signed_in(world: World, name: str) -> Client:
    client = Client()
    account = world.people[name].account
    assert account is not None
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def post(client: Client, path: str, body: dict[str, Any] | None = None, key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1{path}", body or {}, content_type="application/json", headers=headers)


def messages(world: World, name: str) -> list[str]:
    """The templates of what somebody was told in-app, in the order of the alphabet: the clock stands still."""
    told = Message.objects.filter(person=world.people[name].pk, channel="in_app")
    return sorted(told.values_list("template", flat=True))


def entries(matter: Any) -> list[str]:
    """The verbs of the ledger's entries about something, oldest first."""
    return list(
        LogEntry.objects.filter(abouts__subject=matter.pk).order_by("seq").values_list("verb", flat=True)
    )


def own_pack(world: World, monkeypatch: Any, folder: Path, **figures: Any) -> None:
    """Give the community a pack of its own that extends the national one with these figures."""
    shutil.copy(packs._FOLDER / "cn-2026.toml", folder)
    lines = [f"{name} = {value}" for name, value in figures.items()]
    head = 'title = "本社区"\neffective_from = 2026-01-01\nextends = "cn-2026"\n'
    (folder / "own.toml").write_text(head + "\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(packs, "_FOLDER", folder)
    packs.load.cache_clear()
    world.community.pack = "own"
    world.community.save()
