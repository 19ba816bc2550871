"""Photos in: whatever a phone sends becomes a plain JPEG that says nothing but its picture."""

import hashlib
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from consult.paper.errors import PaperError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 52_000_000
"""A 50-megapixel phone; decoded as RGBA that is some 200 MB, which one upload may cost."""
LONGEST = 1600
THUMB_LONGEST = 320
QUALITY = 82

_SMALLER = "请在手机上选小一些的尺寸，或截图后再传"
_SMALLER_EN = "Choose a smaller size, or send a screenshot"


@dataclass(frozen=True)
class Photo:
    """`sha256` is of `jpeg`; width and height are its pixels; `thumb` is a JPEG of at most 320 px."""

    jpeg: bytes
    width: int
    height: int
    sha256: str
    thumb: bytes


@dataclass(frozen=True)
class Box:
    """A part of a picture to be covered, in thousandths of its width and height as it stands upright."""

    x: int
    y: int
    width: int
    height: int

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """(left, top, right, bottom), rounded outwards and kept within the picture; at least one pixel."""
        left = min(self.x * width // 1000, width - 1)
        top = min(self.y * height // 1000, height - 1)
        right = min(-(-(self.x + self.width) * width // 1000), width)
        bottom = min(-(-(self.y + self.height) * height // 1000), height)
        return left, top, max(right, left + 1), max(bottom, top + 1)


def reencode(data: bytes) -> Photo:
    """Decode JPEG, PNG, WebP (HEIC where Pillow can) and write it anew, upright, at most 1600 px, no metadata.

    Raises PaperError `photo.too_big`, `photo.kind`, `photo.heic`, `photo.too_many_pixels` or `photo.broken`.
    """
    if len(data) > MAX_BYTES:
        raise PaperError(
            "photo.too_big",
            zh=f"照片超过 {MAX_BYTES // 2**20} MB",
            en=f"The photo is larger than {MAX_BYTES // 2**20} MB",
            next_zh=_SMALLER,
            next_en=_SMALLER_EN,
        )
    kind = _kind(data)
    try:
        with warnings.catch_warnings():
            # Pillow warns at 89 megapixels and refuses at 179; the cap below is lower than both.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(io.BytesIO(data), formats=[kind])
        if image.width * image.height > MAX_PIXELS:
            raise _too_many_pixels()
        if kind == "JPEG":
            # The decoder itself shrinks by a power of two: a quarter of the time and memory.
            image.draft("RGB", (LONGEST, LONGEST))
        picture = _upright_rgb(image)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        KeyError,
        TypeError,
        OverflowError,
    ) as error:
        # Pillow's decoders answer damage with any of these.
        raise PaperError(
            "photo.broken",
            zh="照片已损坏或没有传完整",
            en="The photo is damaged or incomplete",
            next_zh="请重新选择这张照片再传一次",
            next_en="Choose it and send it again",
        ) from error
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    jpeg = _jpeg(picture)
    width, height = picture.size
    picture.thumbnail((THUMB_LONGEST, THUMB_LONGEST), Image.Resampling.LANCZOS)
    return Photo(
        jpeg=jpeg, width=width, height=height, sha256=hashlib.sha256(jpeg).hexdigest(), thumb=_jpeg(picture)
    )


# Cells a side that a covered box keeps: sixteen colours are no face, and nothing can bring one back.
_CELLS = 4


def blurred(data: bytes, boxes: Sequence[Box]) -> Photo:
    """`reencode`, and every box covered for good: what lay in it is averaged to sixteen cells before the picture is
    written, and the picture as it came is kept nowhere. Raises PaperError as `reencode` does."""
    clean = reencode(data)
    picture = Image.open(io.BytesIO(clean.jpeg))
    picture.load()
    for box in boxes:
        left, top, right, bottom = box.pixels(clean.width, clean.height)
        covered = picture.crop((left, top, right, bottom))
        cells = covered.resize((_CELLS, _CELLS), Image.Resampling.BOX)
        picture.paste(cells.resize(covered.size, Image.Resampling.NEAREST), (left, top))
    jpeg = _jpeg(picture)
    picture.thumbnail((THUMB_LONGEST, THUMB_LONGEST), Image.Resampling.LANCZOS)
    return Photo(
        jpeg=jpeg,
        width=clean.width,
        height=clean.height,
        sha256=hashlib.sha256(jpeg).hexdigest(),
        thumb=_jpeg(picture),
    )


def _kind(data: bytes) -> str:
    """The format by its first bytes; the file's name and declared type are not asked."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"):
        Image.init()
        if "HEIF" in Image.OPEN:
            return "HEIF"
        raise PaperError(
            "photo.heic",
            zh="暂时不能读取 HEIC 照片",
            en="HEIC photos cannot be read yet",
            next_zh="请在相机设置里选“兼容性最佳”，或截图后再传",
            next_en="Choose “Most compatible” in the camera settings, or send a screenshot",
        )
    raise PaperError(
        "photo.kind",
        zh="这不是照片文件",
        en="This is not a photo",
        next_zh="请上传 JPEG、PNG 或 WebP 格式的照片",
        next_en="Send a JPEG, PNG or WebP picture",
    )


def _too_many_pixels() -> PaperError:
    return PaperError(
        "photo.too_many_pixels",
        zh=f"照片超过 {MAX_PIXELS // 10**4} 万像素",
        en=f"The photo has more than {MAX_PIXELS // 10**6} million pixels",
        next_zh=_SMALLER,
        next_en=_SMALLER_EN,
    )


def _upright_rgb(image: Image.Image) -> Image.Image:
    """The first frame on white, turned as its EXIF says, in sRGB, and without anything `image.info` holds."""
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        picture = Image.new("RGB", image.size, "white")
        picture.paste(image, mask=image.getchannel("A"))
        return picture
    if profile and image.mode in ("RGB", "CMYK"):
        # Phones photograph in Display P3; without its profile the picture would be pale.
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            turned = None
        image = turned or image
    picture = Image.new("RGB", image.size)
    picture.paste(image.convert("RGB"))
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
