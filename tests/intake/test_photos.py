"""Photos: cleaned, attached, served to those who may see the matter."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from consult.intake import pictures
from consult.intake.models import Photo
from tests.intake import steps
from tests.world import World


def send(client: Client, data: bytes, name: str = "photo.jpg") -> Any:
    file = SimpleUploadedFile(name, data, content_type="image/jpeg")
    return client.post("/api/v1/photos", {"file": file})


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_photo_is_cleaned_and_kept_until_it_is_used(world: World) -> None:
    client = steps.signed_in(world, "王阿姨")
    answer = send(client, steps.picture())
    assert answer.status_code == 200, answer.content
    kept = Photo.objects.get(pk=answer.json()["id"])
    assert (kept.uploader, kept.matter, kept.purpose) == (world.people["王阿姨"], None, "matter")
    served = client.get(answer.json()["url"])
    assert served["Content-Type"] == "image/jpeg"
    assert served["Cache-Control"].startswith("private")
    assert Image.open(io.BytesIO(body(served))).format == "JPEG"
    assert Image.open(io.BytesIO(body(client.get(answer.json()["thumb_url"])))).size == (40, 30)


def test_it_says_nothing_of_where_and_when_it_was_taken(world: World) -> None:
    out = io.BytesIO()
    picture = Image.new("RGB", (40, 30))
    exif = picture.getexif()
    exif[0x010F] = "SomePhone"
    picture.save(out, "JPEG", exif=exif)
    client = steps.signed_in(world, "王阿姨")
    kept = body(client.get(send(client, out.getvalue()).json()["url"]))
    assert b"SomePhone" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a photo",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n broken",
        b"GIF89a",
    ],
)
def test_what_is_no_photo_is_refused(world: World, data: bytes) -> None:
    answer = send(steps.signed_in(world, "王阿姨"), data)
    assert answer.status_code == 422
    assert answer.json()["code"].startswith(("photo.", "invalid"))
    assert not Photo.objects.exists()


def test_what_is_too_big_is_refused_as_that(world: World) -> None:
    from consult.paper.photos import MAX_BYTES

    answer = send(steps.signed_in(world, "王阿姨"), b"\xff\xd8\xff" + bytes(MAX_BYTES))
    assert answer.json()["code"] == "photo.too_big"


def test_a_photo_that_is_not_sent_is_asked_for(world: World) -> None:
    answer = steps.signed_in(world, "王阿姨").post("/api/v1/photos", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_nobody_sends_one_without_signing_in(world: World) -> None:
    assert send(Client(), steps.picture()).status_code == 401


def test_nobody_fills_the_store(world: World) -> None:
    client = steps.signed_in(world, "王阿姨")
    for _ in range(pictures.WAITING):
        steps.photo(world, "王阿姨")
    assert send(client, steps.picture()).json()["code"] == "too_many_photos"


@pytest.mark.parametrize(("name", "status"), [("王阿姨", 200), ("老尹", 200), ("外来的人", 404), (None, 401)])
def test_a_matters_photos_are_for_who_may_see_it(world: World, name: str | None, status: int) -> None:
    person = world.person("外来的人")
    person.community = world.other
    person.save()
    photo = steps.photo(world, "王阿姨")
    steps.raised(world, photos=[photo])
    client = steps.signed_in(world, name) if name else Client()
    for path in (f"/api/v1/photos/{photo}", f"/api/v1/photos/{photo}/thumb"):
        assert client.get(path).status_code == status


@pytest.mark.parametrize(
    ("name", "status"), [("王阿姨", 200), ("社工小李", 200), ("老尹", 404), ("吕监督", 404)]
)
def test_of_a_restricted_matter_only_its_handlers_see_them(world: World, name: str, status: int) -> None:
    photo = steps.photo(world, "王阿姨")
    steps.raised(world, category="邻里与私人事务", photos=[photo])
    assert steps.signed_in(world, name).get(f"/api/v1/photos/{photo}").status_code == status


def test_a_photo_not_used_yet_is_its_uploaders_alone(world: World) -> None:
    photo = steps.photo(world, "王阿姨")
    assert steps.signed_in(world, "王阿姨").get(f"/api/v1/photos/{photo}").status_code == 200
    assert steps.signed_in(world, "社工小李").get(f"/api/v1/photos/{photo}").status_code == 404


@pytest.mark.parametrize("photo", ["00000000-0000-4000-8000-000000000000", "..%2f..%2fetc", "1"])
def test_an_unknown_photo_is_not_found(world: World, photo: str) -> None:
    answer = steps.signed_in(world, "王阿姨").get(f"/api/v1/photos/{photo}")
    assert answer.status_code == 404
