"""People and places over HTTP."""

from ninja import Router

from ..who import SessionAuth
from . import building, desk, me, places, residing, rolls

router = Router(tags=["people"], auth=SessionAuth())
for part in (me, places, residing, desk, building, rolls):
    router.add_router("", part.router)
