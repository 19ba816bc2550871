"""People and places over HTTP."""

from ninja import Router

from ..who import SessionAuth
from . import desk, me, offices, places, residing, rolls

# One path, one router: of two routers that know a path the first alone is asked, whatever the method.
router = Router(tags=["people"], auth=SessionAuth())
for part in (me, places, residing, desk, offices, rolls):
    router.add_router("", part.router)
