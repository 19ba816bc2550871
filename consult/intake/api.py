"""HTTP of this stage: what is read, photos, and raising. The other verbs stand in `api_verbs.py`."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest
from ninja import Field, File, Router
from ninja.files import UploadedFile

from consult.kernel.act import allowed
from consult.kernel.errors import Refusal
from consult.kernel.http import Done, only_a_file, verb
from consult.kernel.paging import LIMIT, MOST
from consult.kernel.permits import Actor
from consult.paper.photos import MAX_BYTES
from consult.people import limits
from consult.people.who import person_id, signed_in

from . import home as homes
from . import page, pictures, raising, reads, similar, waiting
from .drafts import DRAFTED, draft_of
from .emergency import turn_away
from .found import community_of, person_of, place_of
from .models import Matter, Photo
from .rail import rails
from .schemas import DeskWaiting, Home, MatterPage, MatterRows, PhotoOut, Similar
from .schemas_in import EnterMatter, RaiseMatter
from .standing import sentence

Limit = Annotated[int, Field(ge=1, le=MOST)]
router = Router(tags=["intake"])
router.add_router("", "consult.intake.api_verbs.router")


@router.get("/home", response=Home)
def home(request: HttpRequest) -> dict[str, Any]:
    return homes.home(signed_in(request))


@router.get("/inbox", response=MatterRows)
def inbox(request: HttpRequest, cursor: str | None = None, limit: Limit = LIMIT) -> dict[str, Any]:
    items, following = reads.inbox(signed_in(request), cursor=cursor, limit=limit)
    return {"items": items, "next": following}


@router.get("/desk/waiting", response=DeskWaiting)
def desk_waiting(request: HttpRequest) -> dict[str, int]:
    """How much waits for whoever holds an office, at each place of the desk's rail."""
    return waiting.desk(signed_in(request))


@router.get("/topics", response=MatterRows)
def topics(request: HttpRequest, cursor: str | None = None, limit: Limit = LIMIT) -> dict[str, Any]:
    items, following = reads.topics(signed_in(request), cursor=cursor, limit=limit)
    return {"items": items, "next": following}


@router.get("/matters/similar", response=Similar)
def similar_matters(
    request: HttpRequest, q: Annotated[str, Field(max_length=2000)], community: UUID | None = None
) -> dict[str, Any]:
    actor = signed_in(request)
    found = similar.while_typing(actor=actor, community=community_of(actor, community), typed=q)
    return {
        "items": [
            {
                "id": like.matter.pk,
                "number": like.matter.number,
                "title": like.matter.title,
                "stage": like.matter.stage,
                "similarity": like.permille,
                "endorsements": like.endorsements,
                "allowed": allowed(like.matter, actor),
            }
            for like in found
        ]
    }


@router.get("/matters", response=MatterRows)
def matters(
    request: HttpRequest,
    community: UUID | None = None,
    stage: Annotated[str, Field(max_length=200)] = "",
    grid: UUID | None = None,
    mine: Literal["", "raised", "endorsed", "entered"] = "",
    q: Annotated[str, Field(max_length=200)] = "",
    cursor: str | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    items, following = reads.matters(
        signed_in(request),
        community=community,
        stage=stage,
        grid=grid,
        mine=mine,
        q=q,
        cursor=cursor,
        limit=limit,
    )
    return {"items": items, "next": following}


@router.post("/matters", response=Done)
def raise_matter(request: HttpRequest, body: RaiseMatter) -> dict[str, Any]:
    """Answers with the number, the sentence and the date of the first answer among the facts."""
    actor = signed_in(request)
    fields = _fields(body, community_of(actor, body.community))
    photos = fields.pop("photos")
    _screen(actor, body, fields)

    def do(actor: Any) -> tuple[Matter, dict[str, Any]]:
        # Each obliges a first answer within two days: nobody has so many concerns, and somebody may have a script.
        if not limits.take_all("matter.raise", str(actor.person), settings.MATTERS_A_PERSON):
            raise Refusal(
                "too_often",
                "您今天提出的事项已经很多",
                "You have raised a great many matters today",
                next_zh="请明天再提，或到社区办公室一并说明",
                next_en="Raise more tomorrow, or tell the community office about them together",
                status=429,
            )
        return _received(raising.raise_matter(actor=actor, photos=photos, not_emergency=True, **fields))

    return verb(request, "matter.raise", do)


@router.post("/matters/enter", response=Done)
def enter(request: HttpRequest, body: EnterMatter) -> dict[str, Any]:
    actor = signed_in(request)
    fields = _fields(body, community_of(actor, body.community))
    photos = fields.pop("photos")
    _screen(actor, body, fields)
    fields["proposer"] = person_of(fields["community"], body.proposer)
    fields["proposer_name"] = body.proposer_name

    def do(actor: Any) -> tuple[Matter, dict[str, Any]]:
        return _received(raising.enter(actor=actor, photos=photos, not_emergency=True, **fields))

    return verb(request, "matter.enter", do)


@router.get("/matters/{id}", response=MatterPage)
def matter(request: HttpRequest, id: UUID) -> dict[str, Any]:
    actor = signed_in(request)
    return page.page(reads.find_whole(actor, id), actor)


@router.post("/photos", response=PhotoOut)
def take_photo(
    request: HttpRequest, file: File[UploadedFile], community: UUID | None = None
) -> dict[str, Any]:
    actor = signed_in(request)
    only_a_file(request)
    # One byte more than may be, so that what is too big is refused as that without being read whole.
    data = file.read(MAX_BYTES + 1)
    return page.shown(pictures.take(actor=actor, community=community_of(actor, community), data=data))


@router.get("/photos/{id}", response={200: bytes})
def photo(request: HttpRequest, id: UUID) -> FileResponse:
    return _picture(pictures.for_reader(signed_in(request), id), thumb=False)


@router.get("/photos/{id}/thumb", response={200: bytes})
def thumb(request: HttpRequest, id: UUID) -> FileResponse:
    return _picture(pictures.for_reader(signed_in(request), id), thumb=True)


def _picture(photo: Photo, *, thumb: bool) -> FileResponse:
    answer = FileResponse((photo.thumb if thumb else photo.file).open("rb"), content_type="image/jpeg")
    # A photo never changes, but who may see it does: kept by the reader's own browser, and not for long.
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _fields(body: RaiseMatter, community: Any) -> dict[str, Any]:
    grid, building, unit = place_of(community, body.grid, body.building, body.unit)
    return {
        "community": community,
        "title": body.title,
        "text": body.text,
        "category": body.category,
        "grid": grid,
        "building": building,
        "unit": unit,
        "place_note": body.place_note,
        "affected": body.affected.model_dump(mode="json") if body.affected else None,
        "owners_common": body.owners_common,
        "budget_fen": body.budget_fen,
        "hide_name": body.hide_name,
        "wishes_to_join": body.wishes_to_join,
        "wishes_to_help": body.wishes_to_help,
        "photos": body.photos,
    }


def _screen(actor: Actor, body: RaiseMatter, fields: dict[str, Any]) -> None:
    """Before the verb's transaction, which would undo the alert to the grid together with what it refuses."""
    if not body.not_emergency:
        turn_away(draft_of(**{name: fields[name] for name in DRAFTED}), by=person_id(actor))


def _received(raised: Matter) -> tuple[Matter, dict[str, Any]]:
    """The receipt: the number for life, and what happens next by when."""
    line = rails([raised])[raised.pk]
    said = sentence(raised, line)
    return raised, {
        "number": raised.number,
        "sentence": said["zh"],
        "sentence_en": said["en"],
        "due": line.due.isoformat() if line.due else None,
    }
