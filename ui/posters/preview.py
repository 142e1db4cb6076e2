"""The poster as it will be, as large as there is room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from shopdesk.base.i18n import _
from shopdesk.referrals.posters.designs import design_name
from shopdesk.referrals.posters.layout import RATIO_MM, Design
from shopdesk.referrals.posters.sizes import Size, size_name
from shopdesk.referrals.posters.values import PosterValues
from ui.paper.posters import render_poster
from ui.theme import color, on_theme_changed

_MARGIN = 14
_WAIT_MS = 40


class PosterPreview(QWidget):
    """Painted again 40 ms after the last key, so that typing stays smooth."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 200)
        self.setAccessibleName(_("海报预览"))
        self._poster: tuple[Design, Size, PosterValues] | None = None
        self.image = QImage()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.render_now)
        on_theme_changed(self.update)

    def sizeHint(self) -> QSize:
        return QSize(420, 560)

    def show_poster(self, design: Design, size: Size, values: PosterValues) -> None:
        """`values` without a link shows the poster without a code."""
        poster = (design, size, values)
        if poster != self._poster:
            self._poster = poster
            self.setAccessibleDescription(
                _("{design}，{size}，标题：{title}").format(
                    design=design_name(design.key), size=size_name(size.key), title=values.title or _("无")
                )
            )
            self._timer.start()

    def render_now(self) -> None:
        """Paint what was asked for last."""
        self._timer.stop()
        if self._poster is None or not self._room().isValid():
            return
        design, size, values = self._poster
        self.image = render_poster(
            design, size, values, max(40, round(self._room().width() * self.devicePixelRatioF()))
        )
        self.update()

    def _room(self) -> QRectF:
        """Where the poster stands."""
        ratio = RATIO_MM[self._poster[1].ratio] if self._poster else (3.0, 4.0)
        wide, high = self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN
        scale = max(0.0, min(wide / ratio[0], high / ratio[1]))
        width, height = ratio[0] * scale, ratio[1] * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("sunken"))
        painter.drawRoundedRect(self.rect(), 10, 10)
        room = self._room()
        if not self.image.isNull() and room.isValid():
            painter.drawImage(room, self.image)
            painter.setPen(QPen(color("border"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room)
        painter.end()
