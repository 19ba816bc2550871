"""Signing in as a browser does: what the tests of it share."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from hashlib import sha1
from typing import Any

from django.http import HttpResponse
from django.test import Client

from consult.notice.models import Message

AUTH = "/_allauth/browser/v1/auth"
FACTOR = "/_allauth/browser/v1/account/authenticators/totp"


class Browser(Client):
    """A browser with a session of its own, at an address."""

    def __init__(self, address: str = "203.0.113.7", **headers: Any) -> None:
        super().__init__(REMOTE_ADDR=address, **headers)

    def ask(self, phone: Any) -> HttpResponse:
        return self.post(f"{AUTH}/code/request", {"phone": phone}, content_type="application/json")

    def resend(self) -> HttpResponse:
        return self.post(f"{AUTH}/code/resend")

    def confirm(self, code: Any) -> HttpResponse:
        return self.post(f"{AUTH}/code/confirm", {"code": code}, content_type="application/json")

    def sign_in(self, phone: str) -> None:
        assert self.ask(phone).status_code == 401
        assert self.confirm(last_code(phone)).status_code == 200

    @property
    def session_cookie(self) -> str | None:
        cookie = self.cookies.get("sessionid")
        return cookie.value if cookie else None


def codes() -> list[str]:
    """Every code that waits to be sent, the earlier first."""
    return [
        message.facts["code"] for message in Message.objects.filter(template="sign_in.code").order_by("at")
    ]


def last_code(phone: str = "") -> str:
    """The last code that waits to be sent (to a number that ends like this)."""
    digits = re.sub(r"\D", "", phone)[-11:]
    waiting = Message.objects.filter(template="sign_in.code", to__endswith=digits)
    found: str = waiting.latest("at").facts["code"]
    return found


def totp(secret: str, *, step: int = 0) -> str:
    """The six digits an authenticator app shows now (RFC 6238), or `step` half minutes away."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(secret), counter, sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
