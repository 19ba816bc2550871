"""WeChat template messages (微信模板消息), through an operator's gateway that knows whose number is bound to which
openid. Off unless `WECHAT_URL` is set and the template has its number in `WECHAT_TEMPLATES`."""

from __future__ import annotations

from django.conf import settings

from consult.kernel import words

from ..addresses import Address
from ..models import Message
from ..transport import post


def send(message: Message, address: Address, *, url: str) -> None:
    """Send, or raise NotSent. Demonstration accounts are passed over: their numbers are invented."""
    if address.demo or message.demo:
        return
    body = {
        "to": address.phone,
        "template_id": settings.WECHAT_TEMPLATES[message.template],
        "text": words.say(f"notice.{message.template}", address.language, **message.facts),
        "params": message.facts,
    }
    post(url, body, token=settings.WECHAT_TOKEN)
