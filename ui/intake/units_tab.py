"""斤 or 个: what a unit means that is not the product's own. Asked once for each, remembered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.quantities import qty_text
from shopdesk.intake.unit_questions import UnitKey, UnitQuestion
from shopdesk.orders.units import MOST_BASE_MILLI, SAME
from ui.intake.intake import Intake
from ui.intake.side_tabs import scroll_area
from ui.widgets.cards import text_label
from ui.widgets.elided import ElidedLabel

_OPEN, _THE_SAME, _SO_MANY, _APART = range(4)


class QuantityBox(QDoubleSpinBox):
    """So many of a unit, up to a thousandth, without zeros at the end; nothing is filled in at first."""

    def __init__(self, unit: str, own: str) -> None:
        super().__init__()
        self.setDecimals(3)
        self.setRange(0, MOST_BASE_MILLI / 1000)
        self.setSpecialValueText(_("几{own}？").format(own=own))
        self.setPrefix(_("1{unit} = ").format(unit=unit))
        self.setSuffix(own)
        self.setMinimumWidth(130)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setAccessibleName(_("1{unit} 是几{own}").format(unit=unit, own=own))

    def milli(self) -> int:
        return round(self.value() * 1000)

    def textFromValue(self, value: float) -> str:
        return qty_text(round(value * 1000))


class UnitsTab(QWidget):
    def __init__(self, intake: Intake) -> None:
        super().__init__()
        self._intake = intake
        self._shown: tuple[UnitKey, ...] = ()
        self.choices: dict[UnitKey, QComboBox] = {}
        self.amounts: dict[UnitKey, QuantityBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        sentence = _("这些商品写的单位和店里卖的不一样。说一次就记住，不用一行行确认，采购单也照着换算。")
        column.addWidget(text_label(sentence, "muted", wrap=True))
        self._area = scroll_area(_("单位不一样的商品"))
        column.addWidget(self._area, 1)

    def open_count(self) -> int:
        return sum(key not in self._intake.choices.units for key in self.choices)

    def take_focus(self) -> None:
        """To the first one that is not answered."""
        for key, box in self.choices.items():
            if key not in self._intake.choices.units:
                box.setFocus(Qt.FocusReason.OtherFocusReason)
                break

    def show_preview(self, questions: tuple[UnitQuestion, ...]) -> None:
        keys = tuple(question.key for question in questions)
        if keys == self._shown:
            return
        self._shown = keys
        self.choices, self.amounts = {}, {}
        body = QWidget()
        body.setProperty("role", "scrolled")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, 150)
        grid.setColumnStretch(4, 1)  # what is left stands at the end: the answer beside its question
        for at, question in enumerate(questions):
            self._add_row(grid, at, question)
        grid.setRowStretch(len(questions), 1)
        self._area.setWidget(body)

    def start_afresh(self) -> None:
        self._shown = ()

    def _add_row(self, grid: QGridLayout, at: int, question: UnitQuestion) -> None:
        own, unit = question.own, question.unit
        name = ElidedLabel(question.product)
        name.setProperty("role", "strong")
        said = _("{lines} 行写“{unit}”（共 {qty}{unit}），店里按“{own}”卖").format(
            lines=question.lines, unit=unit, qty=qty_text(question.qty_milli), own=own
        )
        box = QComboBox()
        box.addItems(
            [
                _("请选择"),
                _("“{unit}”就是“{own}”").format(unit=unit, own=own),
                _("1{unit} 是几{own}").format(unit=unit, own=own),
                _("分开算，金额另填"),
            ]
        )
        box.setAccessibleName(_("{product}的“{unit}”怎么算").format(product=question.product, unit=unit))
        amount = QuantityBox(unit, own)
        _show_answer(question, box, amount)
        box.activated.connect(partial(self._choose, question.key))
        amount.valueChanged.connect(lambda _value, key=question.key: self._choose(key, _SO_MANY))
        self.choices[question.key], self.amounts[question.key] = box, amount
        for place, widget in enumerate((name, text_label(said, "muted"), box, amount)):
            grid.addWidget(widget, at, place)

    def _choose(self, key: UnitKey, choice: int) -> None:
        amount = self.amounts[key]
        if choice == _SO_MANY and not amount.isVisibleTo(self):
            amount.show()
            amount.setFocus()
            amount.selectAll()
        amount.setVisible(choice == _SO_MANY)
        answers = {known: base for known, base in self._intake.choices.units.items() if known != key}
        if choice == _THE_SAME:
            answers[key] = SAME
        elif choice == _SO_MANY and amount.milli():
            answers[key] = amount.milli()
        elif choice == _APART:
            answers[key] = None
        self._intake.choose(units=answers)


def _show_answer(question: UnitQuestion, box: QComboBox, amount: QuantityBox) -> None:
    if not question.answered:
        choice = _OPEN
    elif question.base_milli is None:
        choice = _APART
    else:
        choice = _THE_SAME if question.base_milli == SAME else _SO_MANY
        amount.setValue(question.base_milli / 1000)
    box.setCurrentIndex(choice)
    amount.setVisible(choice == _SO_MANY)
