"""Posters: one painting function in millimetres for preview, picture, PDF and printer.

paint_poster(painter, design, size, values)     onto any painter whose unit is a millimetre of the layout
render_poster(design, size, values)             as a picture
PosterPress                                     many members' posters: what they share is painted once and kept
Making files is ui/paper/poster_files.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from shopdesk.referrals.posters.layout import RATIO_MM, Design, Layout, Piece, QrSpot, is_personal, qr_spot
from shopdesk.referrals.posters.sizes import Size
from shopdesk.referrals.posters.values import PosterValues, word_warnings
from ui.paper.pages import painting
from ui.paper.poster_pieces import Flow, paint_piece, paint_qr_spot, spot_code
from ui.paper.qr import Code, code_warnings
from ui.paper.shapes import tint_brush

Part = Literal["all", "shared", "personal"]


def paint_poster(
    painter: QPainter,
    design: Design,
    size: Size,
    values: PosterValues,
    *,
    part: Part = "all",
    bleed: float = 0.0,
    code: Code | None = None,
) -> list[str]:
    """Paint the design's own layout for the size's aspect ratio at 0, 0; returns what the owner should know.

    The painter's unit is a millimetre of the layout (RATIO_MM); what stands over the edge is cut at `bleed`. Raises
    ShopError when the link may not stand in a QR code.
    """
    layout = design.layouts[size.ratio]
    if part != "shared":
        code = code or spot_code(qr_spot(layout), values)  # before anything is painted: it may be refused
    width, height = RATIO_MM[size.ratio]
    sheet = QRectF(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed)
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipRect(sheet, Qt.ClipOperation.IntersectClip)
    if part != "personal":
        painter.fillRect(sheet, tint_brush(layout.ground, sheet))
    picture, logo = open_image(values.picture), open_image(values.logo)
    warnings, flow = [], Flow()
    for piece in _pieces(layout, part):
        if isinstance(piece, QrSpot):
            if code is not None:
                paint_qr_spot(painter, piece, code, logo)
        else:
            warnings += paint_piece(painter, piece, values, picture, flow)
    painter.restore()
    return warnings


def _pieces(layout: Layout, part: Part) -> Iterator[Piece]:
    if part != "personal":
        yield from (piece for piece in layout.pieces if not is_personal(piece))
    if part != "shared":
        yield from (piece for piece in layout.pieces if is_personal(piece))


def open_image(content: bytes | None) -> QImage | None:
    """A picture that shopdesk.referrals.pictures has cleaned."""
    if content is None:
        return None
    image = QImage.fromData(content)
    return None if image.isNull() else image


def render_poster(design: Design, size: Size, values: PosterValues, width: int | None = None) -> QImage:
    """The poster as a picture, `width` pixels wide (default: the size's own); without a link, no code is painted."""
    return PosterPress(design, size, values, width).render(values)


def poster_warnings(design: Design, size: Size, values: PosterValues, printed_mm: float | None = None) -> list[str]:
    """Everything the owner should know before making it: words cut off, a code too dense, words the law minds.

    `printed_mm` is how wide it will be on paper where that is not the size's own width (cards on a sheet).
    """
    press = PosterPress(design, size, values, 360)
    press.render(values)
    found = [*press.warnings, *word_warnings(values)]
    if values.link:
        spot = qr_spot(design.layouts[size.ratio])
        code = spot_code(spot, values)
        on_screen = size.pixels and printed_mm is None
        width = printed_mm or size.in_mm[0]
        box = spot.box.width * width / RATIO_MM[size.ratio][0]
        found += code_warnings(code, box, size.in_pixels[0] / width if on_screen else None)
    return list(dict.fromkeys(found))


class PosterPress:
    """Prints the posters of one design and size; the shared part is painted once.

    Whatever differs between two posters besides member and code needs another press.
    """

    def __init__(self, design: Design, size: Size, values: PosterValues, width: int | None = None) -> None:
        self.design, self.size = design, size
        self.shared = _without_person(values)
        whole_width, whole_height = size.in_pixels
        self.width = width or whole_width
        self.height = round(whole_height * self.width / whole_width)
        self.warnings: list[str] = []
        self._spot = qr_spot(design.layouts[size.ratio])
        self._mask: int | None = None
        self._ground = self._paint_ground(values)

    @property
    def _dots(self) -> float:
        return self.width / RATIO_MM[self.size.ratio][0]

    @contextmanager
    def _painting(self, image: QImage) -> Iterator[QPainter]:
        with painting(image) as painter:
            painter.scale(self._dots, self.height / RATIO_MM[self.size.ratio][1])
            yield painter

    def _paint_ground(self, values: PosterValues) -> QImage:
        ground = QImage(self.width, self.height, QImage.Format.Format_RGB32)
        with self._painting(ground) as painter:
            self.warnings += paint_poster(painter, self.design, self.size, values, part="shared")
        return ground

    def render(self, values: PosterValues) -> QImage:
        """One poster; `values` may differ from the press's in member and code only."""
        if _without_person(values) != self.shared:
            raise ValueError("this press was set up for another poster")
        code = self.code(values) if values.link else None
        logo = open_image(values.logo)
        image = self._ground.copy()
        with self._painting(image) as painter:
            for piece in self.design.layouts[self.size.ratio].pieces:
                if isinstance(piece, QrSpot):
                    if code is not None:
                        paint_qr_spot(painter, piece, code, logo)
                elif is_personal(piece):
                    self.warnings += paint_piece(painter, piece, values, None, Flow())
        return image

    def code(self, values: PosterValues) -> Code:
        """The member's code; the mask that is best for the first one serves all."""
        code = spot_code(self._spot, values, self._mask)
        self._mask = code.mask
        return code

    def code_region(self) -> QRect:
        """Where the code stands, in pixels, with a little around it."""
        box, dots = self._spot.box, self._dots
        whole = QRectF(box.x * dots, box.y * dots, box.width * dots, box.height * dots).toAlignedRect()
        return whole.adjusted(-4, -4, 4, 4).intersected(QRect(0, 0, self.width, self.height))


def _without_person(values: PosterValues) -> PosterValues:
    return replace(values, member="", code="", file_name="")
