"""People and places over HTTP."""

from ninja import Router

from ..who import SessionAuth
from . import me, places

router = Router(tags=["people"], auth=SessionAuth())
for part in (me, places):
    router.add_router("", part.router)
