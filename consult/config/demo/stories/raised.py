"""The 25 matters as they are raised (`matters.json`), and a picture where a story needs one."""

from __future__ import annotations

import json
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from consult.agenda.models import Session
from consult.intake import pictures, raising
from consult.intake.models import Matter
from consult.kernel.permits import Actor
from consult.meeting import photographing
from consult.paper.photos import Box
from consult.people.models import BuildingUnit, Person

from ..town import Town

_FILE = Path(__file__).resolve().parents[1] / "matters.json"


@lru_cache
def told() -> dict[str, dict[str, Any]]:
    return {matter["code"]: matter for matter in json.loads(_FILE.read_text(encoding="utf-8"))}


def raise_(town: Town, code: str, *, by: str | Person, pictured: bool = False, **wishes: Any) -> Matter:
    """提出: by somebody with a phone."""
    actor = town.actor(by) if isinstance(by, str) else town.as_actor(by)
    photos = (picture(town, actor, code),) if pictured else ()
    matter = raising.raise_matter(
        actor=actor, community=town.community, photos=photos, **_words(town, code), **wishes
    )
    town.matters[code] = matter
    return matter


def enter(town: Town, code: str, *, by: str, for_: Person) -> Matter:
    """代录: a worker enters it for somebody without a phone, who says in person: I said this."""
    matter = raising.enter(
        actor=town.actor(by), community=town.community, proposer=for_, **_words(town, code)
    )
    raising.confirm(actor=town.actor(by), matter=matter, means="in_person", attested=True)
    town.matters[code] = matter
    return matter


def _words(town: Town, code: str) -> dict[str, Any]:
    said = told()[code]
    place = _place(town, said)
    return {
        "title": said["title"],
        "text": said["text"],
        "category": said["category"],
        **place,
        "affected": {"kind": said["affected"]["kind"], "ids": _touched(town, said["affected"])},
        "owners_common": None,
        "budget_fen": said["budget_yuan"] * 100 if said["budget_yuan"] else None,
    }


def _place(town: Town, said: dict[str, Any]) -> dict[str, Any]:
    building = town.building(said["compound"], said["building"]) if said["building"] else None
    return {
        "grid": town.grid(said["grid"]) if said["grid"] else None,
        "building": building,
        "unit": BuildingUnit.objects.get(building=building, number=said["unit"]) if said["unit"] else None,
    }


def _touched(town: Town, affected: dict[str, Any]) -> list[str]:
    match affected["kind"]:
        case "grid":
            return [str(town.grid(code).pk) for code in affected["of"]]
        case "building":
            return [str(town.building(compound, name).pk) for compound, name in affected["of"]]
        case "unit":
            return [
                str(BuildingUnit.objects.get(building=town.building(compound, name), number=number).pk)
                for compound, name, number in affected["of"]
            ]
        case _:
            return []


def common(code: str) -> bool:
    """The answer to 是否业主共有."""
    return bool(told()[code]["owners_common"])


def picture(town: Town, actor: Actor, seed: str) -> UUID:
    """A drawn picture of a doorway in the colours of its seed: the demo shows no real place."""
    number = sum(map(ord, seed))
    image = Image.new("RGB", (960, 720), (214, 220, 214))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 520, 960, 720), fill=(150 + number % 60, 150, 140))
    draw.rectangle((280, 180, 680, 560), fill=(180, 120 + number % 90, 100), outline=(60, 60, 60), width=6)
    draw.rectangle((420, 300, 540, 560), fill=(80, 90 + number % 100, 110))
    draw.ellipse((90, 90, 190, 190), fill=(240, 214, 120))
    held = BytesIO()
    image.save(held, "JPEG", quality=80)
    return pictures.take(actor=actor, community=town.community, data=held.getvalue()).pk


def photographed(town: Town, session: Session, *, by: str, caption: str) -> None:
    """A drawn hall with its table and seven people around it, each face covered before it is kept."""
    image = Image.new("RGB", (1280, 800), (226, 221, 211))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, 1280, 800), fill=(176, 158, 134))
    draw.rectangle((390, 60, 890, 200), fill=(120, 44, 40))
    draw.ellipse((260, 420, 1020, 720), fill=(132, 98, 66))
    heads = [(170 + 150 * nth, 300 + 40 * abs(nth - 3)) for nth in range(7)]
    for nth, (x, y) in enumerate(heads):
        draw.rectangle((x - 20, y + 80, x + 100, y + 230), fill=(70 + 20 * nth, 90, 130 - 10 * nth))
        draw.ellipse((x, y, x + 80, y + 90), fill=(222, 184, 150))
    held = BytesIO()
    image.save(held, "JPEG", quality=80)
    photographing.add(
        actor=town.actor(by),
        session=session,
        data=held.getvalue(),
        boxes=[Box(x * 1000 // 1280 - 5, y * 1000 // 800 - 8, 74, 130) for x, y in heads],
        caption=caption,
    )
