"""QR codes on paper: the matrix comes from `qrcode`, we paint it as one path on whole device dots.

Quiet zone 4 modules on every side; a logo only at level Q or H and over at most 22 % of a side.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import qrcode
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from qrcode.exceptions import DataOverflowError

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _

QUIET = 4
LOGO_SHARE = 0.22
LEAST_PRINTED_MM = 0.4
LEAST_DOTS = 4
_LEVELS = {
    "L": qrcode.constants.ERROR_CORRECT_L,
    "M": qrcode.constants.ERROR_CORRECT_M,
    "Q": qrcode.constants.ERROR_CORRECT_Q,
    "H": qrcode.constants.ERROR_CORRECT_H,
}


@dataclass(frozen=True)
class Code:
    """A text as a square of modules; `side` counts the quiet zone too."""

    text: str
    level: str
    mask: int
    rows: tuple[tuple[bool, ...], ...]

    @property
    def side(self) -> int:
        return len(self.rows) + 2 * QUIET


@lru_cache(maxsize=64)
def make_code(text: str, level: str = "H", mask: int | None = None) -> Code:
    """The code at this level; a ShopError when the text is too long for any code of that level.

    Finding the best mask is 5/6 of the 10 ms: links of one shop that differ by a member's code share one.
    """
    maker = _maker(text, level)
    if maker is None:
        raise ShopError(_("链接太长，二维码放不下。"), _("请换成平台给的短链接。"), "link")
    chosen = maker.best_mask_pattern() if mask is None else mask
    maker.mask_pattern = chosen
    maker.make(fit=False)
    return Code(text, level, chosen, tuple(tuple(bool(module) for module in row) for row in maker.get_matrix()))


def best_code(text: str, most_modules: float, *, logo: bool = False, mask: int | None = None) -> Code:
    """At the highest level whose modules are not too small, so that `side` ≤ `most_modules` where it can be.

    Under a logo never below Q. When even the lowest level is too dense, that one.
    """
    levels = "HQ" if logo else "HQML"
    fitting = [level for level in levels if (_modules(text, level) or 1e9) + 2 * QUIET <= most_modules]
    return make_code(text, fitting[0] if fitting else levels[-1], mask)


def _modules(text: str, level: str) -> int | None:
    """How many modules a side has at this level; None when the text does not fit into any code."""
    maker = _maker(text, level)
    return None if maker is None else int(maker.version) * 4 + 17


def _maker(text: str, level: str) -> qrcode.QRCode | None:
    maker = qrcode.QRCode(error_correction=_LEVELS[level], border=0)
    maker.add_data(text, optimize=0)
    try:
        maker.best_fit()
    except (DataOverflowError, ValueError):  # the library says ValueError for versions over 40
        return None
    return maker


def code_path(code: Code) -> QPainterPath:
    """The dark modules, one unit each, the quiet zone left out; runs of a row are one rectangle."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for top, row in enumerate(code.rows):
        start = None
        for left, dark in enumerate((*row, False)):
            if dark and start is None:
                start = left
            elif not dark and start is not None:
                path.addRect(start, top, left - start, 1)
                start = None
    return path


def paint_code(
    painter: QPainter,
    box: QRectF,
    code: Code,
    *,
    dark: str = "#000000",
    light: str = "#FFFFFF",
    logo: QImage | None = None,
) -> QRectF:
    """Paint the code with its quiet zone in the square `box`, its modules on whole dots; returns what it took."""
    painter.save()
    painter.fillRect(box, QColor(light))
    taken, module = _on_whole_dots(painter, box, code.side)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, module * _dots_per_unit(painter) < LEAST_DOTS)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(dark))
    painter.translate(taken.topLeft() + QPointF(QUIET * module, QUIET * module))
    painter.scale(module, module)
    painter.drawPath(code_path(code))
    if logo is not None and not logo.isNull() and code.level in "QH":
        _paint_logo(painter, code, logo, light)
    painter.restore()
    return taken


def _dots_per_unit(painter: QPainter) -> float:
    return abs(painter.deviceTransform().m11()) or 1.0


def _on_whole_dots(painter: QPainter, box: QRectF, side: int) -> tuple[QRectF, float]:
    """The largest square in `box` whose modules are a whole number of device dots, at a whole dot."""
    transform = painter.deviceTransform()
    dots = _dots_per_unit(painter)
    whole = int(box.width() * dots / side + 0.02)
    if (
        transform.isRotating() or whole < LEAST_DOTS
    ):  # a small preview, or so dense that whole dots would waste much of it
        return box, box.width() / side
    module = whole / dots
    free = (box.width() - module * side) / 2
    corner = transform.map(box.topLeft() + QPointF(free, free))
    inverse, _invertible = transform.inverted()
    snapped = inverse.map(QPointF(round(corner.x()), round(corner.y())))
    return QRectF(snapped.x(), snapped.y(), module * side, module * side), module


def _paint_logo(painter: QPainter, code: Code, logo: QImage, light: str) -> None:
    """In the middle, on a light plate of a whole, odd or even number of modules like the code itself."""
    modules = len(code.rows)
    plate = int(modules * LOGO_SHARE)
    plate -= (modules - plate) % 2
    corner = (modules - plate) / 2
    box = QRectF(corner, corner, plate, plate)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.fillRect(box, QColor(light))
    inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
    size = logo.size().scaled(inner.size().toSize() * 64, Qt.AspectRatioMode.KeepAspectRatio)
    width, height = size.width() / 64, size.height() / 64
    target = QRectF(inner.center().x() - width / 2, inner.center().y() - height / 2, width, height)
    painter.drawImage(target, logo)


def code_warnings(code: Code, box_mm: float, dots_per_mm: float | None = None) -> list[str]:
    """Why the code may be hard to read at this size; `dots_per_mm` for screens, None for print."""
    module = box_mm / code.side
    if dots_per_mm is not None and int(module * dots_per_mm + 0.02) < LEAST_DOTS:
        return [
            _("链接太长，二维码的格子只有 {dots} 像素，可能扫不出来：请换成短链接。").format(
                dots=int(module * dots_per_mm)
            )
        ]
    if dots_per_mm is None and module < LEAST_PRINTED_MM:
        return [
            _("二维码的格子只有 {size} 毫米，印出来可能扫不出来：请印大一些，或换成短链接。").format(
                size=f"{module:.2f}"
            )
        ]
    return []
