"""Photos: cleaned when they come, attached to what they were taken for, thrown away when they were not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q

from consult.kernel import clock, due
from consult.kernel.errors import Refusal, invalid, not_found
from consult.kernel.found import existing
from consult.kernel.permits import Actor
from consult.paper.photos import reencode
from consult.people.models import Community
from consult.people.who import person_id

from .models import Matter, Photo
from .visible import visible

A_MATTER = 9
# One form half filled, given up and filled again is all right; a store of pictures is not.
WAITING = 3 * A_MATTER
KEPT = timedelta(days=1)
DISCARD = "photo.discard"


def take(*, actor: Actor, community: Community, data: bytes) -> Photo:
    """Keep a photo that belongs to nothing yet. Raises PaperError for what is no photo, Refusal `too_many_photos`."""
    person = person_id(actor)
    if Photo.objects.filter(uploader=person, matter__isnull=True).count() >= WAITING:
        raise Refusal(
            "too_many_photos",
            f"还有 {WAITING} 张照片没有用上，请先用掉或等一天后再传",
            f"{WAITING} photos are waiting to be used; use them, or wait a day",
        )
    clean = reencode(data)
    with transaction.atomic():
        photo = Photo(community=community, uploader_id=person, sha256=clean.sha256, uploaded_at=clock.now())
        photo.file.save(f"{photo.pk}.jpg", ContentFile(clean.jpeg), save=False)
        photo.thumb.save(f"{photo.pk}-thumb.jpg", ContentFile(clean.thumb), save=False)
        photo.save()
        due.schedule(community=community.pk, kind=DISCARD, subject=photo.pk, at=clock.now() + KEPT)
    return photo


def chosen(*, actor: Actor, community: Community, ids: Sequence[UUID]) -> list[Photo]:
    """The actor's own waiting photos by their ids, in that order. Raises `invalid` for too many or unknown ones."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > A_MATTER:
        raise invalid("photos", f"最多 {A_MATTER} 张照片", f"At most {A_MATTER} photos")
    found = Photo.objects.filter(uploader=actor.person, community=community, matter__isnull=True).in_bulk(
        wanted
    )
    if len(found) != len(wanted):
        raise invalid("photos", "有照片没有上传成功，请重新上传", "A photo is not there; send it again")
    return [found[pk] for pk in wanted]


def attach(photos: Sequence[Photo], matter: Matter, purpose: str = "matter") -> None:
    for photo in photos:
        # The condition settles a race: a photo another verb has just attached is not taken from it.
        if not Photo.objects.filter(pk=photo.pk, matter__isnull=True).update(matter=matter, purpose=purpose):
            raise invalid("photos", "这张照片已经用在别处", "This photo is used elsewhere already")
        due.cancel(kind=DISCARD, subject=photo.pk)


def for_reader(actor: Actor, photo: UUID) -> Photo:
    """A photo the reader may see: their own, or one of a matter they may see."""
    if actor.person is None:
        raise not_found()
    seen = Q(uploader=actor.person) | Q(matter__in=Matter.objects.filter(visible(actor)).values("pk"))
    return existing(Photo.objects.filter(seen, pk=photo))


def remove(photo: Photo) -> None:
    """The row and, once that is certain, the files."""
    file, thumb = photo.file, photo.thumb
    photo.delete()
    for kept in (file, thumb):
        transaction.on_commit(partial(kept.delete, save=False))
