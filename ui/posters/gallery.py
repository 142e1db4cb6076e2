"""The designs as small posters: the built-in ones, then those that the owner kept. Arrow keys choose, Del deletes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from shopdesk.base.i18n import _
from shopdesk.referrals.poster_store import SavedPoster
from shopdesk.referrals.posters.designs import DESIGNS, design_name
from shopdesk.referrals.posters.layout import RATIO_MM
from shopdesk.referrals.posters.sizes import SIZES, Size
from shopdesk.referrals.posters.values import PosterValues
from ui.paper.posters import render_poster
from ui.theme import color, on_theme_changed
from ui.widgets.elided import elide, plain_tooltip

THUMB_WIDTH = 82
_GAP, _NAME = 6, 24
_KEY = Qt.ItemDataRole.UserRole
_REST_MS = 700


class DesignGallery(QListWidget):
    design_chosen = Signal(str)
    saved_chosen = Signal(int)
    delete_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = SIZES["story"]
        self.setAccessibleName(_("海报版式"))
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setMovement(QListWidget.Movement.Static)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setGridSize(self.cell_size())
        self.setSpacing(0)
        self.setViewportMargins(3, 6, 0, 4)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setItemDelegate(_ThumbDelegate(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.pictures: dict[str, QPixmap] = {}
        self._jobs: list[tuple[str, Callable[[], QImage]]] = []
        self._sources: dict[str, tuple[str, PosterValues]] = {}
        self._painter = QTimer(self)  # one small poster each time the window is idle
        self._painter.setInterval(0)
        self._painter.timeout.connect(self._paint_next)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._queue_all)
        self.currentItemChanged.connect(self._on_current)
        on_theme_changed(self.viewport().update)

    # ---- what is shown

    def show_designs(self, saved: Sequence[SavedPoster]) -> None:
        """The built-in designs and these; the chosen one stays chosen."""
        chosen = self.chosen_key()
        self.blockSignals(True)
        self.clear()
        for key in DESIGNS:
            self._add(key, design_name(key))
        for poster in saved:
            self._add(f"saved:{poster.id}", poster.name)
        self.blockSignals(False)
        self.mark(chosen or next(iter(DESIGNS)))

    def _add(self, key: str, name: str) -> None:
        item = QListWidgetItem(name)
        item.setData(_KEY, key)
        item.setToolTip(plain_tooltip(name))
        self.addItem(item)

    def chosen_key(self) -> str:
        item = self.currentItem()
        return str(item.data(_KEY)) if item is not None else ""

    def mark(self, key: str) -> None:
        """Show as chosen, without telling."""
        for row in range(self.count()):
            if self.item(row).data(_KEY) == key:
                self.blockSignals(True)
                self.setCurrentRow(row)
                self.blockSignals(False)
                self.viewport().update()

    def step(self, by: int) -> None:
        """The next or the previous design."""
        if self.count():
            self.setCurrentRow((self.currentRow() + by) % self.count())

    # ---- small pictures

    @property
    def thumb_height(self) -> int:
        width, height = RATIO_MM[self._size.ratio]
        return round(THUMB_WIDTH * height / width)

    def cell_size(self) -> QSize:
        return QSize(THUMB_WIDTH + 2 * _GAP, self.thumb_height + _NAME + 2 * _GAP)

    def show_values(self, size: Size, sources: dict[str, tuple[str, PosterValues]], *, now: bool = False) -> None:
        """What each small poster shows, by key: (design, values). Painted when the fingers rest, or `now`."""
        if size.ratio != self._size.ratio:
            self.pictures.clear()
            now = True
        self._size, self._sources = size, sources
        self.setGridSize(self.cell_size())
        if now or not self.pictures:
            self._queue_all()
        else:
            self._rest.start()

    def _queue_all(self) -> None:
        self._rest.stop()
        ratio = self.devicePixelRatioF()
        width, size = round(THUMB_WIDTH * ratio), self._size
        self._jobs = [
            (key, lambda design=design, values=values: render_poster(DESIGNS[design], size, values, width))  # type: ignore[misc]
            for key, (design, values) in self._sources.items()
            if design in DESIGNS
        ]
        self._painter.start()

    def _paint_next(self) -> None:
        if not self._jobs:
            self._painter.stop()
            return
        key, paint = self._jobs.pop(0)
        pixmap = QPixmap.fromImage(paint())
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.pictures[key] = pixmap
        self.viewport().update()

    # ---- choosing

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        key = str(item.data(_KEY))
        if key.startswith("saved:"):
            self.saved_chosen.emit(int(key.removeprefix("saved:")))
        else:
            self.design_chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.chosen_key()
        if event.key() == Qt.Key.Key_Delete and key.startswith("saved:"):
            self.delete_wanted.emit(int(key.removeprefix("saved:")))
        else:
            super().keyPressEvent(event)

    def _open_menu(self, position: object) -> None:
        item = self.itemAt(position)  # type: ignore[call-overload]
        if item is None or not str(item.data(_KEY)).startswith("saved:"):
            return
        menu = QMenu(self)
        number = int(str(item.data(_KEY)).removeprefix("saved:"))
        menu.addAction(_("删除这张海报")).triggered.connect(lambda _checked=False: self.delete_wanted.emit(number))
        menu.popup(self.viewport().mapToGlobal(position))  # type: ignore[call-overload]


def thumb_values(values: PosterValues) -> PosterValues:
    """As on the shop's own poster; samples where nothing is filled in, so that a design shows what it is."""
    return replace(
        values,
        title=values.title or _("今日好物"),
        subtitle=values.subtitle or _("今晚 8 点开团"),
        price=values.price or "19.9",
        link=values.link or "https://example.com",
        member="",
        code="",
    )


class _ThumbDelegate(QStyledItemDelegate):
    def __init__(self, gallery: DesignGallery) -> None:
        super().__init__(gallery)
        self._gallery = gallery

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        thumb = QRectF(rect.left() + _GAP, rect.top() + _GAP, THUMB_WIDTH, self._gallery.thumb_height)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        picture = self._gallery.pictures.get(str(index.data(_KEY)))
        if picture is None:
            painter.fillRect(thumb, color("sunken"))
        else:
            painter.drawPixmap(thumb, picture, QRectF(picture.rect()))
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        ring = color("accent") if chosen else color("border")
        painter.setPen(QPen(ring, 2.5 if chosen else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        grow = 2.5 if chosen else 0.0
        painter.drawRoundedRect(thumb.adjusted(-grow, -grow, grow, grow), 3, 3)
        if state & QStyle.StateFlag.State_HasFocus and self._gallery.hasFocus():
            painter.setPen(QPen(color("focus"), 1.5, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(thumb.adjusted(-5, -5, 5, 5), 4, 4)
        self._paint_name(painter, rect, str(index.data()), chosen)
        painter.restore()

    def _paint_name(self, painter: QPainter, rect: QRect, name: str, chosen: bool) -> None:
        font = self._gallery.font()
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(QColor(color("accent_text" if chosen else "text")))
        line = QRect(rect.left() + 2, rect.bottom() - _NAME, rect.width() - 4, _NAME)
        text = elide(painter.fontMetrics(), name, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), text)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self._gallery.cell_size()
