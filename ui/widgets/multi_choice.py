"""Choose several of many: a button that says what is chosen, and a list with a search box and ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from ui.icons import icon
from ui.widgets.buttons import push_button
from ui.widgets.choice_button import ChoiceButton, show_below
from ui.widgets.elided import elide, plain_tooltip

_KEY = Qt.ItemDataRole.UserRole


class MultiChoice(ChoiceButton):
    """`choices` are (key, title). `changed` comes once, when the list closes with another choice than before."""

    changed = Signal(list)

    def __init__(
        self,
        placeholder: str,
        choices: Sequence[tuple[str, str]] = (),
        chosen: Iterable[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._placeholder = placeholder
        self._choices: list[tuple[str, str]] = list(choices)
        self._chosen: list[str] = []
        self.clicked.connect(lambda _checked=False: self.open_list())
        self.set_chosen(chosen)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        self._choices = list(choices)
        self._refresh()

    def chosen(self) -> list[str]:
        """Keys in the order of the choices; a chosen key that is not (any more) among them stays, at the end."""
        known = [key for key, _title in self._choices if key in self._chosen]
        return known + [key for key in self._chosen if key not in known]

    def set_chosen(self, keys: Iterable[str]) -> None:
        self._chosen = list(dict.fromkeys(keys))
        self._refresh()

    def open_list(self) -> None:
        popup = _ChoicePopup(self._choices, self._chosen, self._placeholder, self)
        popup.closed.connect(self._take)
        popup.list.ensurePolished()  # or the lines keep the height they had before the style sheet
        popup.list.doItemsLayout()
        popup.setMinimumWidth(max(self.width(), 220))
        popup.adjustSize()
        show_below(popup, self)

    def sizeHint(self) -> QSize:
        return QSize(max(super().sizeHint().width(), 140), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(90, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh()

    def _take(self, keys: list[str]) -> None:
        before = self.chosen()
        self.set_chosen([*keys, *(key for key in self._chosen if key not in dict(self._choices))])
        if self.chosen() != before:
            self.changed.emit(self.chosen())

    def _refresh(self) -> None:
        titles = dict(self._choices)
        text = _("、").join(titles.get(key, key) for key in self.chosen())
        shown = elide(self.fontMetrics(), text or self._placeholder, max(self.width() - 48, 60))
        if shown != text and len(self._chosen) > 1:
            shown = _("已选 {count} 项").format(count=len(self._chosen))
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(plain_tooltip(text))
        self.setAccessibleName(f"{self._placeholder} {text}".strip())


class _ChoicePopup(QFrame):
    closed = Signal(list)

    def __init__(self, choices: Sequence[tuple[str, str]], chosen: Sequence[str], name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("查找"))
        self.search.setAccessibleName(_("查找"))
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        column.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setMinimumHeight(min(max(len(choices), 2) * 34 + 8, 280))
        self.list.itemClicked.connect(self._toggle)
        self.list.installEventFilter(self)
        for key, title in choices:
            item = QListWidgetItem(title)
            item.setData(_KEY, key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)  # ticked by us, on the whole line
            item.setCheckState(Qt.CheckState.Checked if key in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(push_button(_("清空"), self._clear, kind="quiet"))
        row.addStretch(1)
        row.addWidget(push_button(_("完成"), self.close, kind="primary"))
        column.addLayout(row)
        self.search.setVisible(len(choices) > 7)
        (self.search if len(choices) > 7 else self.list).setFocus()

    def keys(self) -> list[str]:
        return [str(item.data(_KEY)) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.close()
                return True
            if watched is self.list and event.key() == Qt.Key.Key_Space and self.list.currentItem() is not None:
                self._toggle(self.list.currentItem())
                return True
            if watched is self.search and event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                first = next((n for n, item in enumerate(self._items()) if not item.isHidden()), 0)
                self.list.setCurrentRow(first)
                return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit(self.keys())
        super().closeEvent(event)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(number) for number in range(self.list.count())]

    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _filter(self, text: str) -> None:
        wanted = fold(text)
        for item in self._items():
            item.setHidden(wanted not in fold(item.text()))

    def _clear(self) -> None:
        for item in self._items():
            item.setCheckState(Qt.CheckState.Unchecked)
