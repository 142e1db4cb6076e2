"""The import wizard: choose, map the columns when nothing knows them, preview and mend, import, see what became of it.

Nothing is written before the last button; closing midway leaves no trace.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.intake.apply import Imported
from shopdesk.orders.order_list import OrderFilter
from ui.app_context import AppContext
from ui.intake.choose_step import ChooseStep, local_files, remember_file
from ui.intake.done_step import DoneStep, headline
from ui.intake.history_dialog import HistoryDialog
from ui.intake.intake import Intake
from ui.intake.mapping_step import MappingStep
from ui.intake.preview_step import PreviewStep
from ui.intake.waiting_sources import WaitingSources
from ui.intake.wizard_frame import WizardFoot, WizardHead
from ui.widgets.confirm_dialog import confirm_loss
from ui.widgets.elided import ElidedLabel

_WIDTH, _HEIGHT = 1180, 720
_MARGIN = 24


class ImportWizard(QDialog):
    """`source`: None to choose, pasted text, or files; files and several lists of one text go one after another."""

    def __init__(self, context: AppContext, source: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.intake = Intake(context, self)
        self.waiting = WaitingSources()
        self._closing = False
        self._said = ""
        self.setWindowTitle(_("导入"))
        self.setAcceptDrops(True)
        self.setSizeGripEnabled(True)
        self.choose_step = ChooseStep(self.show_history)
        self.mapping_step = MappingStep()
        self.preview_step = PreviewStep(self.intake, self.show_columns)
        self.done_step = DoneStep(self.intake, self.go_on, self.answer_held)
        self._lay_out()
        self._connect()
        self.resize(self._fitting_size())
        self._show_step(self.choose_step)
        self._begin(source)

    # ---- laying out

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = WizardHead(
            [
                (self.choose_step, _("选择")),
                (self.mapping_step, _("对列")),
                (self.preview_step, _("核对")),
                (self.done_step, _("完成")),
            ]
        )
        column.addWidget(self.head)
        self.stack = QStackedWidget()
        for step in (self.choose_step, self.mapping_step, self.preview_step, self.done_step):
            self.stack.addWidget(step)
        body = QVBoxLayout()
        body.setContentsMargins(20, 14, 20, 12)
        body.addWidget(self.stack)
        column.addLayout(body, 1)
        self.foot = WizardFoot()
        self.skip_button, self.back_button = self.foot.skip_button, self.foot.back_button
        self.cancel_button, self.next_button = self.foot.cancel_button, self.foot.next_button
        column.addWidget(self.foot)

    def _connect(self) -> None:
        for button, act in (
            (self.skip_button, self.next_file),
            (self.back_button, self.go_back),
            (self.cancel_button, self._cancel),
            (self.next_button, self.go_forward),
        ):
            button.clicked.connect(act)
        self.choose_step.files_given.connect(self.open_files)
        self.choose_step.password_given.connect(self._open_locked)
        self.choose_step.text_changed.connect(self._show_buttons)
        self.mapping_step.missing_changed.connect(lambda _missing: self._show_buttons())
        self.preview_step.ready_changed.connect(self._show_buttons)
        self.preview_step.tabs.currentChanged.connect(lambda _at: self._show_buttons())
        self.preview_step.said.connect(self._say)
        self.intake.opened.connect(self._on_opened)
        self.intake.looked.connect(self._on_looked)
        self.intake.decided.connect(self._show_buttons)
        self.intake.imported.connect(self._on_imported)
        self.intake.failed.connect(self._on_failed)
        self.intake.busy_changed.connect(self._on_busy)
        self.intake.progressed.connect(self.foot.show_progress)

    def _fitting_size(self) -> QSize:
        screen = self.screen() or QGuiApplication.primaryScreen()
        room = screen.availableGeometry().size()
        return QSize(min(_WIDTH, room.width() - _MARGIN), min(_HEIGHT, room.height() - _MARGIN))

    # ---- where we are

    @property
    def status(self) -> ElidedLabel:
        return self.foot.status

    @property
    def step(self) -> QWidget:
        current = self.stack.currentWidget()
        assert current is not None
        return current

    def _show_step(self, step: QWidget) -> None:
        self.stack.setCurrentWidget(step)
        self._said = ""
        self.head.mark(step)
        self.head.what.setText(self._what_text())
        self._show_buttons()
        if step is self.choose_step:
            self.choose_step.paste_box.setFocus(Qt.FocusReason.OtherFocusReason)
        elif step is self.preview_step:
            self.preview_step.take_focus()
        else:
            self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _what_text(self) -> str:
        name = self.intake.path.name if self.intake.path is not None else ""
        table = self.intake.parsed.table if self.intake.parsed is not None else None
        if table is not None and table.preset and self.step is not self.choose_step:
            name = " · ".join(part for part in (name, _("识别为 {preset}").format(preset=table.preset)) if part)
        return self.waiting.place_words(name)

    def _show_buttons(self) -> None:
        step, busy = self.step, self.intake.pending and self.step is self.preview_step
        self.skip_button.setVisible(bool(self.waiting) and step is not self.done_step)
        self.back_button.setVisible(step in (self.mapping_step, self.preview_step) and not self.intake.writing)
        self.cancel_button.setText(_("取消") if step is not self.done_step else _("再导入一份"))
        self.cancel_button.setVisible(step is not self.done_step or not self.waiting)
        text, enabled = _("下一步"), True
        if step is self.choose_step:
            enabled = bool(self.choose_step.text().strip())
        elif step is self.mapping_step:
            enabled = not self.mapping_step.missing()
        elif step is self.preview_step:
            text, enabled = self._import_text(), not busy and not self.intake.writing
        else:
            text = self.waiting.next_words() or _("完成")
        if not self.intake.busy:
            self.status.setText(self._hint())
        self.next_button.setText(text)
        self.next_button.setAccessibleName(text)
        self.next_button.setEnabled(enabled)
        self.next_button.setVisible(step is not self.choose_step or self.choose_step.paste_box.isVisibleTo(self))

    def _import_text(self) -> str:
        seen = self.intake.seen
        if seen is None:
            return _("导入")
        effects = seen.preview.effects
        count = effects.new_orders + effects.changed + effects.cancelled + effects.new_payments
        if not effects.anything:
            return self.waiting.next_words() or _("完成")
        return _("导入 {count} 条").format(count=f"{count or effects.new_members:,}")

    # ---- going

    def _begin(self, source: object) -> None:
        if isinstance(source, str) and source.strip():
            self.choose_step.paste_box.setPlainText(source)
            self.intake.open_text(source)
        elif isinstance(source, list):
            self.open_files([Path(path) for path in source])

    def open_files(self, paths: list[Path]) -> None:
        self.waiting.begin(paths)
        self.next_file()

    def next_file(self) -> None:
        if self.waiting:
            self.choose_step.clear_error()
            following = self.waiting.take()
            if isinstance(following, str):
                self.intake.open_text(following)
            else:
                self.intake.open_file(following)
            self._show_step(self.choose_step)

    def _open_locked(self, password: str, remember: bool) -> None:
        path = self.intake.path
        if path is not None:
            self.intake.open_file(path, password, remember=remember)

    def go_forward(self) -> None:
        step = self.step
        if step is self.choose_step:
            self._read_text(self.choose_step.text())
        elif step is self.mapping_step:
            columns = self.mapping_step
            self.intake.read_with(
                columns.mapping(), remember=columns.remember.isChecked(), format_name=columns.format_name.text()
            )
        elif step is self.preview_step:
            nothing = self.intake.seen is not None and not self.intake.seen.preview.effects.anything
            if self.waiting and nothing and not self.intake.pending:
                self.next_file()
            else:
                self._import()
        elif self.waiting:
            self.next_file()
        else:
            self.accept()

    def _read_text(self, text: str) -> None:
        self.waiting.begin([])
        self.choose_step.clear_error()
        if self.intake.parsed is not None and text == self.intake.text:
            self.intake.look()  # back and forth: what was mended stays
        else:
            self.intake.open_text(text)

    def go_back(self) -> None:
        self.intake.stop()
        if self.step is self.preview_step and self.intake.mapping is not None:
            self._show_step(self.mapping_step)
        else:
            self._show_step(self.choose_step)

    def answer_held(self) -> None:
        """Back to what was not imported because a question was open; what was imported counts as there."""
        result = self.intake.result
        assert result is not None
        if result.group_buy_id is not None:
            self.intake.choices = replace(self.intake.choices, group_buy=result.group_buy_id)
        self.intake.look()
        self.preview_step.show_rows()
        self._show_step(self.preview_step)

    def go_on(self) -> None:
        """To the page that shows what was imported."""
        result = self.intake.result
        self.accept()
        if result is None:
            return
        if result.added["orders"] or result.changed["orders"]:
            self.context.go_to("orders", OrderFilter(group_buy_id=result.group_buy_id))
        elif result.added["payments"] or result.changed["payments"]:
            self.context.go_to("orders", "payments")
        else:
            self.context.go_to("members")

    def show_columns(self) -> None:
        if self.intake.parsed is not None and self.intake.parsed.table is not None:
            self.mapping_step.show_table(self.intake.parsed)
            self._show_step(self.mapping_step)

    def show_history(self) -> None:
        dialog = HistoryDialog(self.context, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # ---- what comes back

    def _on_opened(self) -> None:
        parsed = self.intake.parsed
        assert parsed is not None
        if self.intake.path is not None:
            remember_file(self.intake.path)
        if parsed.lists:
            self.intake.open_text(self.waiting.take_first_of(parsed.lists))
            return
        table = parsed.table
        if table is not None and not table.recognised and self.intake.mapping is None:
            self.mapping_step.show_table(parsed)
            self._show_step(self.mapping_step)
            return
        if self.step is not self.preview_step:
            self.preview_step.start_afresh()
        self.intake.look()

    def _on_looked(self) -> None:
        self.preview_step.show_preview()
        self.head.what.setText(self._what_text())
        if self.step is not self.preview_step and self.step is not self.done_step:
            self._show_step(self.preview_step)
        self._show_buttons()

    def _on_failed(self, error: ShopError) -> None:
        name = self.intake.path.name if self.intake.path is not None else ""
        if self.step is self.preview_step and self.intake.seen is not None:
            self.preview_step.refuse(error)
        elif self.step is self.mapping_step:
            self.mapping_step.note.refuse(error)
        else:
            self._show_step(self.choose_step)
            self.choose_step.show_error(error, name)
        self._show_buttons()

    def _on_busy(self, text: str) -> None:
        self.foot.show_work(text)
        self.status.setText(text or self._hint())
        self.cancel_button.setEnabled(True)
        self._show_buttons()
        if not text and self._closing:
            self._closing = False
            if self.step is not self.done_step:  # it got through before it could stop: that is shown instead
                super().reject()

    def _say(self, text: str) -> None:
        self._said = text
        self.status.setText(text or self._hint())

    def _hint(self) -> str:
        """What the foot says while nothing is under way."""
        if self._said:
            return self._said
        if self.step is self.preview_step and self.preview_step.list_tab.isVisibleTo(self):
            return _("双击或按 F2 修改，回车到下一行，空格取消或恢复勾选")
        return self.mapping_step.missing() if self.step is self.mapping_step else ""

    # ---- writing

    def _import(self) -> None:
        if self.intake.pending:
            return
        self.intake.carry_out()
        self._show_buttons()

    def _on_imported(self, result: Imported) -> None:
        if result.anything:
            self.context.say(headline(result), _("撤销"), self.context.undo)
        self.done_step.show_result(more=len(self.waiting), following=self.waiting.next_words())
        self._show_step(self.done_step)

    # ---- closing and dropping

    def reject(self) -> None:
        """Esc and the cross too. While something is being written the window stays until that has rolled back."""
        if self.intake.writing:
            self._closing = True
            self.status.setText(_("正在停止…"))
            self.cancel_button.setEnabled(False)
            self.intake.stop_writing()
            return
        if self.step is not self.done_step and self.intake.decisions and not self._may_forget():
            return
        self.intake.stop()
        super().reject()

    def _may_forget(self) -> bool:
        count = self.intake.decisions
        return confirm_loss(
            self,
            _("不导入就关闭吗？"),
            _("您改过、填过或确认过的 {count} 处都会丢掉，店里什么都不会变。").format(count=count),
            _("关闭，不导入"),
            no=_("继续核对"),
        )

    def _cancel(self) -> None:
        if self.step is self.done_step:
            self._start_over()
        else:
            self.reject()

    def _start_over(self) -> None:
        self.intake.forget()
        self.choose_step.clear_error()
        self.choose_step.paste_box.clear()
        self.choose_step.show_recent()
        self.waiting.begin([])
        self._show_step(self.choose_step)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()) and not self.intake.writing:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = local_files(event.mimeData())
        event.acceptProposedAction()
        if files:
            self.open_files(files)
