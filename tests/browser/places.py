"""Every page there is, as the person who uses it sees it, in the small world. A page of the routers that is missing here fails a test."""

from __future__ import annotations

import re

from .served import ROOT

# Address, and whose it is; nobody is signed in where there is no name. Names in braces are the ids of `things.json`.
PAGES: tuple[tuple[str, str | None], ...] = (
    ("/", None),
    ("/", "王阿姨"),
    ("/sign-in", None),
    ("/sign-in", "新邻居"),
    ("/raise", "王阿姨"),
    ("/matter/{matter}", "王阿姨"),
    ("/matter/{filed}", "小谷"),
    ("/session/{session}", "王阿姨"),
    ("/session/{call}", "王阿姨"),
    ("/room/{room}", "老秦"),
    ("/room/{review_room}", "小谷"),
    ("/poll", "王阿姨"),
    ("/poll/{poll}", "王阿姨"),
    ("/order/{order}", "王阿姨"),
    ("/evidence/{poll}", None),
    ("/board", None),
    ("/board/{notice}", None),
    ("/grids", None),
    ("/grid/{grid}", None),
    ("/help", None),
    ("/ledger", None),
    ("/mine", "王阿姨"),
    ("/mine/concerns", "王阿姨"),
    ("/me/introduce", "陌生人"),
    ("/me/home", "王阿姨"),
    ("/me/phone", "王阿姨"),
    ("/me/erase", "王阿姨"),
    ("/me/messages", "王阿姨"),
    ("/nowhere", None),
    ("/desk/inbox/{accepted}", "社工小李"),
    ("/desk/topics/{topic}", "周书记"),
    ("/desk/sessions/new", "社工小李"),
    ("/desk/sessions/{session}", "社工小李"),
    ("/desk/sessions/{call}", "社工小李"),
    ("/desk/rooms", "社工小李"),
    ("/desk/room/{room}", "孙副主任"),
    ("/desk/room/{review_room}", "孙副主任"),
    ("/desk/polls/{poll}", "社工小李"),
    ("/desk/resolutions/{resolution}", "周书记"),
    ("/desk/notices/{notice}", "社工小李"),
    ("/desk/orders", "吕监督"),
    ("/desk/orders/{order}", "督查老丁"),
    ("/desk/evaluation/{judged}", "周书记"),
    ("/desk/archive/{filed}?part=filed", "社工小李"),
    ("/desk/calendar", "社工小李"),
    ("/desk/studio", "社工小李"),
    ("/desk/enter", "网格员小唐"),
    ("/desk/claims", "网格员小唐"),
    ("/desk/people/{person}", "社工小李"),
    ("/desk/bodies", "社工小李"),
    ("/desk/places", "社工小李"),
    ("/desk/delegations", "社工小李"),
    ("/desk/import", "社工小李"),
    ("/desk/everything", "吕监督"),
    ("/desk/matter/{topic}", "吕监督"),
    ("/desk/nowhere", "社工小李"),
    ("/screen/{room}", None),
    ("/screen/{review_room}", None),
    ("/screen/{room}/kiosk", None),
)
# Addresses that show nothing of their own: they lead on.
LEADING = {"/desk/", "/desk/sign-in"}
NOWHERE = {"/nowhere", "/desk/nowhere"}


def routes() -> set[str]:
    """The addresses of the two routers and the screen, with `:` for what is filled in and without what may be left out."""
    found: set[str] = set()
    for base, file in (
        ("", "resident/router.ts"),
        ("/desk", "staff/router.ts"),
        ("/screen", "screen/main.ts"),
    ):
        text = (ROOT / "frontend" / "src" / file).read_text(encoding="utf-8")
        paths = re.findall(r'path: "(/[^"]*)"', text)
        paths += [f"/{name}" for name in re.findall(r'station\("(\w+)"', text)]
        found |= {base + re.sub(r":\w+(\(\.\*\))?", ":", path) for path in paths if ":rest" not in path}
    return found - LEADING


def visited() -> set[str]:
    """The same of PAGES."""
    shown = set()
    for page, _who in PAGES:
        path = re.sub(r"\{\w+\}", ":", page.split("?")[0])
        station = re.match(r"/desk/(?!room/|matter/)\w+/:$", path)
        shown.add(path.removesuffix("/:") if station else path)
    return shown - NOWHERE
