"""`GET /api/v1/rooms/<room>` answered past Django, for those who are certainly let in: see entering.py.

When a session is opened, a hall of phones asks for it in the same seconds. A request of its own costs each of them the
whole of Django's middleware and a thread's turn, 6 ms; here those who come while others are let in wait, and are let in
together. Everybody else, and every other request, is Django's: what it refuses, it refuses in its own words.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from functools import cache, partial
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils.http import http_date
from django.utils.module_loading import import_string

from consult.kernel import clock
from consult.people.session_store import is_key

from .database import on_database
from .entering import Arrival, snapshots
from .member import Send
from .snapshots import CONTENT_TYPE

log = structlog.get_logger()

_PATH = re.compile(r"^/api/v1/rooms/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
# At most so many in one piece of work: the first of them should not wait for the last.
TOGETHER = 100
# What says something about every answer, whatever it is.
_SPEAK = (
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


class Door:
    """Those who wait to be let in, and the one task that does it."""

    def __init__(
        self,
        let_in: Callable[[Sequence[Arrival]], list[bytes | None]] = snapshots,
        database: Callable[[Callable[[], Any]], Awaitable[Any]] = on_database,
    ) -> None:
        self.let_in, self.database = let_in, database
        self.waiting: list[tuple[Arrival, asyncio.Future[bytes | None]]] = []
        self.task: asyncio.Task[None] | None = None

    async def answered(self, scope: dict[str, Any], send: Send) -> bool:
        """Whether this request was one of them, and is answered."""
        arrival = arrival_of(scope)
        body = await self._snapshot(arrival) if arrival is not None else None
        if body is None:
            return False
        headers = [
            *_headers(),
            (b"Date", http_date(clock.now().timestamp()).encode()),
            (b"Content-Length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return True

    async def _snapshot(self, arrival: Arrival) -> bytes | None:
        body: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self.waiting.append((arrival, body))
        if self.task is None:
            self.task = asyncio.create_task(self._let_in())
        return await body

    async def _let_in(self) -> None:
        while self.waiting:
            some, self.waiting = self.waiting[:TOGETHER], self.waiting[TOGETHER:]
            arrivals = [arrival for arrival, _ in some]
            try:
                bodies = await self.database(partial(self.let_in, arrivals))
            except Exception as error:
                # Django tells each of them what is wrong.
                log.warning("a crowd could not be let in together", kind=type(error).__name__)
                bodies = [None] * len(some)
            for (_, waits), body in zip(some, bodies, strict=True):
                if not waits.done():
                    waits.set_result(body)
        self.task = None


def arrival_of(scope: dict[str, Any]) -> Arrival | None:
    """Who asks for which room; None where it is another request, or one Django would look at twice."""
    path = _PATH.match(scope["path"])
    if path is None or scope["method"] != "GET":
        return None
    headers = dict(scope["headers"])
    host, _ = split_domain_port(headers.get(b"host", b"").decode("latin-1"))
    session = parse_cookie(headers.get(b"cookie", b"").decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    if session is None or not is_key(session) or not validate_host(host, settings.ALLOWED_HOSTS):
        return None
    return Arrival(UUID(path.group(1)), session)


@cache
def _headers() -> list[tuple[bytes, bytes]]:
    """As Django's own middleware writes them on such an answer; they are the same on every one."""
    answer = HttpResponse(content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store", "Vary": "Cookie"})
    respond: Callable[[HttpRequest], HttpResponse] = lambda _request: answer  # noqa: E731
    for name in _SPEAK:
        respond = import_string(name)(respond)
    request = HttpRequest()
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        request.META[name] = value
    respond(request)
    return [(name.encode(), value.encode()) for name, value in answer.items()]
