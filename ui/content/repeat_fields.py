"""Whether an entry comes again and until when, and what saving would make of it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.content.repeats import repeat_days
from ui.content.words import repeat_names
from ui.widgets.cards import text_label
from ui.widgets.date_edit import DateEdit

_REPEAT_FOR = 8 * 7
"""Days for which a new series is laid out unless the owner says otherwise."""


class RepeatFields(QWidget):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kept: tuple[str, int] = ("", 0)
        self.rule = QComboBox()
        self.rule.setAccessibleName(_("重复"))
        for key, name in repeat_names().items():
            self.rule.addItem(name, key)
        self.until = calendar_date_edit(_("重复到哪天"))
        self._until_label = text_label(_("到"), "label")
        self.note = text_label("", "muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.rule, 1)
        row.addWidget(self._until_label)
        row.addWidget(self.until, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.note)
        self.rule.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.until.day_changed.connect(self.changed)

    def show_rule(self, rule: str, day: int) -> None:
        """As it is stored for an entry of this day."""
        self.rule.setCurrentIndex(max(self.rule.findData(rule), 0))
        self.until.set_day(day + _REPEAT_FOR)

    def chosen(self, day: int) -> tuple[str, int]:
        """The rule and the last day; ("", 0) for an entry that stands alone."""
        rule = self.rule.currentData()
        return (rule, self.until.day() or day) if rule else ("", 0)

    def keep(self, day: int) -> None:
        self._kept = self.chosen(day)

    def is_changed(self, day: int) -> bool:
        return self.chosen(day) != self._kept

    def say(self, day: int) -> None:
        """What saving makes of it; the last day only where something repeats."""
        rule, until = self.chosen(day)
        self._until_label.setVisible(bool(rule))
        self.until.setVisible(bool(rule))
        text = ""
        if rule and self.is_changed(day):
            count = len(repeat_days(date.fromordinal(day), rule, date.fromordinal(max(until, day))))
            text = _("保存后一共排出 {count} 条。").format(count=count)
        elif not rule and self._kept[0]:
            text = _("保存后，这个系列后面还没发布的会去掉。")
        self.note.setText(text)
        self.note.setVisible(bool(text))


def calendar_date_edit(name: str) -> DateEdit:
    """A day that the calendar can show."""
    field = DateEdit(first=date(1901, 1, 1).toordinal(), last=date(2099, 12, 31).toordinal())
    field.setAccessibleName(name)
    return field
