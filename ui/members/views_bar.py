"""Saved views above the table: everybody, and each saved segment with how many it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QTabBar, QWidget

from shopdesk.base.i18n import _
from ui.widgets.buttons import push_button
from ui.widgets.elided import elide, plain_tooltip

ALL = 0
_GAP = 34  # of a tab beside its text: padding and the distance to the next
_LONGEST = 150


@dataclass(frozen=True)
class View:
    """`key` is ALL or the segment's id."""

    key: int
    name: str
    count: int | None = None
    description: str = ""


class ViewsBar(QWidget):
    """As many tabs as fit; the others wait behind 更多, and the one chosen there takes the last place."""

    chosen = Signal(int)

    def __init__(self, manage: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views: list[View] = [View(ALL, _("全部会员"))]
        self._shown: list[int] = []
        self._key = ALL
        self._manage = manage
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("人群视图"))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.currentChanged.connect(self._on_tab)
        self.more: QPushButton = push_button(_("更多"), kind="quiet")
        self._menu = QMenu(self.more)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.tabs)
        row.addWidget(self.more)
        row.addStretch(1)
        self._lay_out()

    def key(self) -> int:
        return self._key

    def view(self) -> View:
        return next((view for view in self._views if view.key == self._key), self._views[0])

    def set_views(self, views: Sequence[View]) -> None:
        """Show these; the chosen one stays chosen while it is among them, else everybody is."""
        if list(views) == self._views:
            return
        self._views = list(views)
        gone = all(view.key != self._key for view in views)
        if gone:
            self._key = ALL
        self._lay_out()
        if gone:
            self.chosen.emit(ALL)

    def choose(self, key: int) -> None:
        if key != self._key and any(view.key == key for view in self._views):
            self._key = key
            self._lay_out()
            self.chosen.emit(key)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.tabs.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _text(self, view: View) -> str:
        name = elide(self.fontMetrics(), view.name, _LONGEST)
        return name if view.count is None else f"{name} {view.count:,}"

    def _fitting(self) -> list[View]:
        room = self.width() - self.more.sizeHint().width() - 8
        fitting: list[View] = []
        for view in self._views:
            room -= self.tabs.fontMetrics().horizontalAdvance(self._text(view)) * 11 // 10 + _GAP
            if room < 0 and fitting:
                break
            fitting.append(view)
        if all(view.key != self._key for view in fitting):
            fitting[-1:] = [self.view()] if len(fitting) > 1 else [fitting[0], self.view()]
        return fitting

    def _lay_out(self) -> None:
        fitting = self._fitting()
        self.tabs.blockSignals(True)
        while self.tabs.count() > len(fitting):
            self.tabs.removeTab(self.tabs.count() - 1)
        for at, view in enumerate(fitting):
            if at >= self.tabs.count():
                self.tabs.addTab("")
            self.tabs.setTabText(at, self._text(view).replace("&", "&&"))
            self.tabs.setTabToolTip(at, plain_tooltip(view.description or view.name))
        self._shown = [view.key for view in fitting]
        self.tabs.setCurrentIndex(self._shown.index(self._key))
        self.tabs.blockSignals(False)
        hidden = len(self._views) - len(fitting)
        self.more.setText(_("更多 {count}").format(count=hidden) if hidden else _("更多"))

    def _on_tab(self, at: int) -> None:
        if 0 <= at < len(self._shown) and self._shown[at] != self._key:
            self._key = self._shown[at]
            self.chosen.emit(self._key)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for view in self._views:
            if view.key not in self._shown:
                self._menu.addAction(self._text(view).replace("&", "&&"), partial(self.choose, view.key))
        if not self._menu.isEmpty():
            self._menu.addSeparator()
        self._menu.addAction(_("新建和管理人群…"), self._manage)
