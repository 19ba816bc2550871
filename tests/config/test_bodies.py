"""No request fills the server's memory: a body that is too large is refused before it is read."""

from __future__ import annotations

from typing import Any

import pytest
from daphne import http_protocol
from daphne.server import Server
from twisted.internet.testing import StringTransport

from consult.config import bodies

FORM = "multipart/form-data; boundary=x"
JSON = "application/json"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Daphne's own protocol before a connection that only takes notes."""
    monkeypatch.setattr(http_protocol, "WebRequest", http_protocol.WebRequest)
    bodies.install()
    server = Server(application=None, endpoints=["tcp:port=0"])
    server.connections = {}
    protocol = http_protocol.HTTPFactory(server).buildProtocol(None)
    transport: StringTransport = StringTransport()  # type: ignore[no-untyped-call]
    protocol.makeConnection(transport)

    def send(kind: str, *more: bytes, **headers: int | str) -> StringTransport:
        named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n{named}\r\n"
        for part in (head.encode(), *more):
            protocol.dataReceived(part)
        return transport

    return send


@pytest.mark.parametrize(("kind", "most"), [(JSON, bodies.MOST_OF_TEXT), (FORM, bodies.MOST_OF_FILES)])
def test_a_length_beyond_the_limit_is_refused_at_once(sent: Any, kind: str, most: int) -> None:
    transport = sent(kind, Content_Length=most + 1)
    assert transport.value().startswith(b"HTTP/1.1 413 ")
    assert b'"too_large"' in transport.value()
    assert transport.disconnecting


@pytest.mark.parametrize(("kind", "most"), [(JSON, bodies.MOST_OF_TEXT), (FORM, bodies.MOST_OF_FILES)])
def test_what_may_be_sent_is_waited_for(sent: Any, kind: str, most: int) -> None:
    transport = sent(kind, b"x" * 1000, Content_Length=most)
    assert (transport.value(), transport.disconnecting) == (b"", False)


def test_a_body_of_unsaid_length_is_counted_as_it_comes(sent: Any) -> None:
    part = b"x" * (bodies.MOST_OF_TEXT // 2)
    chunk = b"%x\r\n%s\r\n" % (len(part), part)
    transport = sent(JSON, chunk, chunk, Transfer_Encoding="chunked")
    assert (transport.value(), transport.disconnecting) == (b"", False)


def test_the_chunk_that_is_too_much_ends_it(sent: Any) -> None:
    part = b"x" * (bodies.MOST_OF_TEXT // 2)
    chunk = b"%x\r\n%s\r\n" % (len(part), part)
    transport = sent(JSON, chunk, chunk, chunk, b"0\r\n\r\n", Transfer_Encoding="chunked")
    assert transport.value().count(b"HTTP/1.1 413 ") == 1
    assert transport.disconnecting
