"""The look of the main states, beside pictures somebody has looked at.

The pictures are small, so that another version of a font does not matter but a moved, lost or recoloured part does.
``--update-pictures`` writes them anew: look at each one before you commit it.
"""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter
from states import STATES

PICTURES = Path(__file__).parent / "pictures"
LOOKS: dict[str, dict[str, Any]] = {
    "1280": {},
    "320": {"viewport": {"width": 320, "height": 640}},
    "dark": {"color_scheme": "dark"},
}
MAIN = [
    "closed",
    "consent",
    "place",
    "document",
    "collections",
    "clarification",
    "form",
    "options",
    "erase",
    "mistake",
    "offline",
]
#: A quarter of the size; a pixel counts as another one beyond this difference of 255; so many of them may be.
SCALE, DIFFERENT, MOST = 4, 48, 0.02


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", MAIN)
def test_it_looks_as_it_did(widget: Any, request: pytest.FixtureRequest, state: str, look: str) -> None:
    w = widget(**LOOKS[look])
    STATES[state](w)
    w.page.evaluate(
        "document.querySelector('guichet-widget').shadowRoot.querySelectorAll('time').forEach((time) => (time.textContent = '12:00'))"
    )
    w.settle()
    w.page.mouse.move(0, 0)
    now = small(w.page.screenshot(animations="disabled", caret="hide"))
    file = PICTURES / f"{state}-{look}.png"
    if request.config.getoption("--update-pictures"):
        PICTURES.mkdir(exist_ok=True)
        now.save(file, optimize=True)
    share = changed(now, Image.open(file).convert("RGB"))
    if share > MOST:
        now.save(Path(request.config.rootpath) / f"changed-{file.name}")
    assert share <= MOST, (
        f"{share:.1%} of the picture is different: compare changed-{file.name} with pictures/{file.name}"
    )


def test_a_moved_part_is_noticed() -> None:
    """The test above can fail."""
    picture = Image.open(PICTURES / "place-1280.png").convert("RGB")
    moved = ImageChops.offset(picture, 0, 8)
    assert changed(moved, picture) > MOST


def small(png: bytes) -> Image.Image:
    """A screenshot at a quarter of its size."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return picture.reduce(SCALE)


def changed(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that are not the same, small shifts of letters forgiven."""
    if one.size != other.size:
        return 1.0
    blur = ImageFilter.BoxBlur(1)
    difference = ImageChops.difference(one.filter(blur), other.filter(blur)).convert("L")
    counts = difference.histogram()
    return sum(counts[DIFFERENT:]) / sum(counts)
