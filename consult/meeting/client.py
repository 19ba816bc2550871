"""A reference client of the live room, written from docs/protocol.md alone: for tests, benches, and whoever writes another.

`State` is what a screen knows and how each frame changes it, without any network; `RoomClient` keeps one over a socket.
It needs httpx and websockets, which a server does not.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import ssl
from collections.abc import Callable, Iterator
from functools import lru_cache
from secrets import token_hex, token_urlsafe
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

Frame = dict[str, Any]

# Over this many events after a hole a snapshot is cheaper.
HELD_AT_MOST = 500
REPLY_SECONDS = 5.0
HOLE_SECONDS = 3.0
# After these the server does not want to see this client again as it is.
FINAL = frozenset(["signed_out", "not_permitted", "not_found", "room_closed", "ticket_refused"])


class State:
    """A room as one screen knows it. `hear` answers what the caller must do: "", "since" or "snapshot"."""

    def __init__(self) -> None:
        self.epoch = ""
        self.pos = 0
        self.shared: dict[str, Any] = {}
        self.mine: dict[str, Any] = {}
        self.gauges: dict[str, Any] = {}
        self.held: dict[int, Frame] = {}

    def take(self, snapshot: dict[str, Any]) -> None:
        """Start from a snapshot; what was held from before still counts where it is newer."""
        if snapshot["epoch"] != self.epoch:
            self.held.clear()
        elif snapshot["pos"] < self.pos:
            return
        self.epoch, self.pos = snapshot["epoch"], snapshot["pos"]
        self.shared, self.mine = snapshot["shared"], snapshot["mine"]
        self._drain()

    def hear(self, frame: Frame) -> str:
        if "p" in frame:
            return self._event(frame)
        if "hello" in frame:
            return "" if frame["hello"]["epoch"] == self.epoch else "snapshot"
        if "hb" in frame:
            return "since" if frame["hb"] > self.pos else ""
        if "g" in frame:
            self.gauges = frame["g"]
        return "snapshot" if "resync" in frame else ""

    def _event(self, frame: Frame) -> str:
        if frame["p"] <= self.pos:
            return ""
        self.held[frame["p"]] = frame
        self._drain()
        if len(self.held) > HELD_AT_MOST:
            return "snapshot"
        return "since" if self.held else ""

    def _drain(self) -> None:
        """Apply what follows the position without a hole. A frame follows whatever lies from its `since` on."""
        for position in sorted(self.held):
            frame = self.held[position]
            if position > self.pos:
                if frame.get("since", position - 1) > self.pos:
                    continue
                apply(self.shared, frame.get("d", {}))
                self.mine.update(frame.get("mine", {}))
                self.pos = position
            del self.held[position]


def apply(shared: dict[str, Any], patch: dict[str, Any]) -> None:
    """Apply one event's `d` to a snapshot's `shared`, in place: `set`, then `del`."""
    for path, value in patch.get("set", {}).items():
        *way, last = path.split(".")
        place = shared
        for key in way:
            if not isinstance(place.get(key), dict):
                place[key] = {}
            place = place[key]
        place[last] = value
    for path in patch.get("del", ()):
        *way, last = path.split(".")
        gone: Any = shared
        for key in way:
            gone = gone.get(key) if isinstance(gone, dict) else None
        if isinstance(gone, dict):
            gone.pop(last, None)


class Refused(Exception):
    """The server said no; `problem` is the error envelope, `status` HTTP's where it came that way."""

    def __init__(self, problem: dict[str, Any], status: int = 0) -> None:
        super().__init__(problem.get("code"))
        self.problem, self.status = problem, status

    @property
    def code(self) -> str:
        return str(self.problem["code"])


class RoomClient:
    """One phone. `base` is like http://127.0.0.1:8000; `cookie` the session's; without one it is a big screen.

    `certificate` is the file of the one to trust, where a server made its own.
    """

    def __init__(
        self, base: str, room: str, *, cookie: str = "", origin: str | None = None, certificate: str = ""
    ) -> None:
        self.base, self.room, self.origin = base, str(room), base if origin is None else origin
        self.cookie, self.screen = cookie, not cookie
        self.address = f"{base}/api/v1/rooms/{self.room}"
        token = token_hex(16)
        headers = {
            "Cookie": f"csrftoken={token}" + (f"; sessionid={cookie}" if cookie else ""),
            "X-CSRFToken": token,
            "Origin": self.origin or base,
        }
        self.tls = trusting(certificate) if base.startswith("https:") else None
        self.http = httpx.AsyncClient(headers=headers, timeout=30, verify=self.tls or False, trust_env=False)
        self.state = State()
        self.ticket = ""
        self.socket: ClientConnection | None = None
        self.hello: dict[str, Any] | None = None
        self.bye: dict[str, Any] | None = None
        self.code: int | None = None
        # Every frame heard, in order: what tests look at.
        self.frames: list[Frame] = []
        self.snapshots = 0
        self._answers: dict[str, asyncio.Future[Frame]] = {}
        self._changed = asyncio.Condition()
        self._listener: asyncio.Task[None] | None = None
        self._asked = False
        self._fetching = False

    async def __aenter__(self) -> RoomClient:
        await self.enter()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    # Coming and going

    async def enter(self) -> None:
        """A snapshot, then the socket from its position on; back when the server has greeted."""
        await self.snapshot()
        await self.open()

    async def snapshot(self) -> None:
        body = _answered(await self.http.get(self.address + ("/screen" if self.screen else "")))
        self.snapshots += 1
        self.state.take(body)
        self.ticket = body["ticket"]
        await self._notify()

    async def open(self, *, first: dict[str, Any] | None = None) -> None:
        """Connect with the ticket at hand (`first` sends another first frame) and wait for `hello` or the end."""
        self.hello = self.bye = self.code = None
        address = f"{self.base.replace('http', 'ws', 1)}/ws/rooms/{self.room}"
        self.socket = await connect(
            address,
            ssl=self.tls,
            proxy=None,
            origin=Origin(self.origin) if self.origin else None,
            compression=None,
            ping_interval=None,
            max_size=None,
        )
        self._listener = asyncio.create_task(self._listen(self.socket))
        claims = {"ticket": self.ticket, "epoch": self.state.epoch, "pos": self.state.pos}
        await self.say(claims if first is None else first)
        await self.until(lambda: self.hello is not None or self.code is not None)

    async def come_back(self) -> None:
        """After a lost connection: from where we were, with a fresh ticket."""
        answer = await self.http.post(self.address + ("/screen_ticket" if self.screen else "/ticket"))
        self.ticket = _answered(answer)["ticket"]
        await self.open()

    async def stay(self) -> None:
        """Enter, and come back by oneself, until the server says it is over."""
        tries = 0
        while True:
            try:
                await (self.come_back() if self.state.epoch else self.enter())
                if self.hello is not None:
                    tries = 0
                    await self.until(lambda: self.code is not None, seconds=None)
            except (OSError, httpx.HTTPError, WebSocketException, TimeoutError):
                pass
            except Refused as no:
                if no.status < 500:
                    raise
            if self.bye is not None and self.bye["code"] in FINAL:
                return
            spread = self.bye.get("spread", 0) / 1000 if self.bye and tries == 0 else 0.0
            pause = min(15.0, 0.5 * 2**tries) * (0.5 + random.random() / 2)
            if spread:
                # The server said over how long everybody is to come; the first attempt only.
                pause = spread * random.random()
            tries += 1
            await asyncio.sleep(pause)

    async def leave(self) -> None:
        if self.socket is not None:
            await self.socket.close()
        if self._listener is not None:
            await self._listener
        await self.http.aclose()

    async def drop(self) -> None:
        """Lose the connection without a word, as a phone does in a lift."""
        assert self.socket is not None
        assert self._listener is not None
        self.socket.transport.abort()
        await self._listener

    # Speaking

    async def say(self, frame: dict[str, Any]) -> None:
        assert self.socket is not None
        await self.socket.send(json.dumps(frame, ensure_ascii=False))

    async def do(self, verb: str, *, key: str = "", **body: Any) -> Any:
        """One of the room's verbs over the socket: its answer, or Refused. TimeoutError: ask over HTTP with the key."""
        key = key or token_urlsafe(12)
        answered = self._answers[key] = asyncio.get_running_loop().create_future()
        try:
            await self.say({**body, "id": key, "do": verb})
            async with asyncio.timeout(REPLY_SECONDS):
                frame = await answered
        finally:
            self._answers.pop(key, None)
        if "error" in frame:
            raise Refused(frame["error"])
        return frame["ok"]

    async def post(self, path: str, *, key: str = "", **body: Any) -> Any:
        """The same, or any other verb of the room, over HTTP."""
        headers = {"Idempotency-Key": key or token_urlsafe(12)}
        return _answered(await self.http.post(self.address + path, json=body, headers=headers))

    # Hearing

    async def _listen(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for message in socket:
                assert isinstance(message, str), "the protocol is text"
                for frame in _frames(message):
                    await self._hear(frame)
        self.code = socket.close_code or 1006
        for answered in self._answers.values():
            if not answered.done():
                answered.set_exception(TimeoutError("the connection went before the answer came"))
        await self._notify()

    async def _hear(self, frame: Frame) -> None:
        self.frames.append(frame)
        need = self.state.hear(frame)
        if "hello" in frame:
            self.hello, self._asked = frame["hello"], False
        elif "bye" in frame:
            self.bye = frame["bye"]
        elif "re" in frame and frame["re"] in self._answers and not self._answers[frame["re"]].done():
            self._answers[frame["re"]].set_result(frame)
        if need == "snapshot":
            asyncio.ensure_future(self._refresh())  # noqa: RUF006  it ends with the request
        elif need == "since" and not self._asked:
            # Once a hole: what does not come then is healed by a snapshot.
            self._asked = True
            await self.say({"since": self.state.pos})
            asyncio.get_running_loop().call_later(HOLE_SECONDS, self._despair, self.state.pos)
        elif not need and "p" in frame:
            self._asked = False
        await self._notify()

    def _despair(self, pos: int) -> None:
        if self._asked and self.state.pos == pos:
            asyncio.ensure_future(self._refresh())  # noqa: RUF006  it ends with the request

    async def _refresh(self) -> None:
        if self._fetching:
            # An epoch that is over is told twice, by `hello` and by `resync`: one snapshot answers both.
            return
        self._fetching = True
        try:
            with contextlib.suppress(httpx.HTTPError, Refused):
                await self.snapshot()
        finally:
            self._asked = self._fetching = False

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, true: Callable[[], Any], *, seconds: float | None = 10.0) -> None:
        """Wait until something is so; TimeoutError where it does not come about."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(true)


def _answered(answer: httpx.Response) -> Any:
    """What the server answered; Refused with its envelope, or HTTPStatusError where something in between answered."""
    if answer.status_code == 200:
        return answer.json()
    if "json" not in answer.headers.get("content-type", ""):
        answer.raise_for_status()
    raise Refused(answer.json(), answer.status_code)


@lru_cache
def trusting(certificate: str) -> ssl.SSLContext:
    """Shared by all phones of a process: reading the system's certificates takes 20 ms."""
    return ssl.create_default_context(cafile=certificate or None)


def _frames(message: str) -> Iterator[Frame]:
    """A message is one frame, or several in a list, in order."""
    found = json.loads(message)
    yield from found if isinstance(found, list) else [found]
