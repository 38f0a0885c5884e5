"""Colours that can be read: contrast as WCAG 2.2 measures it, and the nearest shade that has enough."""

from collections.abc import Callable

#: WCAG 2.2, 1.4.3 Contrast (Minimum), AA for text of ordinary size.
ENOUGH = 4.5
#: The panel's background and the ink on coloured surfaces, in the two themes (``--paper``, ``--on`` in widget/src/style.css).
LIGHT_PAPER, LIGHT_ON = "#ffffff", "#ffffff"
DARK_PAPER, DARK_ON = "#161b22", "#10151b"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, "contrast ratio" and "relative luminance")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on_light(colour: str) -> bool:
    """Whether the colour can be text and links on white, and a background for white text."""
    return contrast(colour, LIGHT_PAPER) >= ENOUGH and contrast(colour, LIGHT_ON) >= ENOUGH


def readable_on_dark(colour: str) -> bool:
    """Whether the colour can be text and links on the dark panel, and a background for dark text."""
    return contrast(colour, DARK_PAPER) >= ENOUGH and contrast(colour, DARK_ON) >= ENOUGH


def nearest_on_light(colour: str) -> str:
    """The colour itself, or its nearest shade towards black that is readable on white."""
    return _towards("#000000", colour, readable_on_light)


def nearest_on_dark(colour: str) -> str:
    """The colour itself, or its nearest tint towards white that is readable on the dark panel."""
    return _towards("#ffffff", colour, readable_on_dark)


def _towards(end: str, colour: str, readable: Callable[[str], bool]) -> str:
    for percent in range(101):
        mixed = _mix(colour, end, percent / 100)
        if readable(mixed):
            return mixed
    return end


def _mix(colour: str, end: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(end), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
