"""Places, for everybody: communities, their grids and buildings, and the public page of a grid."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from consult.kernel.errors import invalid
from consult.kernel.http import actor_of

from .. import reads
from .shapes import CommunityShown, GridPage, Places

router = Router()


@router.get("/communities", response=list[CommunityShown])
def communities(request: HttpRequest) -> list[dict[str, Any]]:
    return reads.communities()


@router.get("/places", response=Places)
def places(request: HttpRequest, community: UUID | None = None) -> dict[str, Any]:
    """Those of a community; without one, of one's own."""
    asked = community or actor_of(request).community
    if asked is None:
        raise invalid("community", "请说明是哪个社区", "Say which community")
    return reads.places(asked)


@router.get("/grids/{id}", response=GridPage)
def grid(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return reads.grid_page(id)
