"""Telling people: rows written in the transaction of the verb that has something to say.

Sending happens later and elsewhere (`deliver.py`): a gateway that hangs must not hold a verb's locks, and what a verb
that is undone wanted to say is undone with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings

from consult.kernel import clock, words

from .models import Message


def tell(*, community: UUID, person: UUID, template: str, facts: dict[str, Any], about: UUID | None) -> None:
    """Tell one person: always in-app, and by the channels the template's words name (`by = "sms"`)."""
    tell_all(community=community, people=[person], template=template, facts=facts, about=about)


def tell_all(
    *, community: UUID, people: Iterable[UUID], template: str, facts: dict[str, Any], about: UUID | None
) -> None:
    """Tell many people the same thing, in one statement. `facts` are JSON values; they are shown to each of them."""
    moment = clock.now()
    Message.objects.bulk_create(
        [
            Message(
                community=community,
                person=person,
                channel=channel,
                template=template,
                facts=facts,
                about=about,
                at=moment,
                # An in-app message is where it is read: it is sent by being written.
                sent_at=moment if channel == Message.Channel.IN_APP else None,
            )
            for person in dict.fromkeys(people)
            for channel in (Message.Channel.IN_APP, *_channels(template))
        ],
        batch_size=500,
    )


def send_to(*, to: str, template: str, facts: dict[str, Any], demo: bool) -> None:
    """A message to a number in E.164 and not to a person: a code, or word to a number that is nobody's any more.

    The number and the facts are emptied once it is sent.
    """
    Message.objects.create(
        to=to, channel=Message.Channel.SMS, template=template, facts=facts, demo=demo, at=clock.now()
    )


def _channels(template: str) -> list[str]:
    """The channels beyond in-app that the template's words name and this installation has."""
    named = words.sentences().get(f"notice.{template}", {}).get("by", "").split()
    wechat = bool(settings.WECHAT_URL) and template in settings.WECHAT_TEMPLATES
    return [channel for channel in named if channel != Message.Channel.WECHAT or wechat]
