"""How a message leaves: an HTTP gateway of the settings, or, without one, this machine's terminal and outbox folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

from consult.kernel.log import stamp

from .addresses import Address, masked
from .models import Message

TIMEOUT = 5  # seconds


class NotSent(Exception):
    """The gateway did not take it; the text says why and names nobody."""


def post(url: str, body: dict[str, Any], *, token: str) -> None:
    """POST JSON to a gateway. Raises NotSent unless it answers 2xx in time.

    Only addresses out of the settings come here; nothing written by a user is ever fetched.
    """
    request = Request(
        url,
        data=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        method="POST",
    )
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:
            answer.read(1024)
    except (URLError, OSError, ValueError) as failure:
        # The failure's own text may repeat the address with its key: its kind is enough.
        status = getattr(failure, "code", type(failure).__name__)
        raise NotSent(f"gateway: {status}") from failure


def show(message: Message, address: Address, text: str) -> None:
    """One JSON file in the outbox folder and, of a code, one line in the terminal: how codes are read without a gateway.

    An invitation goes to hundreds; in the terminal it would push away what somebody waits for there.
    """
    folder = Path(settings.OUTBOX)
    folder.mkdir(parents=True, exist_ok=True)
    body = {
        "at": stamp(message.at),
        "channel": message.channel,
        "to": address.phone,
        "template": message.template,
        "facts": message.facts,
        "text": text,
    }
    name = f"{message.at:%Y%m%dT%H%M%S%f}-{message.pk}.json"
    written = folder / f".{name}"
    written.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
    # Renamed when whole: whoever watches the folder never reads half a file.
    written.replace(folder / name)
    if message.to:
        sys.stdout.write(f"短信 SMS → {masked(address.phone)}  {text}\n")
        sys.stdout.flush()
