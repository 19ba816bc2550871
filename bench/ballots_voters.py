"""Phones: 500 sockets or 500 kept HTTP connections that all cast at one moment, and 1,000 sockets that only listen."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from bench.ballots_hall import Bench, Voter
from consult.meeting.client import trusting

CONNECTING_AT_ONCE = 40


@dataclass(frozen=True)
class Round:
    """How many durable ballots a second, how long a voter waited for the answer, and the server's own time for each."""

    per_s: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float


@dataclass
class Phone:
    voter: Voter
    socket: ClientConnection | None = None
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None


async def together(calls: list[Any], used: Callable[[], float]) -> Round:
    """Start them all at once; from the first press to the last answer. `used`: the server's seconds on a core since."""
    began = perf_counter()
    waited = sorted(await asyncio.gather(*calls))
    took, cpu = perf_counter() - began, used()
    count = len(waited)
    return Round(
        count / took, waited[count // 2] * 1000, waited[count * 95 // 100] * 1000, cpu / count * 1000
    )


async def connected(bench: Bench, base: str, voters: list[Voter | None]) -> list[Phone]:
    """A socket in the room for each of them; None listens only. `base` is like http://127.0.0.1:8000."""
    gate = asyncio.Semaphore(CONNECTING_AT_ONCE)

    async def one(voter: Voter | None) -> Phone:
        async with gate:
            socket = await connect(
                f"{base.replace('http', 'ws', 1)}/ws/rooms/{bench.hall.room.pk}",
                origin=Origin(base),
                ssl=tls_to(base),
                proxy=None,
                compression=None,
                ping_interval=None,
                max_size=None,
            )
            await socket.send(json.dumps({"ticket": bench.ticket(voter), "epoch": "", "pos": 0}))
            hello = json.loads(await socket.recv())
            assert "hello" in hello, hello
            return Phone(voter, socket)  # type: ignore[arg-type]

    return list(await asyncio.gather(*(one(voter) for voter in voters)))


def tls_to(base: str) -> ssl.SSLContext | None:
    """Whom OpenSSL trusts by itself, SSL_CERT_FILE among them."""
    return trusting("") if base.startswith("https:") else None


async def listen(phone: Phone) -> None:
    """What a watcher does: read whatever comes."""
    assert phone.socket is not None
    try:
        async for _ in phone.socket:
            pass
    except ConnectionClosed:
        return


async def cast_by_socket(phone: Phone, poll: str, verb: str) -> float:
    assert phone.socket is not None
    key = token_hex(8)
    frame = json.dumps({"id": key, "do": verb, "poll": poll, "choice": "yes"})
    began = perf_counter()
    await phone.socket.send(frame)
    while True:
        heard = json.loads(await phone.socket.recv())
        for answer in heard if isinstance(heard, list) else [heard]:
            if answer.get("re") == key:
                assert "ok" in answer, answer
                return perf_counter() - began


async def kept_open(base: str, voters: list[Voter]) -> list[Phone]:
    phones, address = [], urlsplit(base)
    for voter in voters:
        reader, writer = await asyncio.open_connection(address.hostname, address.port, ssl=tls_to(base))
        phones.append(Phone(voter, reader=reader, writer=writer))
    return phones


async def cast_by_http(phone: Phone, poll: str, path: str, base: str) -> float:
    address = f"/api/v1/polls/{poll}/{path}"
    began = perf_counter()
    status, told = await _request(phone, "POST", address, base, b'{"choice": "yes"}', token_hex(8))
    assert status == 200, told
    return perf_counter() - began


async def send_by_http(phone: Phone, poll: str, base: str, *, key: str) -> Any:
    """The receipt of a ballot sent under this key."""
    status, told = await _request(
        phone, "POST", f"/api/v1/polls/{poll}/cast", base, b'{"choice": "yes"}', key
    )
    assert status == 200, told
    return told["receipt"]


async def ask_by_http(phone: Phone, address: str, base: str) -> tuple[int, Any]:
    return await _request(phone, "GET", address, base, b"", "")


async def _request(
    phone: Phone, method: str, address: str, base: str, body: bytes, key: str
) -> tuple[int, Any]:
    """(status, JSON) on the connection kept open; as little of our own time as can be."""
    assert phone.reader is not None
    assert phone.writer is not None
    token = token_hex(16)
    head = (
        f"{method} {address} HTTP/1.1\r\nHost: {urlsplit(base).netloc}\r\n"
        f"Origin: {base}\r\nCookie: sessionid={phone.voter.cookie}; csrftoken={token}\r\n"
        f"X-CSRFToken: {token}\r\nIdempotency-Key: {key}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    phone.writer.write(head.encode() + body)
    answer = await phone.reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in answer.lower().splitlines() if line.startswith(b"content-length")
    )
    content = await phone.reader.readexactly(length)
    return int(answer.split()[1]), json.loads(content)


async def close(phones: list[Phone]) -> None:
    for phone in phones:
        if phone.writer is not None:
            phone.writer.close()
        if phone.socket is not None:
            await phone.socket.close()
