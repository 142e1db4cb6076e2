"""One bar that shows how posts divide over the four pillars, with the target marked under it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from shopdesk.base.i18n import _
from shopdesk.content.content_mix import ContentMix
from shopdesk.content.pillars import PILLARS, TARGET_PERCENT, pillar_of
from ui.content.words import PILLAR_COLORS
from ui.theme import color, tokens
from ui.tokens import chip_colors
from ui.widgets.elided import elide, plain_tooltip

_BAR = 18
_TICK = 5


class MixBar(QWidget):
    """`title` is a msgid with {count}, such as "最近 14 天发了 {count} 条"."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._mix: ContentMix | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_mix(self, mix: ContentMix) -> None:
        self._mix = mix
        sentence = self.sentence()
        self.setAccessibleName(sentence)
        self.setToolTip(plain_tooltip(sentence))
        self.update()

    def sentence(self) -> str:
        """Everything that the bar shows, in words."""
        if self._mix is None:
            return ""
        lines = [self._title.format(count=self._mix.total)]
        if self._mix.total:
            for share in self._mix.shares:
                lines.append(
                    _("{name} {count} 条，{percent}%（目标 {target}%）").format(
                        name=pillar_of(share.pillar).name,
                        count=share.count,
                        percent=share.percent,
                        target=share.target,
                    )
                )
        return "\n".join([*lines, *self._mix.warnings])

    def sizeHint(self) -> QSize:
        return QSize(260, QFontMetrics(self._small()).height() + 4 + _BAR + _TICK + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def _small(self) -> QFont:
        small = QFont(self.font())
        small.setPointSizeF(self.font().pointSizeF() * 0.9)
        return small

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._mix is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self._small()
        painter.setFont(font)
        metrics = QFontMetrics(font)
        self._paint_title(painter, metrics)
        bar = QRect(0, metrics.height() + 4, self.width(), _BAR)
        self._paint_shares(painter, bar, metrics)
        self._paint_targets(painter, bar)

    def _paint_title(self, painter: QPainter, metrics: QFontMetrics) -> None:
        assert self._mix is not None
        title = self._title.format(count=self._mix.total)
        painter.setPen(color("muted"))
        width = min(metrics.horizontalAdvance(title) + 2, self.width())
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(0, 0, width, metrics.height()), int(vertical), elide(metrics, title, width))
        if self._mix.warnings:
            room = QRect(width + 10, 0, self.width() - width - 10, metrics.height())
            painter.setPen(color("warning"))
            text = "⚠ " + self._mix.warnings[0]
            painter.drawText(room, int(vertical | Qt.AlignmentFlag.AlignRight), elide(metrics, text, room.width()))

    def _paint_shares(self, painter: QPainter, bar: QRect, metrics: QFontMetrics) -> None:
        assert self._mix is not None
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("pressed"))
        painter.drawRoundedRect(QRectF(bar), 4, 4)
        left, passed = bar.left(), 0
        for share in self._mix.shares:
            passed += share.percent
            right = bar.left() + bar.width() * passed // 100
            if share.percent:
                text, ground = chip_colors(tokens(), PILLAR_COLORS[share.pillar])
                part = QRect(left, bar.top(), right - left - (1 if passed < 100 else 0), bar.height())
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(ground))
                painter.drawRoundedRect(QRectF(part), 4, 4)
                pillar = pillar_of(share.pillar)
                labels = (f"{pillar.name} {share.percent}%", f"{pillar.letter} {share.percent}%", pillar.letter)
                label = next((one for one in labels if metrics.horizontalAdvance(one) <= part.width() - 4), "")
                painter.setPen(QColor(text))
                painter.drawText(part, int(Qt.AlignmentFlag.AlignCenter), label)
            left = right

    def _paint_targets(self, painter: QPainter, bar: QRect) -> None:
        """Small triangles where one pillar would end and the next begin."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("muted"))
        passed = 0
        for pillar in PILLARS[:-1]:
            passed += TARGET_PERCENT[pillar]
            x, top = bar.left() + bar.width() * passed / 100, float(bar.bottom() + 2)
            painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x - 4, top + _TICK), QPointF(x + 4, top + _TICK)]))
