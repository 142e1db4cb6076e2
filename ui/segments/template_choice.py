"""Choose one template: a button that names it, and a list with a search box and the beginning of each text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from shopdesk.content.pillars import list_pillars
from shopdesk.content.template_store import TemplateRow, list_templates
from ui.app_context import AppContext
from ui.icons import icon
from ui.widgets.choice_button import ChoiceButton, show_below
from ui.widgets.elided import elide, plain_tooltip

_ROW = Qt.ItemDataRole.UserRole
_HEIGHT = 320


class TemplateChoice(ChoiceButton):
    """`chosen` carries the TemplateRow, or None for no template."""

    chosen = Signal(object)

    def __init__(self, context: AppContext, nothing: str) -> None:
        """`nothing` is what the choice of no template is called."""
        super().__init__()
        self._context = context
        self._nothing = nothing
        self.row: TemplateRow | None = None
        self.clicked.connect(lambda _checked=False: self.open_list())
        self.show_row(None)

    def show_row(self, row: TemplateRow | None) -> None:
        """Show as chosen; does not emit."""
        self.row = row
        name = row.name if row is not None else self._nothing
        self.setText(elide(self.fontMetrics(), name, max(self.width() - 48, 120)).replace("&", "&&"))
        self.setToolTip(plain_tooltip(name))
        self.setAccessibleName(_("话术模板：{name}").format(name=name))

    def show_template(self, template_id: int | None) -> None:
        """The template of that id, if it is still there."""
        rows = self._context.query(list_templates)
        self.show_row(next((row for row in rows if row.id == template_id), None))

    def choose(self, row: TemplateRow | None) -> None:
        if row != self.row:
            self.show_row(row)
            self.chosen.emit(row)

    def open_list(self) -> None:
        popup = _TemplatePopup(self._context.query(list_templates), self._nothing, self)
        popup.taken.connect(self.choose)
        popup.list.ensurePolished()  # or the lines keep the height they had before the style sheet
        popup.list.doItemsLayout()
        popup.resize(min(max(self.width(), 320), 460), _HEIGHT)
        show_below(popup, self)

    def sizeHint(self) -> QSize:
        return QSize(220, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())


class _TemplatePopup(QFrame):
    taken = Signal(object)

    def __init__(self, rows: list[TemplateRow], nothing: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("搜模板：名字或内容"))
        self.search.setAccessibleName(_("搜模板"))
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._filter)
        self.list = QListWidget()
        self.list.setAccessibleName(_("模板列表"))
        self.list.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self._add(nothing, None)
        pillars = {pillar.key: pillar.name for pillar in list_pillars()}
        for row in rows:
            self._add(f"{row.name}　{pillars.get(row.pillar, '')}", row)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self.search.setFocus()

    def _add(self, text: str, row: TemplateRow | None) -> None:
        item = QListWidgetItem(text)
        item.setData(_ROW, row)
        item.setToolTip(plain_tooltip(row.body) if row is not None else "")
        self.list.addItem(item)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentItem())
                return True
            if watched is self.search and event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                self.list.setCurrentRow(self._first())
                return True
        return super().eventFilter(watched, event)

    def _first(self) -> int:
        return next((row for row in range(self.list.count()) if not self.list.item(row).isHidden()), -1)

    def _filter(self, text: str) -> None:
        words = [fold(word) for word in text.split()]
        for number in range(self.list.count()):
            item = self.list.item(number)
            row: TemplateRow | None = item.data(_ROW)
            inside = fold(f"{item.text()} {row.body if row is not None else ''}")
            item.setHidden(not all(word in inside for word in words))
        self.list.setCurrentRow(self._first())

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.taken.emit(item.data(_ROW))
        self.close()
