"""The field in which a text is written: merge fields in colour, risky words underlined, and why below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.content.copy_check import Finding, check_copy
from shopdesk.content.merge_fields import FIELD_NAMES, fields_in, half_written, list_fields, placeholder_spans
from shopdesk.content.template_store import LONGEST_BODY
from ui.theme import color, on_theme_changed
from ui.widgets.buttons import push_button
from ui.widgets.cards import text_label

_CHECK_MS = 150
_EXPLAINED = 4


class MessageEdit(QWidget):
    """`edited` follows every change by 150 ms, when the text has been checked."""

    edited = Signal()

    def __init__(self, name: str, *, lines: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(name)
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText(_("写下要说的话，可以插入 {{昵称}} 这样的字段"))
        self.field.setMinimumHeight(self.field.fontMetrics().lineSpacing() * lines + 22)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_MS)
        self._timer.timeout.connect(self.check_now)
        self.field.textChanged.connect(self._timer.start)
        self._count = text_label("", "muted")
        self._explained = _Explanations(self)
        self._explained.chosen.connect(self._select)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.field, 1)
        column.addLayout(self._build_foot())
        column.addWidget(self._explained)
        on_theme_changed(self._mark)
        self.setFocusProxy(self.field)

    def _build_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        self._fields = push_button(_("插入字段"), icon_name="tag", kind="quiet")
        self._fields.setMenu(self._build_menu())
        foot.addWidget(self._fields)
        foot.addStretch(1)
        foot.addWidget(self._count)
        return foot

    def _build_menu(self) -> QMenu:
        menu = QMenu(self)
        groups: dict[str, QMenu] = {}
        for field in list_fields():
            if field.group not in groups:
                groups[field.group] = menu.addMenu(field.group)
            action = QAction(f"{{{{{field.name}}}}}　{field.meaning}", menu)
            action.triggered.connect(lambda _checked=False, name=field.name: self.insert_field(name))
            groups[field.group].addAction(action)
        return menu

    def text(self) -> str:
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Show another text; the field's own undo begins anew."""
        self.field.setPlainText(text)
        self._timer.stop()
        self._mark()

    def replace_text(self, text: str) -> None:
        """Put another text in its place as one step of the field's own undo."""
        cursor = self.field.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.check_now()

    def insert_field(self, name: str) -> None:
        self.field.insertPlainText("{{" + name + "}}")
        self.field.setFocus()

    def check_now(self) -> None:
        """Check without waiting for the fingers to rest."""
        self._timer.stop()
        self._mark()
        self.edited.emit()

    def findings(self) -> tuple[Finding, ...]:
        return check_copy(self.text())

    def unknown_fields(self) -> list[str]:
        return [name for name in fields_in(self.text()) if name not in FIELD_NAMES]

    def _mark(self) -> None:
        text, findings = self.text(), self.findings()
        marks = [self._mark_of(start, end, self._field_format(name)) for start, end, name in placeholder_spans(text)]
        marks += [self._mark_of(found.start, found.end, self._risk_format()) for found in findings]
        self.field.setExtraSelections(marks)
        self._count.setText(_("{count} 字").format(count=len(text)))
        self._explained.show_findings(findings, self.unknown_fields(), half_written(text), len(text) > LONGEST_BODY)

    def _mark_of(self, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = self._cursor(start, end)
        mark.format = look
        return mark

    def _cursor(self, start: int, end: int) -> QTextCursor:
        """Qt counts in UTF-16 units: an emoji before the place moves it by one."""
        text = self.text()
        first = len(text[:start].encode("utf-16-le")) // 2
        cursor = QTextCursor(self.field.document())
        cursor.setPosition(first)
        cursor.setPosition(first + len(text[start:end].encode("utf-16-le")) // 2, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _field_format(self, name: str) -> QTextCharFormat:
        look = QTextCharFormat()
        if name in FIELD_NAMES:
            look.setForeground(color("accent_text"))
            look.setBackground(color("accent_soft"))
        else:
            look.setForeground(color("danger_text"))
            _underline(look, color("danger_text"))
        return look

    def _risk_format(self) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setBackground(color("warning_soft"))
        look.setForeground(color("warning"))
        _underline(look, color("warning"))
        return look

    def _select(self, start: int, end: int) -> None:
        self.field.setTextCursor(self._cursor(start, end))
        self.field.setFocus()


def _underline(look: QTextCharFormat, pen: QColor) -> None:
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(pen)


class _Explanations(QFrame):
    """Why something is underlined; a click selects the word."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "note-warning")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 8, 10, 8)
        self._column.setSpacing(6)
        self._shown: tuple[object, ...] = ()
        self.hide()

    def show_findings(self, findings: tuple[Finding, ...], unknown: list[str], half: list[str], too_long: bool) -> None:
        shown = (findings, tuple(unknown), tuple(half), too_long)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for name in unknown[:_EXPLAINED]:
            self._add(_("没有“{name}”这个字段，发出去会原样显示。").format(name=name))
        for name in half[:_EXPLAINED]:
            whole = "{{" + name + "}}"
            self._add(_("字段要写成 {field}，两层括号，不然会原样发出去。").format(field=whole))
        if too_long:
            self._add(_("文案太长，保存不下，最多 {most} 字。").format(most=LONGEST_BODY))
        for found in findings[:_EXPLAINED]:
            self._add(_("“{word}”：{reason}").format(word=found.word, reason=found.reason), found)
        rest = len(findings) - _EXPLAINED
        if rest > 0:
            self._add(_("还有 {count} 处，见下划线。").format(count=rest))
        if findings:
            self._add(_("只是提醒，不是法律意见，合适就可以保留。"), muted=True)
        self.setVisible(self._column.count() > 0)

    def _add(self, text: str, found: Finding | None = None, *, muted: bool = False) -> None:
        label = text_label(text, "muted" if muted else "warning", wrap=True)
        if found is not None:
            label.setCursor(Qt.CursorShape.PointingHandCursor)
            start, end = found.start, found.end
            label.mousePressEvent = lambda _event: self.chosen.emit(start, end)  # type: ignore[method-assign]
        self._column.addWidget(label)
