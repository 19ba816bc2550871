"""Photos: whatever comes in, a plain small JPEG goes on, and it tells nothing but its picture."""

import hashlib
import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from consult.paper import photos
from consult.paper.errors import PaperError


def image(
    width: int = 60, height: int = 40, mode: str = "RGB", colour: object = (200, 30, 30)
) -> Image.Image:
    return Image.new(mode, (width, height), colour)  # type: ignore[arg-type]


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    picture.load()
    return picture


def code(data: bytes) -> str:
    with pytest.raises(PaperError) as refused:
        photos.reencode(data)
    error = refused.value
    assert error.zh
    assert error.en
    assert error.next_zh
    assert error.next_en
    return error.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg_of_at_most_1600_with_its_thumb_and_hash(kind: str) -> None:
    photo = photos.reencode(saved(image(3200, 1800), kind))
    assert (photo.width, photo.height) == (1600, 900)
    assert opened(photo.jpeg).size == (1600, 900)
    assert opened(photo.jpeg).format == "JPEG"
    assert opened(photo.thumb).size == (320, 180)
    assert photo.sha256 == hashlib.sha256(photo.jpeg).hexdigest()


def test_a_small_photo_is_not_blown_up() -> None:
    photo = photos.reencode(saved(image(60, 40)))
    assert (photo.width, photo.height) == (60, 40)


def test_position_camera_and_comments_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 27.0), 3: "E", 4: (116.0, 23.0, 50.0)})
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf>GPSLatitude=39.9</rdf></x:xmpmeta>'
    data = saved(image(), exif=exif, comment=b"secret place", xmp=xmp, dpi=(72, 72))
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    assert b"GPSLatitude" in data
    photo = photos.reencode(data)
    for jpeg in (photo.jpeg, photo.thumb):
        assert len(opened(jpeg).getexif()) == 0
        for trace in (b"Exif", b"PhoneMaker", b"secret place", b"GPS", b"xmpmeta", b"ICC_PROFILE"):
            assert trace not in jpeg


def test_a_png_with_text_and_exif_is_cleaned_too() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "secret place")
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    data = saved(image(), "PNG", pnginfo=info, exif=exif)
    assert b"secret place" in data
    assert b"secret place" not in photos.reencode(data).jpeg


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (60, 40)), (3, (60, 40)), (6, (40, 60)), (8, (40, 60))]
)
def test_a_photo_taken_sideways_stands_upright(orientation: int, size: tuple[int, int]) -> None:
    picture = image(60, 40)
    picture.paste((0, 0, 255), (0, 0, 30, 40))
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = photos.reencode(saved(picture, quality=95, exif=exif))
    assert (photo.width, photo.height) == size
    # The blue half was on the left; 6 means the camera was turned so that left is the top.
    blue = {1: (5, 20), 3: (55, 20), 6: (20, 5), 8: (20, 55)}[orientation]
    red, _, blueness = opened(photo.jpeg).getpixel(blue)  # type: ignore[misc]
    assert blueness > red


def test_a_large_sideways_photo_is_upright_and_small() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = photos.reencode(saved(image(4000, 3000), exif=exif))
    assert (photo.width, photo.height) == (1200, 1600)


@pytest.mark.parametrize(
    ("mode", "colour"),
    [("RGBA", (255, 0, 0, 0)), ("LA", (0, 0)), ("P", 0), ("L", 128), ("1", 1), ("I;16", 40_000)],
)
def test_every_kind_of_png_is_read_and_transparency_becomes_white(mode: str, colour: object) -> None:
    picture = image(mode=mode, colour=colour)
    options = {"transparency": 0} if mode == "P" else {}
    photo = photos.reencode(saved(picture, "PNG", **options))
    if mode in ("RGBA", "LA", "P"):
        assert opened(photo.jpeg).getpixel((5, 5)) == (255, 255, 255)


def test_a_printers_cmyk_and_a_colour_profile_become_plain_rgb() -> None:
    assert opened(photos.reencode(saved(image(mode="CMYK", colour=(0, 255, 255, 0)))).jpeg).mode == "RGB"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = photos.reencode(saved(image(), icc_profile=profile))
    assert "icc_profile" not in opened(photo.jpeg).info
    # A profile that is no profile is no reason to refuse the photo.
    assert photos.reencode(saved(image(), icc_profile=b"nonsense" * 20)).width == 60


def test_of_an_animation_the_first_picture_is_taken() -> None:
    frames = [image(colour=(255, 0, 0)), image(colour=(0, 0, 255))]
    data = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    red, _, blue = opened(photos.reencode(data).jpeg).getpixel((5, 5))  # type: ignore[misc]
    assert red > 200 > blue


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(50_000, 50_000), (8_000, 6_501), (2_000_000_000, 2)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    assert code(png_claiming(*size)) == "photo.too_many_pixels"


def test_a_photo_of_fifty_megapixels_is_taken() -> None:
    photo = photos.reencode(saved(image(8192, 6144)))
    assert (photo.width, photo.height) == (1600, 1200)


def test_what_is_no_photo_is_refused_whatever_it_is_called() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for data in (b"", svg, b"GIF89a" + b"\0" * 40, b"BM" + b"\0" * 60, b"%PDF-1.7", b"MZ\x90", b"<html>"):
        assert code(data) == "photo.kind"


def test_a_file_that_only_begins_like_a_photo_is_refused() -> None:
    whole = saved(Image.effect_noise((400, 400), 60))
    png = saved(Image.effect_noise((400, 400), 60), "PNG")
    webp = saved(image(), "WEBP")
    for data in (
        b"\xff\xd8\xff" + b"junk" * 50,
        whole[: len(whole) // 2],
        png[: len(png) // 2],
        png_claiming(100, 100),
        b"\x89PNG\r\n\x1a\n<svg/>",
        webp[: len(webp) - 8],
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    ):
        assert code(data) == "photo.broken"


def test_too_many_bytes_are_refused_first() -> None:
    assert code(b"\xff\xd8\xff" + b"\0" * photos.MAX_BYTES) == "photo.too_big"


def test_heic_is_either_read_or_refused_by_its_name() -> None:
    data = b"\x00\x00\x00\x18ftypheic" + b"\0" * 60
    assert code(data) in ("photo.heic", "photo.broken")
