"""Words on paper: in a box in millimetres, smaller when they do not fit, cut off with … only at the smallest size."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTextLayout, QTextOption, QTransform

from ui.paper.fonts import Face, paper_font

EM = 48
"""Words are laid out once at this many pixels and painted scaled, so that every device breaks lines alike."""
_STEP = 0.94
_HUGE = 1e6
_ALMOST = 0.84


@dataclass(frozen=True)
class WordStyle:
    """How words stand in their box; sizes in millimetres, the line height in ems."""

    size: float
    smallest: float = 0.0
    face: Face = "plain"
    bold: bool = False
    color: str = "#000000"
    align: Literal["left", "center", "right"] = "left"
    upright: Literal["top", "middle", "bottom"] = "top"
    lines: int = 1
    line_height: float = 1.3
    spacing: float = 0.0
    balance: bool = True
    """Lines of about the same length, so that no single character is left over."""


@dataclass(frozen=True)
class Fitted:
    """Words laid out in a box: the size they got and whether some were cut off."""

    layout: QTextLayout
    style: WordStyle
    width: float
    height: float
    cut: bool


def fit_words(text: str, width: float, height: float, style: WordStyle) -> Fitted:
    """Lay `text` out in a box: at the wanted size, smaller step by step, in the end with … after the last that fits."""
    plain = _one_paragraph(text, style.lines)
    size = style.size
    if style.lines > 1 and "\u2028" not in plain:
        better = _fit_better(plain, width, height, style)
        if better is not None:
            return better
    smallest = style.smallest or style.size * 0.6
    while True:
        layout, lines = _lay_out(plain, width, replace(style, size=size))
        high_enough = size <= height * 1.05 or size <= smallest
        if high_enough and lines <= _most_lines(height, size, style) and _longest(layout) * size / EM <= width + 0.01:
            if style.balance and lines > 1:
                layout = _balance(plain, width, replace(style, size=size), lines)
            return Fitted(layout, replace(style, size=size), width, height, False)
        if size <= smallest:
            break
        size = max(size * _STEP, smallest)
    return _cut_off(plain, width, height, replace(style, size=smallest))


def _fit_better(text: str, width: float, height: float, style: WordStyle) -> Fitted | None:
    """How a person would set a text that is a little too long: smaller on one line, or broken where a · stands."""
    single = replace(style, lines=1)
    alone, _count = _lay_out(text, width, single)
    share = width / max(_longest(alone) * style.size / EM, 0.001)
    if _ALMOST <= share < 1 and style.size * share >= (style.smallest or style.size * 0.6):
        return fit_words(text, width, height, replace(single, size=style.size * share * 0.999))
    parts = text.split(" · ")
    if share < 1 and 2 <= len(parts) <= _most_lines(height, style.size, style):
        layout, lines = _lay_out("\u2028".join(parts), width, style)
        if lines == len(parts):
            return Fitted(layout, style, width, height, False)
    return None


def paint_fitted(painter: QPainter, box: QRectF, fitted: Fitted) -> None:
    style = fitted.style
    painter.save()
    painter.translate(box.topLeft())
    painter.scale(style.size / EM, style.size / EM)
    painter.setPen(QColor(style.color))
    _place_lines(fitted)
    fitted.layout.draw(painter, QPointF(0, 0))
    painter.restore()


def words_path(fitted: Fitted) -> QPainterPath:
    """The outlines of the letters in millimetres from the box's corner; emoji have none."""
    _place_lines(fitted)
    path = QPainterPath()
    for run in fitted.layout.glyphRuns():
        font = run.rawFont()
        for index, place in zip(run.glyphIndexes(), run.positions(), strict=True):
            path.addPath(font.pathForGlyph(index).translated(place))
    scale = fitted.style.size / EM
    return QTransform.fromScale(scale, scale).map(path)


def used_height(fitted: Fitted) -> float:
    """What the lines take, in millimetres."""
    return fitted.layout.lineCount() * fitted.style.line_height * fitted.style.size


def used_width(fitted: Fitted) -> float:
    """The longest line, in millimetres."""
    return _longest(fitted.layout) * fitted.style.size / EM


def _one_paragraph(text: str, lines: int) -> str:
    """Line breaks stay where there is more than one line to fill."""
    rows = [" ".join(row.split()) for row in text.splitlines()]
    return "\u2028".join(row for row in rows if row) if lines > 1 else " ".join(row for row in rows if row)


def _most_lines(height: float, size: float, style: WordStyle) -> int:
    return max(1, min(style.lines, int(height / (size * style.line_height) + 0.1)))


def _lay_out(text: str, width: float, style: WordStyle) -> tuple[QTextLayout, int]:
    font = paper_font(style.face, EM, bold=style.bold)
    if style.spacing:
        font.setLetterSpacing(font.SpacingType.AbsoluteSpacing, style.spacing * EM)
    layout = QTextLayout(text, font)
    option = QTextOption()
    wrap = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if style.lines > 1 else QTextOption.WrapMode.NoWrap
    option.setWrapMode(wrap)
    layout.setTextOption(option)
    line_width = width * EM / style.size if style.lines > 1 else _HUGE
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(line_width)
    layout.endLayout()
    return layout, layout.lineCount()


def _longest(layout: QTextLayout) -> float:
    return max((layout.lineAt(index).naturalTextWidth() for index in range(layout.lineCount())), default=0.0)


def _balance(text: str, width: float, style: WordStyle, lines: int) -> QTextLayout:
    """The narrowest box that still takes `lines` lines."""
    low, high = width / lines * 0.8, width
    best, _count = _lay_out(text, width, style)
    for _round in range(6):
        middle = (low + high) / 2
        layout, count = _lay_out(text, middle, style)
        if count <= lines and _longest(layout) * style.size / EM <= middle + 0.01:
            best, high = layout, middle
        else:
            low = middle
    return best


def _cut_off(text: str, width: float, height: float, style: WordStyle) -> Fitted:
    lines = _most_lines(height, style.size, style)
    low, high = 0, len(text)  # the longest beginning that fits with … after it
    while low < high:
        middle = (low + high + 1) // 2
        layout, count = _lay_out(_shortened(text, middle), width, style)
        if count <= lines and _longest(layout) * style.size / EM <= width + 0.01:
            low = middle
        else:
            high = middle - 1
    layout, _count = _lay_out(_shortened(text, low), width, style)
    return Fitted(layout, style, width, height, True)


def _shortened(text: str, length: int) -> str:
    return text[:length].rstrip(" \u2028，、。,.") + "…"


def _place_lines(fitted: Fitted) -> None:
    """By the ideographic em box (0.88 above the baseline), so that a fallback font does not shift the line."""
    style, layout = fitted.style, fitted.layout
    width, height = fitted.width * EM / style.size, fitted.height * EM / style.size
    step = style.line_height * EM
    total = layout.lineCount() * step
    top = {"top": 0.0, "middle": (height - total) / 2, "bottom": height - total}[style.upright]
    for index in range(layout.lineCount()):
        line = layout.lineAt(index)
        free = width - line.naturalTextWidth() + (style.spacing * EM if style.spacing else 0.0)
        left = {"left": 0.0, "center": free / 2, "right": free}[style.align]
        baseline = top + index * step + (step - EM) / 2 + 0.88 * EM
        line.setPosition(QPointF(left, baseline - line.ascent()))
