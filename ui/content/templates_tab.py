"""The templates: found on the left, written and previewed on the right, the built-in ones can be put back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base import dates
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.content import template_store as store
from shopdesk.content.pillars import moment_names
from shopdesk.content.template_store import LONGEST_NAME, TemplateRow, TemplateValues
from ui.app_context import AppContext
from ui.content.badges import fill_pillar_choice
from ui.content.message_edit import MessageEdit
from ui.content.preview import Preview
from ui.content.template_list import TemplateList
from ui.theme import on_theme_changed
from ui.widgets.buttons import icon_button, plain_button, primary_button
from ui.widgets.cards import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.scrolling import scrolled_down


class TemplatesTab(QWidget):
    use_wanted = Signal(object)  # TemplateRow: write a calendar entry from it

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.row: TemplateRow | None = None
        """The template that is edited, as it is stored."""
        self._kept: TemplateValues | None = None
        self._loading = False
        self.tools = self._build_tools()
        self.list = TemplateList(context, shortcut_scope=self)
        self._build_fields()
        self._both = self._build_both()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._both)
        self._pages.addWidget(
            EmptyState(_("这里还没有模板。"), (_("放入现成的模板"), self.seed), icon_name="layout-template")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._connect()

    # ---- building

    def _build_tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(primary_button(_("新模板"), self.add, icon_name="plus"))
        return tools

    def _build_fields(self) -> None:
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(_("模板名字"))
        self.name.setPlaceholderText(_("模板名字"))
        self.pillar, self.moment = QComboBox(), QComboBox()
        self.pillar.setAccessibleName(_("内容支柱"))
        self.moment.setAccessibleName(_("时机"))
        fill_pillar_choice(self.pillar)
        self.moment.addItem(_("不限时机"), "")
        for key, name in moment_names().items():
            self.moment.addItem(name, key)
        self.message = MessageEdit(_("模板文案"), lines=9)
        self.preview = Preview(self.context)
        self.save_button = plain_button(_("保存"), self.save)
        self.save_button.setToolTip(_("保存（Ctrl+S）"))
        self.restore_button = plain_button(_("恢复原文"), self.restore, icon_name="rotate-ccw")
        self.copy_button = plain_button(_("复制一份"), self.duplicate, icon_name="copy")
        self.use_button = primary_button(_("排进日历"), self._use, icon_name="calendar")
        self.delete_button = icon_button("trash-2", _("删除这个模板"), self.delete)

    def _build_both(self) -> QSplitter:
        left = Card()
        left.body.setContentsMargins(12, 12, 12, 12)
        left.body.addWidget(self.list)
        left.setMinimumWidth(236)
        self._form = right = Card()
        right.body.setContentsMargins(16, 14, 6, 12)
        right.body.addWidget(self._build_form(), 1)
        right.body.addLayout(self._build_foot())
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(left)
        both.addWidget(right)
        both.setStretchFactor(0, 0)
        both.setStretchFactor(1, 1)
        both.setSizes([320, 640])
        both.setHandleWidth(12)
        both.setChildrenCollapsible(False)
        return both

    def _build_form(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, 10, 2)
        column.setSpacing(10)
        column.addWidget(self.name)
        kinds = QHBoxLayout()
        kinds.setSpacing(8)
        kinds.addWidget(self.pillar, 1)
        kinds.addWidget(self.moment, 1)
        column.addLayout(kinds)
        column.addWidget(self.message, 1)
        column.addWidget(self.preview)
        return scrolled_down(inside)

    def _build_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(2, 0, 10, 0)
        foot.setSpacing(8)
        foot.addWidget(self.use_button)
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        foot.addWidget(self.restore_button)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.delete_button)
        return foot

    def _connect(self) -> None:
        self.list.selected.connect(self._show)
        self.list.activated.connect(lambda _row: self.message.field.setFocus())
        self.name.textEdited.connect(lambda _text: self._on_change())
        self.pillar.currentIndexChanged.connect(lambda _index: self._on_change())
        self.moment.currentIndexChanged.connect(lambda _index: self._on_change())
        self.message.edited.connect(self._on_change)
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save)
        on_theme_changed(self._dress_pillars)

    def _dress_pillars(self) -> None:
        self._loading = True
        fill_pillar_choice(self.pillar)
        self._loading = False

    # ---- reading

    def refresh(self) -> None:
        there = self.context.query(lambda session: bool(store.list_templates(session)))
        self._pages.setCurrentIndex(0 if there else 1)
        if there:
            self.list.refresh()

    def _show(self, row: TemplateRow | None) -> None:
        """Edit another template; what was written in the one before is stored first."""
        if self.row is not None and (row is None or row.id != self.row.id):
            self.save()
        if row is not None and self.row is not None and row.id == self.row.id and self.dirty():
            self.row = row  # stored meanwhile; what the owner went on writing stays
            return
        self.row = row
        self._form.setEnabled(row is not None)
        if row is None:
            self._kept = None
            return
        self._loading = True
        self.name.setText(row.name)
        self.name.setCursorPosition(0)
        self.pillar.setCurrentIndex(self.pillar.findData(row.pillar))
        self.moment.setCurrentIndex(max(self.moment.findData(row.moment), 0))
        if self.message.text() != row.body:
            self.message.set_text(row.body)
        self._loading = False
        self._kept = self.values()
        self._on_change()

    def values(self) -> TemplateValues:
        return TemplateValues(
            self.name.text(), self.pillar.currentData(), self.moment.currentData(), self.message.text()
        )

    def dirty(self) -> bool:
        return self._kept is not None and self.values() != self._kept

    def _on_change(self) -> None:
        if self._loading:
            return
        self.preview.show_text(self.message.text(), dates.today())
        self.save_button.setEnabled(self.dirty())
        built_in = self.row is not None and self.row.built_in is not None
        self.restore_button.setVisible(built_in)
        self.restore_button.setEnabled(self.row is not None and (self.row.changed or self.dirty()))
        self.delete_button.setVisible(not built_in)

    def hideEvent(self, event: QHideEvent) -> None:
        if self.window().isVisible():  # else the window is closing, and the page has saved already
            self.save()
        super().hideEvent(event)

    # ---- changes

    def save(self) -> None:
        """Store what was written, if anything was."""
        row = self.row
        if row is None or not self.dirty():
            return
        values = self._kept = self.values()
        self._on_change()
        self.context.change(
            _("修改模板"),
            lambda session, _progress: store.save_template(session, row.id, values),
            failed=self._not_saved,
            say=_("模板已保存"),
        )

    def _not_saved(self, error: ShopError) -> None:
        if self.row is not None:
            row = self.row
            self._kept = TemplateValues(row.name, row.pillar, row.moment, row.body)
            self._on_change()
        self.context.failed.emit(error)

    def add(self) -> None:
        taken = {row.name for row in self.context.query(store.list_templates)}
        name, number = _("新模板"), 1
        while name in taken:
            number += 1
            name = f"{_('新模板')} {number}"
        values = TemplateValues(name, self.list.pillar.currentData() or self.pillar.currentData() or "know_how")
        self._change(_("新模板"), lambda session: store.add_template(session, values), focus=True)

    def duplicate(self) -> None:
        if self.row is not None:
            one = self.row.id
            self.save()
            self._change(_("复制模板"), lambda session: store.duplicate_template(session, one), focus=True)

    def restore(self) -> None:
        if self.row is not None:
            one = self.row.id
            self._kept = self.values()  # what is put back is not saved first

            def work(session: Any) -> int:
                store.restore_template(session, one)
                return one

            self.row = None
            self._change(_("恢复模板原文"), work, say=_("已恢复原文"))

    def delete(self) -> None:
        if self.row is not None:
            one = self.row.id
            self.row = None
            self.context.change(
                _("删除模板"), lambda session, _progress: store.delete_template(session, one), say=_("模板已删除")
            )

    def seed(self) -> None:
        self.context.change(_("放入现成的模板"), lambda session, _progress: store.seed_templates(session))

    def _change(self, label: str, work: Any, *, focus: bool = False, say: str = "") -> None:
        def after(template_id: int) -> None:
            self.list.show_template(template_id)
            if focus:
                self.name.setFocus()
                self.name.selectAll()

        self.context.change(label, lambda session, _progress: work(session), after, say=say)

    def _use(self) -> None:
        if self.row is not None:
            self.save()
            values = self.values()
            self.use_wanted.emit(
                TemplateRow(
                    self.row.id,
                    self.row.built_in,
                    values.name,
                    values.pillar,
                    values.moment,
                    values.body,
                    self.row.changed,
                )
            )
