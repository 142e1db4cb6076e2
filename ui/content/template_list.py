"""Find a template: by pillar, moment and words, in a list that shows each one's pillar and moment."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.i18n import _
from shopdesk.content.pillars import moment_names
from shopdesk.content.template_store import TemplateRow, list_templates
from ui.app_context import AppContext
from ui.content.badges import fill_pillar_choice, paint_badge
from ui.theme import color, on_theme_changed
from ui.widgets.cards import text_label
from ui.widgets.elided import elide
from ui.widgets.search_box import SearchBox

_ROW = Qt.ItemDataRole.UserRole
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class TemplateList(QWidget):
    selected = Signal(object)  # TemplateRow or None
    activated = Signal(object)  # TemplateRow: double click or Enter

    def __init__(self, context: AppContext, *, shortcut_scope: QWidget | None = None) -> None:
        super().__init__()
        self._context = context
        self.search = SearchBox(_("搜模板"), shortcut_scope=shortcut_scope)
        self.pillar, self.moment = QComboBox(), QComboBox()
        self.pillar.setAccessibleName(_("内容支柱"))
        self.moment.setAccessibleName(_("时机"))
        fill_pillar_choice(self.pillar, _("全部支柱"))
        self.moment.addItem(_("全部时机"), "")
        for key, name in moment_names().items():
            self.moment.addItem(name, key)
        self.moment.setMaxVisibleItems(16)
        self.list = QListWidget()
        self.list.setAccessibleName(_("模板列表"))
        self.list.setItemDelegate(_TemplateDelegate(self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = text_label(_("没有找到模板，换个词试试。"), "label", wrap=True)
        self._build_layout()
        self.search.searched.connect(lambda _text: self.refresh())
        self.search.left_downwards.connect(self.list.setFocus)
        self.pillar.currentIndexChanged.connect(lambda _index: self.refresh())
        self.moment.currentIndexChanged.connect(lambda _index: self.refresh())
        self.list.currentItemChanged.connect(lambda _new, _old: self.selected.emit(self.current()))
        self.list.itemActivated.connect(lambda _item: self.activated.emit(self.current()))
        on_theme_changed(self._dress_pillars)

    def _build_layout(self) -> None:
        for combo in (self.pillar, self.moment):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(5)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self.pillar, 1)
        filters.addWidget(self.moment, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addLayout(filters)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing)

    def _dress_pillars(self) -> None:
        self.pillar.blockSignals(True)
        fill_pillar_choice(self.pillar, _("全部支柱"))
        self.pillar.blockSignals(False)

    def current(self) -> TemplateRow | None:
        item = self.list.currentItem()
        row: TemplateRow | None = None if item is None else item.data(_ROW)
        return row

    def refresh(self, select_id: int | None = None) -> None:
        """Read the list again, keeping the selection (or taking `select_id`) and the scroll position."""
        current = self.current()
        wanted = select_id if select_id is not None else current.id if current else None
        pillar, moment, words = self.pillar.currentData(), self.moment.currentData(), self.search.text()
        rows = self._context.query(lambda session: list_templates(session, pillar, moment, words))
        scroll = self.list.verticalScrollBar().value()
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(row.name)
            item.setData(_ROW, row)
            self.list.addItem(item)
        ids = [row.id for row in rows]
        if rows:
            self.list.setCurrentRow(ids.index(wanted) if wanted in ids else 0)
        self.list.blockSignals(False)
        self.list.verticalScrollBar().setValue(scroll)
        if select_id is not None and self.list.currentItem() is not None:
            self.list.scrollToItem(self.list.currentItem())
        self._nothing.setVisible(not rows)
        self.selected.emit(self.current())

    def show_template(self, template_id: int) -> None:
        """Select a template, taking the filters off if they hide it."""
        self.search.clear()
        self.pillar.setCurrentIndex(0)
        self.moment.setCurrentIndex(0)
        self.refresh(template_id)


class _TemplateDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, QFontMetrics(self._widget().font()).height() * 2 + 14)

    def _widget(self) -> QWidget:
        parent = self.parent()
        assert isinstance(parent, QWidget)
        return parent

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: TemplateRow = index.data(_ROW)
        rect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent_soft"))
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 1, -2, -1), 6, 6)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("hover"))
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 1, -2, -1), 6, 6)
        font = QFont(self._widget().font())
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        paint_badge(painter, QRectF(rect.left() + 10, rect.center().y() - 10, 21, 21), row.pillar, small)
        left, width = rect.left() + 40, rect.width() - 48
        half = rect.height() // 2
        painter.setFont(font)
        painter.setPen(color("text"))
        name = elide(QFontMetrics(font), row.name, width)
        painter.drawText(QRectF(left, rect.top() + 5, width, half - 4), _LEFT, name)
        painter.setFont(small)
        painter.setPen(color("muted"))
        below = elide(QFontMetrics(small), describe_template(row), width)
        painter.drawText(QRectF(left, rect.top() + half, width, half - 5), _LEFT, below)
        painter.restore()


def describe_template(row: TemplateRow) -> str:
    """入群欢迎 · 已改过"""
    if row.built_in is None:
        kind = _("自己写的")
    else:
        kind = _("已改过") if row.changed else ""
    moment = moment_names().get(row.moment, "")
    return " · ".join(part for part in (moment, kind) if part)
