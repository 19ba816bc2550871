"""The worker's pass over the outbox: claim a message, send it outside any transaction, mark it sent.

A crash between sending and marking sends once more when the claim has run out: told twice is better than not told.
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Case, F, Q, When

from consult.kernel import clock

from . import addresses, sms, wechat
from .addresses import Address, masked
from .models import Message
from .transport import NotSent

log = structlog.get_logger()
CLAIM = timedelta(seconds=60)
TRIES = 5
CODES = ("sign_in.code", "phone.code")
# An SMS about something two days ago would only confuse; it stays readable in-app.
STALE = timedelta(days=2)


def deliver_due(limit: int = 200) -> int:
    """Send what waits; the number sent. One that fails waits longer each time and is given up after five tries."""
    waiting = Message.objects.filter(sent_at__isnull=True, tries__lt=TRIES)
    if not waiting.exists():
        # Nearly every second of every day: without asking for the database's one writer.
        return 0
    waiting.filter(at__lt=clock.now() - STALE).update(tries=TRIES, error="stale")
    sent = 0
    for _ in range(limit):
        message = _claim()
        if message is None:
            break
        sent += _deliver(message)
    return sent


def _claim() -> Message | None:
    """One unsent message, ours for a minute. The update's condition decides between two workers, not the read."""
    moment = clock.now()
    waiting = Message.objects.filter(sent_at__isnull=True, at__lte=moment, tries__lt=TRIES).filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=moment)
    )
    # Somebody is waiting at a screen for a code; everything else goes in the order in which it was said.
    codes_first = Case(When(template__in=CODES, then=0), default=1)
    for message in waiting.order_by(codes_first, "at", "id")[:20]:
        if waiting.filter(pk=message.pk).update(claimed_until=moment + CLAIM, tries=F("tries") + 1):
            message.refresh_from_db()
            return message
    return None


def _deliver(message: Message) -> bool:
    row = Message.objects.filter(pk=message.pk)
    address = _address(message)
    if address is None:
        # Somebody without a phone is told on paper or in person; there is nothing to try again.
        row.update(tries=TRIES, error="no_phone")
        return False
    try:
        _send(message, address)
    except NotSent as failure:
        row.update(claimed_until=clock.now() + CLAIM * message.tries, error=str(failure)[:200])
        log.warning(
            "message not sent",
            message=str(message.pk),
            template=message.template,
            to=masked(address.phone),
            tries=message.tries,
            reason=str(failure),
        )
        return False
    gone = {"facts": {}, "to": ""} if message.to else {}
    row.update(sent_at=clock.now(), error="", **gone)
    return True


def _address(message: Message) -> Address | None:
    if message.to:
        return Address(phone=message.to, demo=message.demo)
    return addresses.find([message.person]).get(message.person) if message.person else None


def _send(message: Message, address: Address) -> None:
    if message.channel == Message.Channel.WECHAT:
        wechat.send(message, address, url=settings.WECHAT_URL)
    else:
        sms.send(message, address, url=settings.SMS_URL)
