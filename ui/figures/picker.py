"""Which days, in what steps, and of what: a group buy, a product, a community or everything."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from shopdesk.insight.scope import Scope, ScopeChoices
from shopdesk.insight.spans import Span
from ui.figures.wanted import Wanted, span_words
from ui.widgets.cards import text_label
from ui.widgets.date_edit import DateEdit
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.segmented import SegmentedControl

_LENGTHS = {"7": 7, "30": 30, "90": 90, "365": 365}
_OWN = "own"
_REMEMBERED = "figures.period"
_LEAST_WIDTH, _AROUND = 156, 70
"""Of a choice; what its words have around them, the arrow among it."""


class PeriodPicker(QWidget):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choices: ScopeChoices | None = None
        row = FlowLayout(self)
        self.lengths = SegmentedControl(
            [("7", _("7 天")), ("30", _("30 天")), ("90", _("90 天")), ("365", _("一年")), (_OWN, _("自选"))],
            _("时间段"),
        )
        self.first, self.last = DateEdit(), DateEdit()
        self.first.setAccessibleName(_("从哪一天"))
        self.last.setAccessibleName(_("到哪一天"))
        self.units = SegmentedControl([("day", _("按日")), ("week", _("按周")), ("month", _("按月"))], _("每一点是"))
        self.group_buy = _chooser(_("团期"))
        self.product = _chooser(_("商品"))
        self.community = _chooser(_("小区"))
        self._boxes = {"group_buy": self.group_buy, "product": self.product, "community": self.community}
        self._fields: dict[str, QWidget] = {"unit": self.units, **self._boxes}
        kept = str(remembered(_REMEMBERED, "30"))
        self.lengths.choose(kept if kept in _LENGTHS else "30")
        for field in (self.first, self.last):
            field.setMaximumWidth(150)
            field.setVisible(False)
            field.day_changed.connect(lambda _day: self._tell())
        self.range = text_label("", "muted")
        self.range.setMinimumHeight(self.lengths.sizeHint().height())  # its words stand as high as the others'
        for widget in (
            self.lengths, self.first, self.last, self.units, self.group_buy, self.product, self.community,
            self.range,
        ):  # fmt: skip
            row.addWidget(widget)
        self.lengths.chosen.connect(self._choose_length)
        self.units.chosen.connect(lambda _key: self._tell())
        for box in (self.group_buy, self.product, self.community):
            box.currentIndexChanged.connect(lambda _at: self._tell())

    def wanted(self, today: int, asks: frozenset[str], of_days: bool = True) -> Wanted:
        """What is chosen in the fields that are asked for; the others are hidden. What is not of days is of today."""
        for name, field in self._fields.items():
            field.setVisible(name in asks)
        for field in (self.lengths, self.range):
            field.setVisible(of_days)
        for field in (self.first, self.last):
            field.setVisible(of_days and self.lengths.key() == _OWN)
        chosen = {name: box.currentData() if name in asks else None for name, box in self._boxes.items()}
        scope = Scope(chosen["group_buy"], chosen["product"], chosen["community"])
        if not of_days:
            return Wanted(Span(today, today), "day", scope)
        span = self._span(today)
        self.range.setText(span_words(span))
        self._begin_own(span)
        return Wanted(span, self.units.key() if "unit" in asks else "day", scope)

    def _span(self, today: int) -> Span:
        if self.lengths.key() != _OWN:
            return Span(today - _LENGTHS[self.lengths.key()] + 1, today)
        last = self.last.day() or today
        first = self.first.day() or last - 29
        return Span(min(first, last), max(first, last))

    def show_choices(self, choices: ScopeChoices) -> None:
        """What there is to choose from now; what is chosen stays chosen while it is there."""
        if choices == self._choices:
            return
        self._choices = choices
        _fill(self.group_buy, _("全部团期"), choices.group_buys)
        _fill(self.product, _("全部商品"), choices.products)
        _fill(self.community, _("全部小区"), [(name, name) for name in choices.communities])

    def _choose_length(self, key: str) -> None:
        own = key == _OWN
        if own:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            remember(_REMEMBERED, key)
        for field in (self.first, self.last):
            field.setVisible(own)
        self._tell()

    def _begin_own(self, span: Span) -> None:
        """The fields say what is shown before they are changed."""
        if self.lengths.key() != _OWN:
            for field, day in ((self.first, span.first), (self.last, span.last)):
                field.blockSignals(True)
                field.set_day(day)
                field.blockSignals(False)

    def _tell(self) -> None:
        self.changed.emit()


def _chooser(name: str) -> QComboBox:
    """A choice that is found by typing a part of it: a shop has hundreds of group buys and products."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    completer = box.completer()
    assert completer is not None
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    box.setFixedWidth(_LEAST_WIDTH)
    box.setMaxVisibleItems(16)
    line = box.lineEdit()
    assert line is not None
    line.editingFinished.connect(lambda: _show_chosen(box))
    box.currentIndexChanged.connect(lambda _at: _show_chosen(box))
    return box


def _show_chosen(box: QComboBox) -> None:
    """What was typed but names nothing goes back to what is chosen, shown from its beginning."""
    line = box.lineEdit()
    if line is not None:
        line.setText(box.itemText(max(box.currentIndex(), 0)))
        line.setCursorPosition(0)


def _fill(box: QComboBox, everything: str, entries: list[tuple[Any, str]]) -> None:
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    box.addItem(everything, None)
    box.setFixedWidth(max(_LEAST_WIDTH, box.fontMetrics().horizontalAdvance(everything) + _AROUND))
    for key, words in entries:
        box.addItem(words, key)
    found = box.findData(chosen) if chosen is not None else 0
    box.setCurrentIndex(max(found, 0))
    box.blockSignals(False)
    _show_chosen(box)
