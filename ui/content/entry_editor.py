"""One entry of the calendar: text, preview, interaction plan, repeat. It asks to be saved and writes nothing itself."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.i18n import _
from shopdesk.content.builtin_templates import find_template
from shopdesk.content.entries import LONGEST_TITLE, EntryRow, EntryValues
from shopdesk.content.merge_fields import Filled
from shopdesk.content.template_store import TemplateRow
from ui.app_context import AppContext
from ui.content.badges import fill_pillar_choice
from ui.content.message_edit import MessageEdit
from ui.content.preview import Preview
from ui.content.repeat_fields import RepeatFields, calendar_date_edit
from ui.content.words import channel_names
from ui.theme import on_theme_changed
from ui.widgets.buttons import icon_button, plain_button, primary_button, push_button
from ui.widgets.cards import line, section_title, text_label
from ui.widgets.scrolling import scrolled_down


class EntryEditor(QWidget):
    save_wanted = Signal()
    copy_wanted = Signal()
    publish_wanted = Signal()
    delete_wanted = Signal()
    template_wanted = Signal()
    changed = Signal()

    def __init__(self, context: AppContext, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._preview = preview
        self._loading = False
        self.entry: EntryRow | None = None
        """The entry as it is stored; None for one that is new."""
        self._template_id: int | None = None
        self._kept = EntryValues(0)
        self._build_fields()
        self._build_layout()
        self._connect()
        on_theme_changed(self._dress_pillars)

    # ---- building

    def _build_fields(self) -> None:
        self.title = QLineEdit()
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.setPlaceholderText(_("标题（不填就用第一行）"))
        self.title.setAccessibleName(_("标题"))
        self.day = calendar_date_edit(_("日期"))
        self.timed = QCheckBox(_("定时"))
        self.time = QTimeEdit()
        self.time.setDisplayFormat("HH:mm")
        self.time.setAccessibleName(_("时间"))
        self.pillar, self.channel = QComboBox(), QComboBox()
        self.pillar.setAccessibleName(_("内容支柱"))
        self.channel.setAccessibleName(_("发在哪里"))
        self.pillar.setMinimumWidth(150)  # a long name must not make the panel wider than its place
        fill_pillar_choice(self.pillar)
        for key, name in channel_names().items():
            self.channel.addItem(name, key)
        self.message = MessageEdit(_("文案"))
        self.goal, self.question, self.follow_up = QLineEdit(), QLineEdit(), QLineEdit()
        self.repeats = RepeatFields()
        self.whole_series = QCheckBox()

    def _build_layout(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 2, 10, 8)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addLayout(self._build_when_and_what())
        column.addWidget(push_button(_("选模板…"), self.template_wanted.emit, icon_name="layout-template"))
        column.addWidget(self.message)
        column.addWidget(self._preview)
        column.addWidget(line())
        column.addWidget(section_title(_("互动计划")))
        column.addLayout(self._build_plan())
        column.addWidget(line())
        column.addWidget(section_title(_("重复")))
        column.addWidget(self.repeats)
        column.addWidget(self.whole_series)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(scrolled_down(inside), 1)
        whole.addLayout(self._build_foot())

    def _build_when_and_what(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        when = QHBoxLayout()
        when.setSpacing(8)
        when.addWidget(self.timed)
        when.addWidget(self.time, 1)
        grid.addWidget(self.day, 0, 0)
        grid.addLayout(when, 0, 1)
        self.pillar.setMinimumWidth(self.pillar.minimumSizeHint().width())  # its longest word, in any language
        grid.addWidget(self.pillar, 1, 0)
        grid.addWidget(self.channel, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _build_plan(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        rows = (
            (_("目标"), self.goal, _("发这条想得到什么")),
            (_("提问"), self.question, _("问大家什么，让人愿意回")),
            (_("跟进"), self.follow_up, _("有人回了之后怎么接")),
        )
        for row, (name, field, hint) in enumerate(rows):
            label = text_label(name, "label")
            label.setBuddy(field)
            field.setPlaceholderText(hint)
            field.setAccessibleName(name)
            field.setMaxLength(200)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        return grid

    def _build_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(2, 0, 10, 0)
        foot.setSpacing(8)
        self.copy_button = primary_button(_("复制文案"), self.copy_wanted.emit, icon_name="copy")
        self.publish_button = plain_button(_("标记已发布"), self.publish_wanted.emit)
        self.save_button = plain_button(_("保存"), self.save_wanted.emit)
        self.save_button.setToolTip(_("保存（Ctrl+S）"))
        self.delete_button = icon_button("trash-2", _("删除这条内容"), self.delete_wanted.emit)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.publish_button)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.delete_button)
        return foot

    def _connect(self) -> None:
        for field in (self.title, self.goal, self.question, self.follow_up):
            field.textEdited.connect(self._on_change)
        for combo in (self.pillar, self.channel):
            combo.currentIndexChanged.connect(self._on_change)
        self.day.day_changed.connect(self._on_change)
        self.repeats.changed.connect(self._on_change)
        self.time.timeChanged.connect(self._on_change)
        self.timed.toggled.connect(self._on_change)
        self.message.edited.connect(self._on_change)
        self.whole_series.toggled.connect(self._on_change)

    def _dress_pillars(self) -> None:
        self._loading = True
        fill_pillar_choice(self.pillar)
        self._loading = False

    # ---- what is edited

    def load(self, entry: EntryRow, later_in_series: int = 0) -> None:
        """Edit a stored entry; `later_in_series` is how many may be changed with it."""
        self.entry = entry
        names = EntryValues.__dataclass_fields__
        self._show(EntryValues(**{name: getattr(entry, name) for name in names}), entry.repeat)
        self.whole_series.setText(_("改动也用到后面的 {count} 条").format(count=later_in_series))
        self.whole_series.setVisible(later_in_series > 0)

    def adopt(self, entry: EntryRow) -> None:
        """It is stored now, and the owner has gone on writing meanwhile."""
        self.entry = entry
        self._on_change()

    def start_new(self, values: EntryValues) -> None:
        self.entry = None
        self._show(values, "")
        self.whole_series.hide()
        self.title.setFocus()

    def _show(self, values: EntryValues, repeat: str) -> None:
        self._loading = True
        self._kept = values
        self.title.setText(values.title)
        self.title.setCursorPosition(0)
        self.day.set_day(values.day)
        self.timed.setChecked(values.minute is not None)
        minute = 18 * 60 if values.minute is None else values.minute
        self.time.setTime(QTime(minute // 60, minute % 60))
        self.pillar.setCurrentIndex(self.pillar.findData(values.pillar))
        self.channel.setCurrentIndex(self.channel.findData(values.channel))
        self.message.set_text(values.body)
        for field, text in (
            (self.goal, values.goal),
            (self.question, values.question),
            (self.follow_up, values.follow_up),
        ):
            field.setText(text)
            field.setCursorPosition(0)
        self.repeats.show_rule(repeat, values.day)
        self.whole_series.setChecked(False)
        self._template_id = values.template_id
        self._loading = False
        self.keep()

    def values(self) -> EntryValues:
        time = self.time.time()
        return EntryValues(
            day=self._day(),
            title=self.title.text(),
            body=self.message.text(),
            pillar=self.pillar.currentData(),
            channel=self.channel.currentData(),
            minute=time.hour() * 60 + time.minute() if self.timed.isChecked() else None,
            template_id=self._template_id,
            goal=self.goal.text(),
            question=self.question.text(),
            follow_up=self.follow_up.text(),
        )

    def _day(self) -> int:
        """The day in the field; while something is being typed there that is no day, the one before."""
        return self.day.day() or self._kept.day

    def repeat_rule(self) -> tuple[str, int]:
        """The rule and the last day; ("", 0) for an entry that stands alone."""
        return self.repeats.chosen(self._day())

    def repeat_changed(self) -> bool:
        return self.repeats.is_changed(self._day())

    def dirty(self) -> bool:
        return self.values() != self._kept or self.repeat_changed()

    def keep(self) -> None:
        """What is shown now is being stored: it is not dirty any more."""
        self._kept = self.values()
        self.repeats.keep(self._day())
        self._on_change()

    def forget_kept(self) -> None:
        """It could not be stored after all."""
        self._kept = EntryValues(0)
        self._on_change()

    def worth_saving(self) -> bool:
        """A new entry in which nothing was written is forgotten without a word."""
        values = self.values()
        return self.dirty() and (self.entry is not None or bool(values.title.strip() or values.body.strip()))

    def use_template(self, template: TemplateRow) -> None:
        """Text and pillar of the template; title and plan only where the owner has written nothing."""
        self._template_id = template.id
        self.message.replace_text(template.body)
        self.pillar.setCurrentIndex(self.pillar.findData(template.pillar))
        if not self.title.text().strip():
            self.title.setText(template.name)
        original = find_template(template.built_in)
        if original is not None:
            self.channel.setCurrentIndex(self.channel.findData(original.channel))
            pairs = (
                (self.goal, original.goal),
                (self.question, original.question),
                (self.follow_up, original.follow_up),
            )
            for field, text in pairs:
                if not field.text().strip():
                    field.setText(text)
        self._on_change()

    def filled_now(self) -> Filled:
        """The text as the preview fills it, without waiting for the fingers to rest."""
        self._preview.show_text(self.message.text(), self.values().day)
        return self._preview.filled

    def read_again(self) -> None:
        """The members or the shop have changed: fill the preview again."""
        self._preview.read_again()

    def _on_change(self) -> None:
        if self._loading:
            return
        self.time.setEnabled(self.timed.isChecked())
        values = self.values()
        self.repeats.say(values.day)
        self._preview.show_text(values.body, values.day)
        published = self.entry is not None and self.entry.published
        self.publish_button.setText(_("改回待发布") if published else _("标记已发布"))
        self.copy_button.setEnabled(bool(values.body.strip()))
        self.publish_button.setEnabled(self.entry is not None or self.worth_saving())
        self.save_button.setEnabled(self.worth_saving())
        self.delete_button.setVisible(self.entry is not None)
        self.changed.emit()


def blank_values(day: int) -> EntryValues:
    """A new entry: this evening's usual hour."""
    return replace(EntryValues(day), minute=18 * 60)
