"""SMS (短信): one sentence in the person's language, by the configured gateway, else to the terminal and the outbox."""

from __future__ import annotations

from django.conf import settings

from consult.kernel import words

from ..addresses import Address
from ..models import Message
from ..transport import post, show

# Two parts of a long SMS of 67 characters each, less the operator's signature.
LONGEST = 120


def text_of(message: Message, language: str) -> str:
    """The sentence `notice.<template>`, cut to what an SMS carries; the rest is read in-app."""
    text = words.say(f"notice.{message.template}", language, **message.facts)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def send(message: Message, address: Address, *, url: str) -> None:
    """Send, or raise NotSent. A demonstration account is shown here whatever is configured: its number is invented."""
    text = text_of(message, address.language)
    if not url or address.demo or message.demo:
        show(message, address, text)
        return
    body = {"to": address.phone, "template": message.template, "text": text, "params": message.facts}
    post(url, body, token=settings.SMS_TOKEN)
