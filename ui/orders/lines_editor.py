"""The lines of an order: quantity and amount in place, a line added by typing a product, the sum live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.quantities import qty_milli, qty_text
from shopdesk.orders.amounts import amount_for
from shopdesk.orders.orders import LineInput
from shopdesk.orders.products import ProductRow, product_label
from ui.orders.completion import Choice, CompletionEdit
from ui.widgets.buttons import icon_button
from ui.widgets.cards import line as separator
from ui.widgets.cards import repolish
from ui.widgets.elided import ElidedLabel
from ui.widgets.money_edit import MoneyEdit

_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")


class QuantityEdit(QLineEdit):
    """A quantity with up to three decimals; Up and Down add and take one."""

    quantity_changed = Signal(object)

    def __init__(self, milli: int, parent: QWidget | None = None) -> None:
        super().__init__(qty_text(milli), parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(10)
        self.setFixedWidth(64)
        self.textChanged.connect(self._on_text)

    def milli(self) -> int | None:
        """None when it is no quantity above 0."""
        try:
            milli = qty_milli(self.text().translate(_WIDE).strip())
        except ValueError:
            return None
        return milli if 0 < milli <= 10**9 else None

    def set_milli(self, milli: int) -> None:
        if self.milli() != milli:
            self.setText(qty_text(milli))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1000, Qt.Key.Key_Down: -1000}.get(Qt.Key(event.key()), 0)
        if step and (milli := self.milli()) is not None:
            self.set_milli(max(milli + step, min(milli, 1000)))
        else:
            super().keyPressEvent(event)

    def _on_text(self) -> None:
        invalid = self.milli() is None
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            self.setAccessibleDescription(_("数量要大于 0") if invalid else "")
            repolish(self)
        self.quantity_changed.emit(self.milli())


class _LineRow(QWidget):
    changed = Signal()
    committed = Signal()
    left = Signal()
    """Enter in the quantity: on to the next product."""

    def __init__(self, values: LineInput, price_fen: int | None, on_remove: Callable[[_LineRow], None]) -> None:
        super().__init__()
        self._values = values
        self._price = price_fen
        self._base = (values.qty_milli, values.amount_fen)
        """What the amount is in proportion to while the quantity is typed figure by figure."""
        label = product_label(values.name, values.spec)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(4)
        head = QHBoxLayout()
        self._name = ElidedLabel(label, "strong")
        head.addWidget(self._name, 1)
        note = icon_button("message-circle", _("{product} 的备注").format(product=label), self._toggle_note)
        self.remove_button = icon_button("trash-2", _("去掉 {product}").format(product=label), lambda: on_remove(self))
        head.addWidget(note)
        head.addWidget(self.remove_button)
        column.addLayout(head)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        self.quantity = QuantityEdit(values.qty_milli)
        self.quantity.setAccessibleName(_("{product} 的数量").format(product=label))
        self.amount = MoneyEdit(values.amount_fen)
        self.amount.setFixedWidth(112)
        self.amount.setAccessibleName(_("{product} 的金额").format(product=label))
        foot.addWidget(self.quantity)
        foot.addWidget(ElidedLabel(self._price_words(), "muted"), 1)
        foot.addWidget(self.amount)
        column.addLayout(foot)
        self.note = QLineEdit(values.note)
        self.note.setPlaceholderText(_("这一件的备注，例如：要甜的"))
        self.note.setAccessibleName(_("{product} 的备注").format(product=label))
        self.note.setVisible(bool(values.note))
        column.addWidget(self.note)
        if values.amount_fen is None and price_fen is not None:
            self.amount.set_fen(amount_for(values.qty_milli, price_fen, None, 0))
        self.quantity.quantity_changed.connect(self._on_quantity)
        self.quantity.returnPressed.connect(self.left)
        self.amount.fen_changed.connect(lambda _fen: self.changed.emit())
        self.amount.textEdited.connect(self._on_amount)
        for field in (self.quantity, self.amount, self.note):
            field.editingFinished.connect(self.committed)

    @property
    def line_id(self) -> int | None:
        return self._values.id

    def values(self) -> LineInput | None:
        """None while a field is wrong."""
        milli = self.quantity.milli()
        if milli is None or not self.amount.is_valid():
            return None
        return replace(
            self._values, qty_milli=milli, amount_fen=self.amount.fen(), note=self.note.text().strip(), price_fen=None
        )

    def show_values(self, values: LineInput) -> None:
        """The same line as it is now in the shop; a field that is being edited is left alone."""
        self._values = values
        self._base = (values.qty_milli, values.amount_fen)
        if not self.quantity.hasFocus():
            self.quantity.blockSignals(True)
            self.quantity.set_milli(values.qty_milli)
            self.quantity.blockSignals(False)
        if not self.amount.hasFocus() and self.amount.fen() != values.amount_fen:
            self.amount.blockSignals(True)
            self.amount.set_fen(values.amount_fen)
            self.amount.blockSignals(False)
        if not self.note.hasFocus():
            self.note.setText(values.note)

    def focus_wrong(self) -> None:
        (self.quantity if self.quantity.milli() is None else self.amount).setFocus()

    def _price_words(self) -> str:
        unit = self._values.unit
        if self._price is None:
            return unit
        return f"{unit}  × {format_fen(self._price)}" if unit else f"× {format_fen(self._price)}"

    def _on_quantity(self, milli: int | None) -> None:
        if milli is not None:
            old_milli, old_fen = self._base
            fen = amount_for(milli, self._price, old_fen, old_milli)
            if fen is not None:
                self.amount.set_fen(fen)
        self.changed.emit()

    def _on_amount(self) -> None:
        self._base = (self.quantity.milli() or self._base[0], self.amount.fen())

    def _toggle_note(self) -> None:
        self.note.setVisible(self.note.isHidden())
        if not self.note.isHidden():
            self.note.setFocus()


class LinesEditor(QFrame):
    """`changed` with every key, `committed` when a field is left or a line comes or goes."""

    changed = Signal()
    committed = Signal()

    def __init__(
        self,
        search: Callable[[str], Sequence[Choice]],
        product: Callable[[int], ProductRow],
        prices: Callable[[], dict[int, int]],
        parent: QWidget | None = None,
    ) -> None:
        """`prices` says what products cost where this order belongs."""
        super().__init__(parent)
        self._product, self._prices = product, prices
        self._rows: list[_LineRow] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        outer.addLayout(self._column)
        self.adder = CompletionEdit(search, _("加商品：名称、叫法或拼音首字母"), icon_name="plus", clear_after=True)
        self.adder.picked.connect(self._add_picked)
        outer.addSpacing(6)
        outer.addWidget(self.adder)

    def set_lines(self, lines: Sequence[LineInput], prices: dict[int, int]) -> None:
        """Show these; rows of lines that are there already stay, so that the keyboard stays where it is."""
        if [row.line_id for row in self._rows] == [values.id for values in lines] and None not in (
            values.id for values in lines
        ):
            for row, values in zip(self._rows, lines, strict=True):
                row.show_values(values)
            return
        while self._rows:
            self._drop(self._rows[-1])
        for values in lines:
            self._append(values, prices.get(values.product_id or 0))

    def lines(self) -> list[LineInput] | None:
        """None while a line is wrong."""
        values = [row.values() for row in self._rows]
        return None if None in values else [each for each in values if each is not None]

    def total_fen(self) -> int:
        return sum(row.amount.fen() or 0 for row in self._rows)

    def count(self) -> int:
        return len(self._rows)

    def rows(self) -> list[_LineRow]:
        return list(self._rows)

    def focus_wrong(self) -> bool:
        """Go to the first field that is wrong; False when all are right."""
        wrong = next((row for row in self._rows if row.values() is None), None)
        if wrong is not None:
            wrong.focus_wrong()
        return wrong is not None

    def set_read_only(self, read_only: bool) -> None:
        self.adder.setVisible(not read_only)
        for row in self._rows:
            for field in (row.quantity, row.amount, row.note):
                field.setReadOnly(read_only)
            row.remove_button.setVisible(not read_only)

    def _add_picked(self, key: int, name: str) -> None:
        prices = self._prices()
        if key:
            product = self._product(key)
            price = prices.get(key)
            values = LineInput(product.name, product.spec, 1000, product.unit, key)
        else:
            price, values = None, LineInput(name)
        same = next((row for row in self._rows if key and row.values() and row.values().product_id == key), None)  # type: ignore[union-attr]
        row = same or self._append(values, price)
        row.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
        row.quantity.selectAll()
        self.changed.emit()
        if same is None:
            self.committed.emit()

    def _append(self, values: LineInput, price_fen: int | None) -> _LineRow:
        row = _LineRow(values, price_fen, self._remove)
        row.changed.connect(self.changed)
        row.committed.connect(self.committed)
        row.left.connect(self.adder.setFocus)
        if self._rows:
            self._column.addWidget(separator())
        self._column.addWidget(row)
        self._rows.append(row)
        return row

    def _remove(self, row: _LineRow) -> None:
        self._drop(row)
        self.adder.setFocus()
        self.changed.emit()
        self.committed.emit()

    def _drop(self, row: _LineRow) -> None:
        at = self._column.indexOf(row)
        # The line above goes with the row; the first row takes the one below.
        beside = self._column.itemAt(at - 1 if at else 1)
        widget = beside.widget() if beside is not None else None
        if beside is not None and widget is not None:
            self._column.removeItem(beside)
            widget.hide()
            widget.deleteLater()
        self._column.removeWidget(row)
        self._rows.remove(row)
        row.blockSignals(True)
        row.hide()
        row.deleteLater()
