"""Choose a template for an entry, with its text filled in beside the list."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.content.template_store import TemplateRow
from ui.app_context import AppContext
from ui.content.preview import Preview
from ui.content.template_list import TemplateList, describe_template
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.elided import ElidedLabel


class TemplateDialog(QDialog):
    chosen = Signal(object)  # TemplateRow

    def __init__(self, context: AppContext, day: int, pillar: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day = day
        self.setWindowTitle(_("选模板"))
        self.resize(820, 520)
        self.list = TemplateList(context, shortcut_scope=self)
        self.list.setMinimumWidth(280)
        self._name = ElidedLabel("", "section")
        self._kind = text_label("", "muted")
        self._preview = Preview(context)
        self.use_button = primary_button(_("用这个模板"), self._use)
        self._build_layout()
        self.list.selected.connect(self._show)
        self.list.activated.connect(lambda _row: self._use())
        if pillar:
            self.list.pillar.setCurrentIndex(self.list.pillar.findData(pillar))
        self.list.refresh()
        self.list.search.setFocus()

    def _build_layout(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        right = QVBoxLayout(inside)
        right.setContentsMargins(4, 0, 8, 0)
        right.addWidget(self._name)
        right.addWidget(self._kind)
        right.addWidget(self._preview)
        right.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(self.list, 2)
        both.addWidget(scroll, 3)
        column = dialog_column(self)
        column.addLayout(both, 1)
        column.addLayout(button_row(plain_button(_("取消"), self.reject), self.use_button))

    def _show(self, row: TemplateRow | None) -> None:
        self.use_button.setEnabled(row is not None)
        self._name.setText(row.name if row else "")
        self._kind.setText(describe_template(row) if row else "")
        self._preview.setVisible(row is not None)
        if row is not None:
            self._preview.show_text(row.body, self._day)

    def _use(self) -> None:
        row = self.list.current()
        if row is not None:
            self.chosen.emit(row)
            self.accept()
