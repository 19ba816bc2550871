"""The README's pictures, from what the walk through script 甲 saw.

python -m pytest tests/browser/test_script_jia.py
python -m tests.browser.pictures
"""

from __future__ import annotations

from PIL import Image

from .conftest import SHOTS
from .served import ROOT

PICTURES = ROOT / "docs" / "pictures"
# By the screenshot they come from; phones at their own size, desks and the wall at half of it.
TAKEN = {
    "01-raise-check": "raise",
    "09-phone-ballot": "ballot",
    "15-matter": "archived",
    "09-desk-result": "desk",
    "09-screen-result": "screen",
    "11-signed": "resolution",
}
WIDEST = 960


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for shot, name in TAKEN.items():
        picture = Image.open(SHOTS / f"{shot}.png").convert("RGB")
        if picture.width > WIDEST:
            picture = picture.resize(
                (WIDEST, picture.height * WIDEST // picture.width), Image.Resampling.LANCZOS
            )
        picture.save(PICTURES / f"{name}.webp", quality=80, method=6)


if __name__ == "__main__":
    main()
