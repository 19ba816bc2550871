"""Pictures of every page with the demo's data, to be looked at: each as its reader sees it, on a phone and on a desk, in both languages.

    CONSULT_VAR=var python -m tests.browser.gallery [PART OF AN ADDRESS …]

Takes a community that `make run` has loaded, serves it on a port of its own, and writes `gallery/` into the same folder:
a picture a page, the two languages side by side, and `faults.txt` with what a machine can see (see `looking.py`).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Page

# Tall pages are cut: what is below is seen in the others' pictures.
TALLEST = 2600


def one_of_each(rows: Any, *fields: str) -> Iterator[Any]:
    """The newest thing of every combination of these fields."""
    seen = set()
    for row in rows:
        key = tuple(getattr(row, field) for field in fields)
        if key not in seen:
            seen.add(key)
            yield row


def addresses() -> list[tuple[str, str | None]]:
    """Every page with every kind of thing there is to show on it, and whose eyes see it."""
    from consult.agenda.models import Session
    from consult.intake.models import Matter
    from consult.meeting.models import Room
    from consult.people.models import Grid, Person
    from consult.resolution.models import Resolution
    from consult.supervision.models import Order
    from consult.voting.models import Poll

    here = {"community__code": "HA"}
    found: list[tuple[str, str | None]] = [
        *((page, None) for page in ("/", "/sign-in", "/board", "/grids", "/help", "/ledger", "/nowhere")),
        *(
            (page, "小谷")
            for page in (
                "/",
                "/raise",
                "/poll",
                "/mine",
                "/me/home",
                "/me/messages",
                "/me/phone",
                "/me/erase",
            )
        ),
        ("/me/introduce", "小谷"),
        ("/me/erase", "社工小李"),
    ]
    found.append((f"/grid/{Grid.objects.filter(**here).order_by('code')[0].pk}", None))
    for matter in one_of_each(Matter.objects.filter(**here).order_by("-raised_at"), "stage"):
        found += [(f"/matter/{matter.pk}", "小谷"), (f"/desk/matter/{matter.pk}", "吕监督")]
        if matter.stage in ("submitted", "accepted", "with_grid", "referred", "transferred"):
            found.append((f"/desk/inbox/{matter.pk}", "社工小李"))
        if matter.stage in ("in_review", "returned"):
            found.append((f"/desk/topics/{matter.pk}", "周书记"))
        if matter.stage in ("evaluating", "closed"):
            found.append((f"/desk/evaluation/{matter.pk}", "周书记"))
        if matter.stage in ("closed", "archived"):
            part = "filed" if matter.stage == "archived" else "to_file"
            found.append((f"/desk/archive/{matter.pk}?part={part}", "社工小李"))
    for session in one_of_each(Session.objects.filter(**here).order_by("-starts_at"), "form", "stage"):
        found += [(f"/session/{session.pk}", "小谷"), (f"/desk/sessions/{session.pk}", "社工小李")]
        room = Room.objects.filter(session=session).first()
        if room and session.stage in ("open", "adjourned"):
            found += [
                (f"/room/{room.pk}", "小谷"),
                (f"/desk/room/{room.pk}", session.chair.name if session.chair else "社工小李"),
                (f"/screen/{room.pk}", None),
            ]
    for poll in one_of_each(Poll.objects.filter(**here).order_by("-pk"), "stage", "secrecy", "means", "rule"):
        found += [(f"/poll/{poll.pk}", voter_of(poll)), (f"/desk/polls/{poll.pk}", "社工小李")]
    for resolution in one_of_each(Resolution.objects.filter(**here).order_by("-pk"), "stage", "kind"):
        found += [(f"/desk/resolutions/{resolution.pk}", "周书记")]
        if resolution.stage in ("published", "in_force"):
            found += [(f"/board/{resolution.pk}", "王阿姨"), (f"/desk/notices/{resolution.pk}", "社工小李")]
    for order in one_of_each(Order.objects.filter(matter__community__code="HA").order_by("-pk"), "stage"):
        found += [(f"/order/{order.pk}", "小谷"), (f"/desk/orders/{order.pk}", "督查老丁")]
    person = Person.objects.get(name="小谷")
    found += [
        *(
            (f"/desk/{page}", "社工小李")
            for page in (
                "inbox",
                "sessions",
                "sessions/new",
                "rooms",
                "polls",
                "notices",
                "archive",
                "calendar",
                "people",
                "bodies",
                "delegations",
                "places",
                "import",
                "nowhere",
            )
        ),
        ("/desk/topics", "周书记"),
        ("/desk/resolutions", "周书记"),
        ("/desk/orders", "吕监督"),
        ("/desk/evaluation", "周书记"),
        ("/desk/everything", "吕监督"),
        ("/desk/enter", "网格员小唐"),
        ("/desk/claims", "网格员小唐"),
        (f"/desk/people/{person.pk}", "社工小李"),
    ]
    return found


def voter_of(poll: Any) -> str:
    """Somebody on its roll who can sign in, and whose name nobody else has; 小谷 where there is none."""
    from consult.people.models import Person

    people = Person.objects.filter(community=poll.community)
    rolled = poll.rights.filter(person__account__isnull=False).values_list("person__name", flat=True)[:50]
    return next((name for name in rolled if people.filter(name=name).count() == 1), "小谷")


def from_demo() -> tuple[list[tuple[str, str | None]], dict[str, str]]:
    """The demo's pages, and a session for each of their readers."""
    from consult.people.models import Person

    from .small_world import cookie

    pages = addresses()
    people = Person.objects.select_related("account").filter(
        name__in={who for _, who in pages if who}, community__code="HA"
    )
    return pages, {person.name: cookie(person.account) for person in people}


def from_small_world(folder: Path) -> tuple[list[tuple[str, str | None]], dict[str, str]] | None:
    """The pages of `places.py`, where the folder was made by `small_world.py`: it has a meeting that sits."""
    from .places import PAGES

    if not (folder / "things.json").exists():
        return None
    things = json.loads((folder / "things.json").read_text())
    return [(address.format(**things["ids"]), who) for address, who in PAGES], things["cookies"]


def take(folder: Path, wanted: Callable[[str], bool]) -> str:
    from playwright.sync_api import sync_playwright

    from .conftest import DESK, PHONE, launched
    from .served import Served

    gallery = folder / "gallery"
    gallery.mkdir(exist_ok=True)
    pages, cookies = from_small_world(folder) or from_demo()
    visits = [(nth, address, who) for nth, (address, who) in enumerate(pages) if wanted(address)]
    server = Served(folder)
    found: list[str] = []
    try:
        with sync_playwright() as playwright:
            browser = launched(playwright)
            for screen, options in (("phone", PHONE), ("desk", DESK)):
                for who in sorted({who for _, _, who in visits}, key=str):
                    context = browser.new_context(base_url=server.url, service_workers="block", **options)
                    context.add_init_script("localStorage.setItem('consult.language', 'zh-CN')")
                    if who:
                        session = {"name": "sessionid", "value": cookies[who], "url": server.url}
                        context.add_cookies([session])
                    page = context.new_page()
                    for nth, address, whose in visits:
                        if whose == who and not (address.startswith("/screen") and screen == "phone"):
                            to = gallery / f"{nth:03}{name_of(address)}-{screen}.png"
                            found += [
                                f"{to.stem} {address} {who}: {fault}" for fault in look(page, address, to)
                            ]
                    context.close()
            browser.close()
    finally:
        server.stop()
    (gallery / "faults.txt").write_text("\n".join(found) + "\n")
    return f"{len(visits)} pages, {len(found)} faults"


def look(page: Page, address: str, to: Path) -> list[str]:
    """A picture of one page in both languages, and what is wrong with it."""
    from .looking import faults, settled, speak

    found: list[str] = []
    page.goto(address)
    pictures = []
    for language in ("zh-CN", "en"):
        try:
            settled(page)
            speak(page, language)
            settled(page)
        except Exception as error:
            found.append(f"{language} {str(error)[:200]}")
        found += [f"{language} {fault}" for fault in faults(page, language)]
        pictures.append(page.screenshot(full_page=True, animations="disabled"))
    side_by_side(pictures, to)
    return found


def name_of(address: str) -> str:
    """`/desk/room/4f…` is `-desk-room`."""
    return re.sub(r"[/?=]+", "-", re.sub(r"/[0-9a-f-]{36}", "", address)).rstrip("-")


def side_by_side(pictures: list[bytes], to: Path) -> None:
    from PIL import Image

    images = [Image.open(BytesIO(picture)) for picture in pictures]
    tall = min(TALLEST, max(image.height for image in images))
    sheet = Image.new("RGB", (sum(image.width for image in images) + 16, tall), "white")
    left = 0
    for image in images:
        sheet.paste(image, (left, 0))
        left += image.width + 16
    sheet.save(to)


def main() -> None:
    source = Path(os.environ["CONSULT_VAR"]).resolve()
    parts = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        # A copy: the pages are looked at while their community goes on elsewhere.
        copy = Path(scratch) / "var"
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("gallery"))
        if not (copy / "clock").exists():
            (copy / "clock").write_text(datetime.now(UTC).isoformat())
        os.environ["CONSULT_VAR"] = str(copy)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.config.settings")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        django.setup()
        said = take(copy, lambda address: not parts or any(part in address for part in parts))
        shutil.copytree(copy / "gallery", source / "gallery", dirs_exist_ok=True)
    sys.stdout.write(f"{said}: {source / 'gallery'}\n")


if __name__ == "__main__":
    main()
