"""One piece of a poster layout onto a painter in millimetres."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from shopdesk.base.i18n import _
from shopdesk.referrals.posters.layout import Box, Ornament, Photo, Piece, Price, QrSpot, Shape, Words
from shopdesk.referrals.posters.values import PosterValues, PriceParts, field_text, poster_link, split_price
from ui.paper.ornaments import draw_in_box, paint_ornament
from ui.paper.pages import painting
from ui.paper.qr import Code, best_code, paint_code
from ui.paper.shapes import as_rect, form_path, paint_shadow, paint_shape, tint_brush, turn_about
from ui.paper.words import Fitted, WordStyle, fit_words, paint_fitted, used_height, used_width, words_path

LEAST_MODULE = 0.55
"""Millimetres on the layout: 5.5 pixels of a 1080 pixel poster, so that 40 % of it still has two for a module."""
_PICTURE_DOTS = 12.0
"""Dots for a millimetre at which a picture goes into a PDF: 300 per inch."""


@dataclass
class Flow:
    """Where the last words ended, for those that stand right below them."""

    bottom: float | None = None


def paint_piece(painter: QPainter, piece: Piece, values: PosterValues, picture: QImage | None, flow: Flow) -> list[str]:
    """Paint it; returns what the owner should know (words cut off)."""
    if isinstance(piece, (Shape, Ornament)) and piece.needs and not getattr(values, piece.needs).strip():
        return []
    if isinstance(piece, Words):
        return _paint_words(painter, piece, values, flow)
    if isinstance(piece, Price):
        _paint_price(painter, piece, values)
    elif isinstance(piece, Photo):
        _paint_photo(painter, piece, picture)
    elif isinstance(piece, Shape):
        paint_shape(painter, piece)
    elif isinstance(piece, QrSpot):
        raise TypeError("a QR spot needs its code: paint_qr_spot")
    else:
        paint_ornament(painter, piece)
    return []


# ---- the code


def spot_code(spot: QrSpot, values: PosterValues, mask: int | None = None) -> Code:
    """The code for this spot; ShopError when the shop's link may not stand in one."""
    return best_code(poster_link(values), spot.box.width / LEAST_MODULE, logo=values.logo is not None, mask=mask)


def paint_qr_spot(painter: QPainter, spot: QrSpot, code: Code, logo: QImage | None = None) -> None:
    box = as_rect(spot.box)
    if spot.plate or spot.line:
        plate = box.adjusted(-spot.plate, -spot.plate, spot.plate, spot.plate)
        painter.setPen(QPen(QColor(spot.line), spot.line_width) if spot.line else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(spot.light))
        painter.drawRoundedRect(plate, spot.radius, spot.radius)
    paint_code(painter, box, code, dark=spot.dark, light=spot.light, logo=logo)


# ---- words


def _word_style(words: Words) -> WordStyle:
    return WordStyle(
        words.size, words.smallest, words.face, words.bold, words.color, words.align, words.upright, words.lines,
        words.line_height, words.spacing,
    )  # fmt: skip


def _paint_words(painter: QPainter, words: Words, values: PosterValues, flow: Flow) -> list[str]:
    text = field_text(values, words.field)
    if not text:
        return []
    box = as_rect(words.box)
    if words.after is not None and flow.bottom is not None:
        box.setTop(flow.bottom + words.after)
    painter.save()
    if words.turn:
        turn_about(painter, box.center(), words.turn)
    fitted = fit_words(text, box.width(), box.height(), _word_style(words))
    if words.plate:
        _paint_plate(painter, words, box, fitted)
    if words.glow or words.outline:
        _paint_halo(painter, words_path(fitted).translated(box.topLeft()), words.size, words.glow, words.outline)
    paint_fitted(painter, box, fitted)
    painter.restore()
    flow.bottom = box.top() + used_height(fitted)
    return [_cut_warning(words.field, text)] if fitted.cut else []


def _cut_warning(field: str, text: str) -> str:
    names = {
        "shop": _("店名"),
        "slogan": _("口号"),
        "title": _("标题"),
        "subtitle": _("副标题"),
        "call": _("引导语"),
        "sender": _("发布者"),
        "member": _("会员名字"),
        "code": _("推荐码"),
    }
    return _("{field}太长，海报上放不下，已省略后面的字：{text}").format(field=names.get(field, field), text=text)


def _paint_plate(painter: QPainter, words: Words, box: QRectF, fitted: Fitted) -> None:
    """A strip as wide as the words, behind them."""
    width, height = used_width(fitted) + fitted.style.size * 1.1, used_height(fitted) + fitted.style.size * 0.35
    left = {
        "left": box.left() - fitted.style.size * 0.55,
        "center": box.center().x() - width / 2,
        "right": box.right() + fitted.style.size * 0.55 - width,
    }[words.align]
    top = {"top": box.top(), "middle": box.center().y() - height / 2, "bottom": box.bottom() - height}[words.upright]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(words.plate))
    radius = min(words.plate_radius, height / 2)
    painter.drawRoundedRect(QRectF(left, top, width, height), radius, radius)


def _paint_halo(painter: QPainter, path: QPainterPath, size: float, glow: str, outline: str = "") -> None:
    if glow:
        for radius in (0.5, 0.2, 0.11):
            _paint_blurred(painter, path, size * radius, QColor(glow))
    if outline:  # the form painted all around itself: a tenth of the time that stroking it takes
        for turn in range(16):
            angle = math.pi * turn / 8
            painter.fillPath(
                path.translated(math.cos(angle) * size * 0.08, math.sin(angle) * size * 0.08), QColor(outline)
            )


def _paint_blurred(painter: QPainter, path: QPainterPath, radius: float, color: QColor) -> None:
    """The form, blurred by painting it on few pixels and enlarging those: 3 ms where wide strokes took 500."""
    bounds = path.boundingRect().adjusted(-radius * 2, -radius * 2, radius * 2, radius * 2)
    dot = radius * 0.55
    width, height = max(2, round(bounds.width() / dot)), max(2, round(bounds.height() / dot))
    small = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    small.fill(Qt.GlobalColor.transparent)
    with painting(small) as brush:
        brush.scale(width / bounds.width(), height / bounds.height())
        brush.translate(-bounds.topLeft())
        brush.fillPath(path, color)
    for _twice in range(2):
        small = small.scaled(small.size() * 3, mode=Qt.TransformationMode.SmoothTransformation)
    painter.drawImage(bounds, small)


def _paint_price(painter: QPainter, price: Price, values: PosterValues) -> None:
    parts, box = split_price(values.price), as_rect(price.box)
    if not parts.whole:
        style = WordStyle(price.size * 0.5, price.size * 0.22, price.face, True, price.color, price.align, "middle", 2)
        if parts.note:
            _paint_turned(painter, price, box, fit_words(parts.note, box.width(), box.height(), style))
        return
    spans = _price_spans(price, parts)
    width = sum(used_width(fitted) + gap for fitted, gap in spans)
    shrink = min(1.0, box.width() / width)
    painter.save()
    if price.turn:
        turn_about(painter, box.center(), price.turn)
    free = box.width() - width * shrink
    left = box.left() + {"left": 0.0, "center": free / 2, "right": free}[price.align]
    below = price.size * 0.4 if price.stacked and parts.note else 0.0
    baseline = box.center().y() + price.size * shrink * 0.37 - below / 2
    if below:
        note_style = WordStyle(
            price.size * 0.26, price.size * 0.16, color=price.note_color, align="center", upright="top"
        )
        under = QRectF(box.left(), baseline + price.size * 0.08, box.width(), below)
        paint_fitted(painter, under, fit_words(parts.note, under.width(), under.height(), note_style))
    painter.translate(left, baseline)
    painter.scale(shrink, shrink)
    for fitted, gap in spans:
        _paint_span(painter, fitted, price.glow if fitted.style.bold else "")
        painter.translate(used_width(fitted) + gap, 0)
    painter.restore()


def _price_spans(price: Price, parts: PriceParts) -> list[tuple[Fitted, float]]:
    """The runs of letters of a price, each with the gap after it."""
    note = "" if price.stacked else parts.note
    spans = [
        (fit_words(text, 1e4, 1e4, WordStyle(price.size * size, 0, face, bold, color)), gap * price.size)
        for text, size, face, bold, color, gap in (
            ("¥", 0.52, price.face, True, price.color, 0.04),
            (parts.whole, 1.0, price.face, True, price.color, 0.0),
            (parts.part, 0.58, price.face, True, price.color, 0.1),
            (note, 0.27, "plain", False, price.note_color, 0.0),
        )
        if text
    ]
    width = sum(used_width(fitted) + gap for fitted, gap in spans)
    if note and width > price.box.width:  # rather a small note than a small number
        numbers = width - used_width(spans[-1][0])
        room = max(price.box.width - numbers, price.box.width * 0.4)
        small = WordStyle(price.size * 0.27, price.size * 0.16, color=price.note_color)
        spans[-1] = (fit_words(note, room, 1e4, small), 0.0)
    return spans


def _paint_span(painter: QPainter, fitted: Fitted, glow: str) -> None:
    """One run of letters whose baseline is at 0."""
    size = fitted.style.size
    top = -(fitted.style.line_height - 1) / 2 * size - 0.88 * size
    box = QRectF(0, top, fitted.width, fitted.height)
    if glow:
        _paint_halo(painter, words_path(fitted).translated(box.topLeft()), size, glow)
    paint_fitted(painter, box, fitted)


def _paint_turned(painter: QPainter, price: Price, box: QRectF, fitted: Fitted) -> None:
    painter.save()
    if price.turn:
        turn_about(painter, box.center(), price.turn)
    paint_fitted(painter, box, fitted)
    painter.restore()


# ---- the picture


def _paint_photo(painter: QPainter, photo: Photo, picture: QImage | None) -> None:
    box = as_rect(photo.box)
    painter.save()
    if photo.turn:
        turn_about(painter, box.center(), photo.turn)
    path = form_path(photo.form, box, photo.radius)
    if photo.shadow:
        paint_shadow(painter, path, box, photo.shadow)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint_brush(photo.ground, box))
    painter.drawPath(path)
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    if picture is None:
        margin = min(photo.box.width, photo.box.height) * 0.07
        inner = box.adjusted(margin, margin, -margin, -margin)
        painter.translate(inner.topLeft())
        draw_in_box(painter, photo.stand_in, Box(0, 0, inner.width(), inner.height()), photo.colors)
    else:
        _cover(painter, box, picture)
    painter.restore()
    if photo.line:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(photo.line), photo.line_width))
        painter.drawPath(path)
    painter.restore()


def _cover(painter: QPainter, box: QRectF, picture: QImage) -> None:
    """Fill the box with the middle of the picture, scaled once to the dots it will have."""
    dots = min(abs(painter.deviceTransform().m11()) or _PICTURE_DOTS, _PICTURE_DOTS)
    if painter.deviceTransform().isRotating():
        dots = _PICTURE_DOTS
    target = QSize(max(1, round(box.width() * dots)), max(1, round(box.height() * dots)))
    scaled = picture.scaled(
        target, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    left, top = (scaled.width() - target.width()) / 2, (scaled.height() - target.height()) / 2
    painter.drawImage(box, scaled, QRectF(left, top, target.width(), target.height()))
