"""The pieces a poster layout is made of, in millimetres from the trimmed paper's top left corner.

Painted in their order, but the member's own pieces (name, code, QR code) always last: everything else is painted once
and kept while a hundred members' posters are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Field = Literal["shop", "slogan", "title", "subtitle", "note", "call", "sender", "member", "code"]
Need = Literal["", "price", "subtitle", "slogan"]
"""What must have been filled in for a shape to be there at all: no empty price badge."""
Align = Literal["left", "center", "right"]
Upright = Literal["top", "middle", "bottom"]
Face = Literal["plain", "title", "hand"]
Ratio = Literal["story", "portrait", "square", "paper"]

RATIO_MM: dict[Ratio, tuple[float, float]] = {
    "story": (108.0, 192.0),
    "portrait": (108.0, 144.0),
    "square": (108.0, 108.0),
    "paper": (210.0, 297.0),
}
"""What the layouts of each aspect ratio are drawn on; ten pixels of a 1080 pixel poster are one millimetre."""
PERSONAL_FIELDS = frozenset({"member", "code"})


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Tint:
    """One colour or a gradient (#RRGGBB or #AARRGGBB); the angle is the way it runs: 0 right, 90 down."""

    colors: tuple[str, ...]
    angle: float = 90.0
    radial: bool = False


@dataclass(frozen=True)
class Shape:
    """A plain form; `fill` None leaves it open. `shadow` is how dark its soft shadow is (0 to 1)."""

    kind: Literal["rect", "round", "ellipse", "arch", "burst", "wave", "scallop", "ticket", "torn"]
    box: Box
    fill: Tint | None = None
    radius: float = 0.0
    line: str = ""
    line_width: float = 0.0
    dash: tuple[float, ...] = ()
    turn: float = 0.0
    shadow: float = 0.0
    count: int = 16
    """Points of a burst, waves of a wave, bows of a scallop."""
    needs: Need = ""


@dataclass(frozen=True)
class Ornament:
    """A drawing by name (ui/paper/ornaments.py) in its own colours."""

    name: str
    box: Box
    colors: tuple[str, ...] = ()
    turn: float = 0.0
    opacity: float = 1.0
    needs: Need = ""


@dataclass(frozen=True)
class Words:
    """A field's text. `glow` shines around the letters, `plate` is a coloured strip behind them as wide as they are."""

    field: Field
    box: Box
    size: float
    color: str
    smallest: float = 0.0
    face: Face = "plain"
    bold: bool = False
    align: Align = "left"
    upright: Upright = "middle"
    lines: int = 1
    line_height: float = 1.3
    spacing: float = 0.0
    turn: float = 0.0
    glow: str = ""
    outline: str = ""
    plate: str = ""
    plate_radius: float = 0.0
    after: float | None = None
    """So far below the lines of the words before it, instead of at the top of its box."""


@dataclass(frozen=True)
class Price:
    """¥19.9 with a large number, and the note (/5 斤装) small behind it."""

    box: Box
    size: float
    color: str
    note_color: str
    face: Face = "title"
    align: Align = "left"
    turn: float = 0.0
    glow: str = ""
    stacked: bool = False
    """The note below the number, as on a badge, instead of behind it."""


@dataclass(frozen=True)
class Photo:
    """The product's picture, cut to the form; without one the drawing `stand_in` on `ground`."""

    box: Box
    form: Literal["rect", "round", "ellipse", "arch"]
    stand_in: str
    ground: Tint
    colors: tuple[str, ...] = ()
    radius: float = 0.0
    line: str = ""
    line_width: float = 0.0
    turn: float = 0.0
    shadow: float = 0.0


@dataclass(frozen=True)
class QrSpot:
    """The square of the QR code, its quiet zone included, on a plate a little larger."""

    box: Box
    dark: str = "#000000"
    light: str = "#FFFFFF"
    plate: float = 0.0
    radius: float = 0.0
    line: str = ""
    line_width: float = 0.0


Piece = Shape | Ornament | Words | Price | Photo | QrSpot


@dataclass(frozen=True)
class Layout:
    """One design at one aspect ratio; `ground` also fills the bleed."""

    ground: Tint
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Design:
    key: str
    layouts: dict[Ratio, Layout]


def is_personal(piece: Piece) -> bool:
    return isinstance(piece, QrSpot) or (isinstance(piece, Words) and piece.field in PERSONAL_FIELDS)


def qr_spot(layout: Layout) -> QrSpot:
    return next(piece for piece in layout.pieces if isinstance(piece, QrSpot))
