"""Colour tokens, light and dark, and their contrast: every text colour reads at 4.5 or better on its ground."""

from __future__ import annotations

import colorsys
from typing import NamedTuple


class Tokens(NamedTuple):
    dark: bool
    # grounds
    window: str
    sidebar: str
    surface: str
    sunken: str
    hover: str
    pressed: str
    # lines
    border: str
    border_control: str
    border_check: str
    focus: str
    # text
    text: str
    muted: str
    disabled: str
    # the one colour that says "do this"
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_text: str
    accent_soft: str
    # states
    danger: str
    danger_hover: str
    on_danger: str
    danger_text: str
    danger_soft: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    info: str
    info_soft: str
    # toast and bulk bar
    inverse: str
    inverse_hover: str
    on_inverse: str
    inverse_accent: str
    # charts
    chart_1: str
    chart_2: str
    chart_3: str
    chart_4: str
    chart_5: str
    chart_6: str
    chart_before: str

    @property
    def chart(self) -> tuple[str, ...]:
        return (self.chart_1, self.chart_2, self.chart_3, self.chart_4, self.chart_5, self.chart_6)


LIGHT = Tokens(
    dark=False,
    window="#F6F7F9",
    sidebar="#FBFBFC",
    surface="#FFFFFF",
    sunken="#F1F3F5",
    hover="#F3F4F6",
    pressed="#E7E9ED",
    border="#E3E6EA",
    border_control="#C6CBD3",
    border_check="#7A828F",
    focus="#2563EB",
    text="#1F2329",
    muted="#5C6370",
    disabled="#8A919C",
    accent="#C2410C",
    accent_hover="#A8370A",
    accent_pressed="#8F2F08",
    on_accent="#FFFFFF",
    accent_text="#B83D0B",
    accent_soft="#FFF1E8",
    danger="#B42318",
    danger_hover="#95190F",
    on_danger="#FFFFFF",
    danger_text="#B42318",
    danger_soft="#FDECEA",
    success="#166534",
    success_soft="#E4F3E8",
    warning="#7A4F01",
    warning_soft="#FFF3D1",
    info="#1D4ED8",
    info_soft="#E6EEFD",
    inverse="#1F2329",
    inverse_hover="#343A42",
    on_inverse="#FFFFFF",
    inverse_accent="#FFB37A",
    chart_1="#C2410C",
    chart_2="#2563EB",
    chart_3="#15803D",
    chart_4="#9333EA",
    chart_5="#B7791F",
    chart_6="#0E7490",
    chart_before="#8A919C",
)

DARK = Tokens(
    dark=True,
    window="#18191C",
    sidebar="#1C1D20",
    surface="#222327",
    sunken="#1D1E21",
    hover="#2B2D32",
    pressed="#35373D",
    border="#34363B",
    border_control="#4D5058",
    border_check="#8A8F99",
    focus="#7DB3FF",
    text="#E9EAEC",
    muted="#A4A8B0",
    disabled="#6E727A",
    accent="#FF8A3D",
    accent_hover="#FFA061",
    accent_pressed="#F27A2B",
    on_accent="#1A1206",
    accent_text="#FF9A57",
    accent_soft="#3A2A20",
    danger="#F87171",
    danger_hover="#FA8F8F",
    on_danger="#200808",
    danger_text="#FCA5A5",
    danger_soft="#3B2222",
    success="#6FDD93",
    success_soft="#1B3324",
    warning="#F2C14E",
    warning_soft="#38301A",
    info="#93B8FF",
    info_soft="#1E2A42",
    inverse="#E6E8EB",
    inverse_hover="#D2D5DA",
    on_inverse="#1A1B1E",
    inverse_accent="#9A3412",
    chart_1="#FF8A3D",
    chart_2="#6EA8FF",
    chart_3="#4FC97C",
    chart_4="#C79BFF",
    chart_5="#E5B84B",
    chart_6="#4CC4DE",
    chart_before="#8A8F99",
)

# (text, ground) as they meet on screen; the test asks 4.5 of each.
TEXT_ON_GROUND = (
    *((text, ground) for text in ("text", "muted") for ground in ("window", "sidebar", "surface", "sunken", "hover")),
    ("text", "pressed"),
    ("text", "accent_soft"),
    ("muted", "accent_soft"),
    *(("accent_text", ground) for ground in ("window", "sidebar", "surface", "sunken", "hover", "accent_soft")),
    *(("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")),
    ("on_danger", "danger"),
    ("on_danger", "danger_hover"),
    *(("danger_text", ground) for ground in ("window", "surface", "danger_soft", "accent_soft")),
    *(("success", ground) for ground in ("window", "surface", "success_soft")),
    *(("warning", ground) for ground in ("window", "surface", "warning_soft")),
    *(("info", ground) for ground in ("window", "surface", "info_soft")),
    ("on_inverse", "inverse"),
    ("on_inverse", "inverse_hover"),
    ("inverse_accent", "inverse"),
    ("inverse_accent", "inverse_hover"),
)

# (text, ground) of tag chips by the name that is stored with a tag.
_CHIPS_LIGHT = {
    "gray": ("#4A505B", "#ECEEF1"),
    "orange": ("#A63808", "#FFEBDD"),
    "red": ("#A61E14", "#FDE8E6"),
    "yellow": ("#754C00", "#FDF0C8"),
    "green": ("#14602F", "#DFF2E4"),
    "teal": ("#0B5A66", "#DBF1F4"),
    "blue": ("#1A47B8", "#E3ECFD"),
    "purple": ("#6B25B5", "#F1E7FC"),
    "pink": ("#A3195B", "#FCE6F0"),
}
_CHIPS_DARK = {
    "gray": ("#C6C9CF", "#3A3C42"),
    "orange": ("#FFB078", "#47301F"),
    "red": ("#FFA8A2", "#482726"),
    "yellow": ("#F0CB6A", "#40361A"),
    "green": ("#86DDA2", "#1F3B29"),
    "teal": ("#7BD7E3", "#19393F"),
    "blue": ("#A3C2FF", "#233453"),
    "purple": ("#D3B2FF", "#38294D"),
    "pink": ("#FFA9CF", "#472639"),
}
CHIP_COLORS = tuple(_CHIPS_LIGHT)
_HUES = {"red": 0, "orange": 25, "yellow": 48, "green": 130, "teal": 186, "blue": 220, "purple": 272, "pink": 330}


def chip_colors(tokens: Tokens, color: str) -> tuple[str, str]:
    """(text, ground) for a chip: `color` is one of CHIP_COLORS or #rrggbb, which becomes the nearest of them."""
    table = _CHIPS_DARK if tokens.dark else _CHIPS_LIGHT
    return table.get(color) or table[_nearest_chip(color)]


def _nearest_chip(color: str) -> str:
    try:
        red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    except ValueError:
        return "gray"
    hue, _light, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < 0.15:
        return "gray"
    return min(_HUES, key=lambda name: min(abs(_HUES[name] - hue * 360), 360 - abs(_HUES[name] - hue * 360)))


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio of two #rrggbb colours, 1 to 21."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    linear = []
    for i in (1, 3, 5):
        part = int(color[i : i + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
