"""Step 3: how everything was read, what is doubtful, what importing will do; nothing is written yet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from shopdesk.base.dates import day_of, short_day
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.intake.preview import Preview
from ui.intake.intake import Intake
from ui.intake.list_tab import ListTab
from ui.intake.notes import Note
from ui.intake.people_tab import PeopleTab
from ui.intake.preview_options import PreviewOptions
from ui.intake.side_tabs import GoneTab, LessonsTab, PricesTab
from ui.intake.table_tab import TableTab
from ui.intake.units_tab import UnitsTab
from ui.intake.wording import effect_chips, effect_sentence
from ui.widgets.buttons import plain_button
from ui.widgets.cards import text_label
from ui.widgets.chips import TagFlow
from ui.widgets.segmented import SegmentedControl

_NOTES_SHOWN = 3


class PreviewStep(QWidget):
    ready_changed = Signal()
    said = Signal(str)  # a word in passing, for the foot of the window

    def __init__(self, intake: Intake, show_columns: Callable[[], object]) -> None:
        super().__init__()
        self._intake = intake
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.note = Note()
        column.addWidget(self.note)
        self.options = PreviewOptions(intake, show_columns)
        column.addWidget(self.options)
        self.effects = TagFlow()
        column.addLayout(self._effects_row())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for named in (self.tabs, self.tabs.tabBar()):
            named.setAccessibleName(_("核对"))
        self.list_tab = ListTab(intake)
        self.table_tab = TableTab(intake)
        self.people_tab = PeopleTab(intake)
        self.prices_tab = PricesTab(intake)
        self.units_tab = UnitsTab(intake)
        self.lessons_tab = LessonsTab(intake)
        self.gone_tab = GoneTab(intake)
        for tab in self._all_tabs():
            self.tabs.addTab(tab, "")
        self.filter = SegmentedControl(
            [("all", _("全部")), ("doubts", _("要看一下的")), ("effects", _("会有变化的"))], _("看哪些行")
        )
        self.filter.chosen.connect(self._choose_rows)
        self.tabs.setCornerWidget(self.filter)
        self.tabs.currentChanged.connect(lambda _at: self._show_filter())
        self.tabs.currentChanged.connect(lambda _at: self._show_ask())
        column.addWidget(self.tabs, 1)
        self.list_tab.said.connect(self._say)
        self.list_tab.who_wanted.connect(self._show_person)
        self._refused = False
        self._open_ones = 0

    def _effects_row(self) -> QHBoxLayout:
        """What importing will do, and the way to the questions that keep a part of it out."""
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.effects, 1)
        self.held = text_label(_("没回答的先不导入"), "muted")
        self.ask_button = plain_button("", self.go_to_questions, icon_name="circle-question-mark")
        for widget in (self.held, self.ask_button):
            widget.hide()
            row.addWidget(widget)
        return row

    def _all_tabs(self) -> tuple[QWidget, ...]:
        return (
            self.list_tab, self.table_tab, self.people_tab, self.units_tab, self.prices_tab, self.lessons_tab,
            self.gone_tab,
        )  # fmt: skip

    def start_afresh(self) -> None:
        for tab in (self.list_tab, self.table_tab, self.units_tab, self.prices_tab, self.lessons_tab):
            tab.start_afresh()
        self._refused = False
        self.show_rows()

    def show_rows(self) -> None:
        self.filter.choose("all")
        self.tabs.setCurrentWidget(self.list_tab if self.tabs.isTabVisible(0) else self.table_tab)

    def take_focus(self) -> None:
        """To the rows: what is to be mended is there."""
        table = self.list_tab.table if self.list_tab.isVisibleTo(self) else self.table_tab.table
        if table is not None:
            table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_preview(self) -> None:
        seen = self._intake.seen
        assert seen is not None
        preview = seen.preview
        is_list = preview.parsed.jielong is not None
        self.options.show_preview(preview)
        kind = "orders" if is_list else preview.draft.kind
        self.effects.set_tags(effect_chips(preview.effects, kind))
        self.effects.setAccessibleName(effect_sentence(preview.effects, kind))
        if is_list:
            self.list_tab.show_preview()
        else:
            self.table_tab.show_preview()
        self.people_tab.show_preview()
        self.units_tab.show_preview(preview.units)
        self.prices_tab.show_preview(preview)
        self.lessons_tab.show_preview((*preview.lessons, *preview.names))
        self.gone_tab.show_preview(preview.gone)
        self._name_tabs(preview, is_list)
        self._show_filter()
        self._tell(preview)
        self.ready_changed.emit()

    def _name_tabs(self, preview: Preview, is_list: bool) -> None:
        asked = self.people_tab.open_count()
        unpriced, taught = len(preview.unpriced), len(preview.lessons) + len(preview.names)
        for tab, name, shown in (
            (self.list_tab, _("接龙明细 {count}").format(count=len(preview.lines)), is_list),
            (self.table_tab, _("表格明细"), not is_list),
            (
                self.people_tab,
                _("是不是同一个人 {count}").format(count=asked or "✓"),
                self.people_tab.is_wanted(preview),
            ),
            (
                self.units_tab,
                _("单位 {count}").format(count=self.units_tab.open_count() or "✓"),
                is_list and bool(preview.units),
            ),
            (
                self.prices_tab,
                _("价格 {count}").format(count=unpriced or "✓"),
                is_list and bool(self.prices_tab.fields),
            ),
            (self.lessons_tab, _("记住叫法 {count}").format(count=taught), taught > 0),
            (self.gone_tab, _("不在接龙里了 {count}").format(count=len(preview.gone)), bool(preview.gone)),
        ):
            at = self.tabs.indexOf(tab)
            self.tabs.setTabText(at, name)
            self.tabs.setTabVisible(at, shown)

        open_ones = asked + (self.units_tab.open_count() if is_list else 0)
        self.ask_button.setText(_("先回答 {count} 个问题").format(count=open_ones))
        self._open_ones = open_ones
        self._show_ask()

    def _show_ask(self) -> None:
        """Not on the tab that asks the last of them."""
        current = self.tabs.currentWidget()
        here = current.open_count() if isinstance(current, PeopleTab | UnitsTab) else 0
        for widget in (self.held, self.ask_button):
            widget.setVisible(self._open_ones > here)

    def go_to_questions(self) -> None:
        """To the first tab that asks something which is not answered yet."""
        tab: PeopleTab | UnitsTab = self.people_tab
        if not self.people_tab.open_count() or self.tabs.currentWidget() is self.people_tab:
            tab = self.units_tab
        self.tabs.setCurrentWidget(tab)
        tab.take_focus()

    def _show_filter(self) -> None:
        current = self.tabs.currentWidget()
        rows = current in (self.list_tab, self.table_tab)
        self.filter.setVisible(rows)
        if rows:
            tab = self.list_tab if current is self.list_tab else self.table_tab
            self.filter.set_text("doubts", _("要看一下的 {count}").format(count=f"{tab.doubts():,}"))

    def _choose_rows(self, wanted: str) -> None:
        self.list_tab.show_only(wanted)
        self.table_tab.show_only(wanted)

    def _show_person(self, door: object) -> None:
        self.tabs.setCurrentWidget(self.people_tab)
        self.people_tab.go_to(door)

    def refuse(self, error: ShopError) -> None:
        """It could not be read in the other way: what was read before stands."""
        self.note.refuse(error)
        if self._intake.seen is not None:
            self.options.show_preview(self._intake.seen.preview)

    def _say(self, sentence: str, look: str) -> None:
        """A refusal stands above the rows until the next step; anything else is a word in passing."""
        self._refused = look != "info" and bool(sentence)
        if self._refused:
            self.note.say(sentence, look)
        else:
            self.said.emit(sentence)
            if self._intake.seen is not None:
                self._tell(self._intake.seen.preview)

    def _tell(self, preview: Preview) -> None:
        """What is worth knowing before the rows: it was imported before, warnings, what was assumed."""
        if self._refused:
            return
        sentences = []
        if preview.imported_before is not None:
            day = short_day(day_of(preview.imported_before, preview.zone))
            sentences.append(_("这份内容 {day} 导入过，只会导入有变化的部分。").format(day=day))
        table = preview.parsed.table
        if table is not None:
            sentences += table.notes
        else:
            sentences += [text for _row, text in preview.draft.warnings]
            if not preview.lines:
                sentences.append(_("没有读出任何一单。可以在“当作”里改成表格试试。"))
        careful = bool(preview.draft.warnings) and table is None
        self.note.say(" ".join(sentences[:_NOTES_SHOWN]), "warning" if careful else "info")
