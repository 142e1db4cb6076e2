"""The left navigation, which folds to icons when the window is narrow, and the bar over the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from shopdesk.base.i18n import _
from ui.icons import icon
from ui.widgets.buttons import icon_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.elided import ElidedLabel

_WIDE, _NARROW = 168, 60
_LONGEST_SHOP = 200


class Navigation(QFrame):
    def __init__(self, entries: Sequence[tuple[str, str, str]], show: Callable[[str], object]) -> None:
        """`entries` are (name, title, icon)."""
        super().__init__()
        self.setProperty("role", "sidebar")
        self.setAccessibleName(_("导航"))
        self.buttons: dict[str, QPushButton] = {}
        self._titles = {name: title for name, title, _icon in entries}
        self._folded: bool | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 14, 8, 12)
        column.setSpacing(4)
        self.brand = text_label(_("掌柜台"), "section")
        self.brand.setContentsMargins(12, 0, 0, 10)
        column.addWidget(self.brand)
        for at, (name, title, icon_name) in enumerate(entries):
            button = push_button(title, partial(show, name), kind="nav")
            button.setIcon(icon(icon_name, "muted"))
            button.setIconSize(QSize(18, 18))
            button.setAccessibleName(title)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            if at == len(entries) - 1:
                column.addStretch(1)
            column.addWidget(button)
            self.buttons[name] = button
        self.fold(False)

    def mark(self, name: str) -> None:
        self.buttons[name].setChecked(True)

    def fold(self, folded: bool) -> None:
        """Icons only, with the titles as tooltips."""
        if folded == self._folded:
            return
        self._folded = folded
        self.setFixedWidth(_NARROW if folded else _WIDE)
        self.brand.setText(_("掌柜") if folded else _("掌柜台"))
        self.brand.setContentsMargins(4 if folded else 12, 0, 0, 10)
        for name, button in self.buttons.items():
            button.setText("" if folded else self._titles[name])
            button.setToolTip(self._titles[name] if folded else "")


class TopBar(QFrame):
    def __init__(
        self,
        search: Callable[[], object],
        bring_in: Callable[[], object],
        undo: Callable[[], object],
        redo: Callable[[], object],
        look: Callable[[], object],
        back: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setProperty("role", "topbar")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 7, 16, 7)
        row.setSpacing(6)
        self.search = push_button(_("搜索会员、订单或命令…  Ctrl+K"), search, icon_name="search")
        self.search.setMinimumWidth(280)
        self.bring_in = push_button(_("导入"), bring_in, icon_name="upload", tooltip=_("粘贴接龙或选择文件（Ctrl+O）"))
        self.undo = icon_button("undo-2", _("撤销"), undo)
        self.redo = icon_button("redo-2", _("重做"), redo)
        self.shop = ElidedLabel("", "muted")
        # As wide as its text: an ignored hint counts as none beside a stretch, and the name would hang over the edge.
        self.shop.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.back = push_button("", back, kind="quiet", icon_name="arrow-left", tooltip=_("回到上一页（Alt+←）"))
        self.back.hide()
        row.addWidget(self.search)
        row.addWidget(self.back)
        row.addStretch(1)
        for widget in (self.undo, self.redo, icon_button("moon", _("浅色 / 深色"), look), self.bring_in, self.shop):
            row.addWidget(widget)

    def lead_back(self, title: str) -> None:
        """Where the link was that led here; "" when none did."""
        self.back.setVisible(bool(title))
        self.back.setText(_("回到{page}").format(page=title))
        self.back.setAccessibleName(self.back.text())

    def name_shop(self, name: str) -> None:
        self.shop.setText(name)
        width = self.shop.fontMetrics().horizontalAdvance(name) + 4
        self.shop.setFixedWidth(min(width, _LONGEST_SHOP))
