"""The rival: a room as Channels' own tutorial would have it, on the same Daphne, with our permits and our audiences.

    python -m bench.servers.plain HALL PORT

A consumer a phone, a group an audience, `group_send` for each event, JSON made by each consumer. A phone comes in with the
same ticket, past the same origin check, and every few seconds the same question is asked of all of them: signed in still,
the same person, the same role.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402  after the settings
from channels.layers import get_channel_layer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from daphne.server import Server  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import re_path  # noqa: E402

from bench.servers.commands import obey  # noqa: E402
from consult.meeting.database import on_database  # noqa: E402
from consult.meeting.hubs import LOOK_SECONDS, STANDING_LOOKS  # noqa: E402
from consult.meeting.member import CLOSES  # noqa: E402
from consult.meeting.standing import gone  # noqa: E402
from consult.meeting.tickets import Ticket, read  # noqa: E402

settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


class RoomConsumer(AsyncJsonWebsocketConsumer):
    """Everybody who is in the room."""

    here: set[RoomConsumer] = set()
    ticket: Ticket | None = None

    async def receive_json(self, content: dict[str, Any], **_: Any) -> None:
        ticket = read(content["ticket"])
        if isinstance(ticket, str):
            await self.close(CLOSES[ticket])
            return
        self.ticket = ticket
        self.here.add(self)
        await self.channel_layer.group_add(group(ticket.audience), self.channel_name)
        await self.send_json({"hello": {"pos": content["pos"]}})

    async def disconnect(self, code: int) -> None:
        if self.ticket is not None:
            self.here.discard(self)
            await self.channel_layer.group_discard(group(self.ticket.audience), self.channel_name)

    async def room_event(self, message: dict[str, Any]) -> None:
        await self.send_json(message["event"])


def group(audience: str) -> str:
    return f"room.{audience}"


async def see_out() -> None:
    """What ours does for the same permits."""
    while True:
        await asyncio.sleep(LOOK_SECONDS * STANDING_LOOKS)
        tickets = {member.ticket for member in RoomConsumer.here if member.ticket}
        if not tickets:
            continue
        why = await on_database(lambda tickets=tickets: gone(tickets))
        for member in list(RoomConsumer.here):
            if member.ticket in why:
                await member.close(CLOSES[why[member.ticket]])


def main() -> None:
    from twisted.internet import reactor

    hall, port = json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2])
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop

    async def send(shared: dict[str, bytes]) -> None:
        layer = get_channel_layer()
        for audience, body in shared.items():
            await layer.group_send(group(audience), {"type": "room.event", "event": json.loads(body)})

    def publish(position: int, shared: dict[str, bytes]) -> None:
        # What goes wrong is said here, and not swallowed with the future.
        asyncio.run_coroutine_threadsafe(send(shared), loop).result()

    obey(hall, f"http://127.0.0.1:{port}", publish)
    reactor.callLater(0, lambda: asyncio.ensure_future(see_out()))
    rooms = URLRouter([re_path(r"^ws/rooms/", RoomConsumer.as_asgi())])
    application = ProtocolTypeRouter({"websocket": OriginValidator(rooms, settings.ORIGINS)})
    Server(application, endpoints=[f"tcp:port={port}:interface=127.0.0.1"], verbosity=0).run()


if __name__ == "__main__":
    main()
