"""会议照片: faces are covered before anything is kept, and nothing brings them back."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from consult.kernel.models import Log, LogEntry
from consult.meeting import minutes, opening, photographing
from consult.meeting.models import SessionPhoto
from consult.paper.photos import Box
from tests.expect import guards, refused
from tests.intake.steps import signed_in
from tests.meeting.made import Hall, hall
from tests.voting.made import CHAIR
from tests.world import World

RECORDER = "社工小李"
FACE = Box(250, 250, 250, 250)


def taken() -> bytes:
    """A picture whose second quarter is a fine chequerboard, as full of detail as a face."""
    picture = Image.new("RGB", (400, 400), "white")
    draw = ImageDraw.Draw(picture)
    for x in range(100, 200, 4):
        for y in range(100, 200, 4):
            draw.rectangle((x, y, x + 1, y + 1), fill="black")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    return out.getvalue()


def add(world: World, made: Hall, **given: object) -> SessionPhoto:
    return photographing.add(
        actor=world.actor(RECORDER), session=made.session, data=taken(), **({"boxes": [FACE]} | given)
    )


def detail(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many steps of light and dark lie in a row through the middle of a box."""
    crop = picture.convert("L").crop(box)
    row = [crop.getpixel((x, crop.height // 2 - 2)) for x in range(crop.width)]
    return sum(abs(int(a) - int(b)) > 60 for a, b in pairwise(row))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def test_what_is_in_a_box_is_gone_from_all_that_is_kept(world: World, tmp_path: Path) -> None:
    kept = add(world, hall(world), caption="大家在看图纸")
    box = (100, 100, 200, 200)
    assert detail(Image.open(io.BytesIO(taken())), box) > 20
    files = sorted(tmp_path.rglob("*.jpg"))
    assert len(files) == 2, "the picture and its thumb, and nothing of the original"
    whole = Image.open(kept.file.open())
    assert whole.size == (400, 400)
    assert detail(whole, box) <= 6, "sixteen cells are left of it"
    entry = LogEntry.objects.get(verb="minutes.add_photo", log__kind=Log.Kind.LEDGER)
    assert kept.sha256 in entry.body


@guards("minutes.add_photo", "meeting.guards.faces_covered")
def test_a_photo_without_boxes_says_that_nobody_can_be_recognized(world: World) -> None:
    made = hall(world)
    with refused("faces_covered"):
        add(world, made, boxes=[])
    assert add(world, made, boxes=[], nobody=True).covered == 0


@pytest.mark.parametrize(
    "verb",
    [
        pytest.param("add", marks=guards("minutes.add_photo", "meeting.guards.minutes_unfrozen")),
        pytest.param("drop", marks=guards("minutes.drop_photo", "meeting.guards.minutes_unfrozen")),
    ],
)
def test_the_photos_of_frozen_minutes_stand(world: World, verb: str) -> None:
    made = hall(world)
    kept = add(world, made)
    minutes.edit(actor=world.actor(RECORDER), session=made.session, text="到会一人。")
    opening.close(actor=world.actor(CHAIR), session=made.session)
    minutes.freeze(actor=world.actor(CHAIR), session=made.session)
    with refused("minutes_unfrozen"):
        if verb == "add":
            add(world, made)
        else:
            photographing.drop(actor=world.actor(RECORDER), session=made.session, photo=kept)


def test_a_photo_taken_away_leaves_no_file(
    world: World, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    made = hall(world)
    kept = add(world, made)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        photographing.drop(actor=world.actor(RECORDER), session=made.session, photo=kept)
    assert not SessionPhoto.objects.exists()
    assert not list(tmp_path.rglob("*.jpg"))


def test_the_desk_sends_one_over_http_and_a_neighbour_looks_at_it(world: World) -> None:
    made = hall(world)
    desk = signed_in(world, RECORDER)

    def send(boxes: object) -> object:
        return desk.post(
            f"/api/v1/sessions/{made.session.pk}/add_photo",
            {"file": SimpleUploadedFile("p.jpg", taken()), "boxes": json.dumps(boxes)},
        )

    wrong = [
        [{"x": -1, "y": 0, "width": 10, "height": 10}],
        [1],
        {"x": 1},
        [{"x": 0, "y": 0, "width": 0, "height": 9}],
    ]
    assert {send(boxes).status_code for boxes in wrong} == {422}  # type: ignore[attr-defined]
    done = send([{"x": 250, "y": 250, "width": 250, "height": 250}])
    assert done.status_code == 200, done.content  # type: ignore[attr-defined]
    neighbour = signed_in(world, "小谷")
    [row] = neighbour.get(f"/api/v1/sessions/{made.session.pk}/photos").json()["items"]
    assert row["covered"] == 1
    picture = neighbour.get(f"/api/v1/session_photos/{row['id']}/file")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    refused_to = neighbour.post(
        f"/api/v1/sessions/{made.session.pk}/add_photo",
        {"file": SimpleUploadedFile("p.jpg", taken()), "boxes": "[]", "nobody": "true"},
    )
    assert refused_to.status_code == 403
