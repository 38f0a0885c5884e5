"""Colours that can be read: contrast as WCAG 2.2 measures it, and the nearest shade that has enough."""

from collections.abc import Callable

#: WCAG 2.2, 1.4.3 Contrast (Minimum), AA for text of ordinary size.
ENOUGH = 4.5
#: What the colour meets in the two themes: the panel, the assistant's bubbles, and the ink on coloured surfaces
#: (``--paper``, ``--soft`` and ``--on`` in widget/src/launcher.css).
LIGHT = ("#ffffff", "#f1f4f7", "#ffffff")
DARK = ("#161b22", "#232a33", "#10151b")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, "contrast ratio" and "relative luminance")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def on_light(colour: str) -> float:
    """The least contrast the colour has in the light theme, as text, links and background."""
    return min(contrast(colour, other) for other in LIGHT)


def on_dark(colour: str) -> float:
    """As ``on_light``, in the dark theme."""
    return min(contrast(colour, other) for other in DARK)


def nearest_on_light(colour: str) -> str:
    """The colour itself, or its nearest shade towards black that is readable in the light theme."""
    return _towards("#000000", colour, on_light)


def nearest_on_dark(colour: str) -> str:
    """The colour itself, or its nearest tint towards white that is readable in the dark theme."""
    return _towards("#ffffff", colour, on_dark)


def _towards(end: str, colour: str, measure: Callable[[str], float]) -> str:
    for percent in range(101):
        mixed = _mix(colour, end, percent / 100)
        if measure(mixed) >= ENOUGH:
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
